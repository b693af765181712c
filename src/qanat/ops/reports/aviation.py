"""``qanat report aviation``: count what was done in a period."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from qanat.ops.arguments import add_days, add_language, check_days, check_writable, day
from qanat.ops.reports.writing import add_out, warn_if_empty, write_out
from qanat.ops.troubles import UsageError

if TYPE_CHECKING:
    from qanat.readiness.statistics.queries.counting import Question, Report

FORMATS: Final = ("text", "json", "csv", "xlsx")
BY: Final = ("region", "nosology", "month", "aircraft", "operator", "country", "organ")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the period and what to split by."""
    add_days(parser)
    parser.add_argument("--region", default="", help="ISO code, such as KZ-19")
    parser.add_argument("--compare-from", type=day, help="first day of the period before")
    parser.add_argument("--compare-to", type=day, help="its last day")
    parser.add_argument("--by", type=_dimensions, default=(), help=f"some of {','.join(BY)}")
    parser.add_argument("--format", choices=FORMATS, default="text")
    add_language(parser, "language of the words")
    add_out(parser)


def check(options: argparse.Namespace) -> None:
    """Refuse what cannot be asked for, before the database starts."""
    from qanat.readiness.statistics.queries.counting import is_region

    check_days(options.first, options.last)
    if (options.compare_from is None) != (options.compare_to is None):
        raise UsageError("--compare-from and --compare-to go together.")
    if options.compare_from:
        names = "--compare-from and --compare-to"
        check_days(options.compare_from, options.compare_to, names)
    if options.region and not is_region(options.region):
        raise UsageError(f"There is no region {options.region}; write its code, such as KZ-19.")
    check_writable(options.out)


def run(options: argparse.Namespace) -> int:
    """Count and write."""
    from django.utils import translation

    from qanat.foundation.actors import SYSTEM
    from qanat.readiness.statistics.queries.counting import report
    from qanat.readiness.statistics.queries.waiting import rows_left_out

    question = _question(options)
    warn_if_empty()
    with translation.override(options.lang):
        told = report(SYSTEM, question)
        left_out = {} if options.region else rows_left_out(SYSTEM)
        write_out(_written(told, left_out, options.format), options.out)
    return 0


def _question(options: argparse.Namespace) -> "Question":
    from qanat.readiness.statistics.queries.counting import ask

    base = (options.compare_from, options.compare_to) if options.compare_from else None
    days = (options.first, options.last)
    return ask(days, region=options.region, base=base, by=options.by)


def _dimensions(text: str) -> tuple[str, ...]:
    by = tuple(part.strip() for part in text.split(",") if part.strip())
    if unknown := [name for name in by if name not in BY]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(BY)}")
    return by


def _written(told: "Report", left_out: dict[str, int], form: str) -> str | bytes:
    from qanat.readiness.statistics.queries import files

    writers: dict[str, Callable[[], str | bytes]] = {
        "json": lambda: files.json_text(files.report_json(told, left_out)),
        "csv": lambda: files.report_csv(told),
        "xlsx": lambda: files.report_xlsx(told),
        "text": lambda: files.report_text(told),
    }
    return writers[form]()
