"""``qanat report aviation``: count what was done in a period."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qanat.readiness.statistics.queries.counting import Question, Report

FORMATS = ("text", "json", "csv", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the period and what to split by."""
    parser.add_argument("what", choices=("aviation",), help="which report")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    parser.add_argument("--region", default="", help="ISO code, such as KZ-19")
    parser.add_argument("--compare-from", type=date.fromisoformat)
    parser.add_argument("--compare-to", type=date.fromisoformat)
    parser.add_argument(
        "--by",
        default="",
        help="comma-separated: region,nosology,month,aircraft,operator,country,organ",
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--lang", default="ru", help="kk, ru, en, uz or uz-cyrl")
    parser.add_argument("--out", type=Path, help="a file; else standard output")


def run(options: argparse.Namespace) -> int:
    """Count and write."""
    from django.utils import translation

    from qanat.foundation.actors import SYSTEM
    from qanat.readiness.statistics.queries.counting import report
    from qanat.readiness.statistics.queries.waiting import rows_left_out

    question = _question(options)
    with translation.override(options.lang):
        told = report(SYSTEM, question)
        left_out = {} if options.region else rows_left_out(SYSTEM)
        _write(_written(told, left_out, options.format), options.out)
    return 0


def _question(options: argparse.Namespace) -> "Question":
    from qanat.ops.troubles import TroubleError
    from qanat.readiness.statistics.queries.counting import ask

    has_base = options.compare_from is not None
    if has_base != (options.compare_to is not None):
        raise TroubleError("--compare-from and --compare-to go together")
    base = (options.compare_from, options.compare_to) if has_base else None
    by = tuple(part.strip() for part in options.by.split(",") if part.strip())
    try:
        return ask((options.first, options.last), region=options.region, base=base, by=by)
    except ValueError as error:
        raise TroubleError(str(error)) from error


def _written(told: "Report", left_out: dict[str, int], form: str) -> str | bytes:
    from qanat.readiness.statistics.queries import files

    writers: dict[str, Callable[[], str | bytes]] = {
        "json": lambda: files.json_text(files.report_json(told, left_out)),
        "csv": lambda: files.report_csv(told),
        "xlsx": lambda: files.report_xlsx(told),
        "text": lambda: files.report_text(told),
    }
    return writers[form]()


def _write(text: str | bytes, path: Path | None) -> None:
    raw = text.encode() if isinstance(text, str) else text
    if path is not None:
        path.write_bytes(raw)
    else:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
