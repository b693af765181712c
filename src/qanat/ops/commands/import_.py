"""``qanat import journal FILE``: take the journal of a centre into the records."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from qanat.ops.arguments import add_language, check_readable, check_writable, writing

if TYPE_CHECKING:
    from qanat.readiness.statistics.commands import ImportResult

NOTHING_TAKEN: Final = 1
SOME_KEPT_ASIDE: Final = 3
CODES: Final = """exit code: 0 every row is on record now; 3 some rows were kept aside, to be
mended (--rejects); 1 no row was taken; 2 the command or a file it names is wrong.
With --dry-run: what the code would be."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file and how to read it."""
    parser.add_argument(
        "what", choices=("journal",), metavar="{journal}", help="what kind of file it is"
    )
    parser.add_argument("file", type=Path, help="a CSV or XLSX file")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
    parser.add_argument("--mapping", type=Path, help="JSON with headings and words of your own")
    parser.add_argument("--rejects", type=Path, help="write rejected rows here, to be mended")
    parser.add_argument("--journal", default="", help="name of the journal; else it is found")
    parser.add_argument("--synthetic", action="store_true", help="the rows tell of nobody real")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_language(parser, "language of the reasons")
    parser.epilog = CODES


def check(options: argparse.Namespace) -> None:
    """Refuse files that cannot be read or written, before the database starts."""
    check_readable(options.file)
    if options.mapping:
        check_readable(options.mapping)
    check_writable(options.rejects)


def run(options: argparse.Namespace) -> int:
    """Take the journal in and tell what became of its rows."""
    from django.utils import timezone, translation

    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.refusals import Refusal
    from qanat.ops.troubles import TroubleError, UsageError
    from qanat.readiness.statistics.commands import FileWish, take_file

    with translation.override(options.lang):
        try:
            wish = FileWish(
                path=options.file,
                mapping=options.mapping.read_text("utf-8-sig") if options.mapping else "",
                journal=options.journal,
                is_dry=options.dry_run,
                is_synthetic=options.synthetic,
            )
            result = take_file(SYSTEM, wish=wish, now=timezone.now(), progress=_told)
        except Refusal as refusal:
            raise TroubleError(refusal.message()) from refusal
        except UnicodeDecodeError as error:
            raise UsageError(f"{options.mapping} is not written in UTF-8.") from error
        except OSError as error:
            raise UsageError(f"{error.filename} cannot be read: {error.strerror}.") from error
        _write_rejects(result, options.rejects)
        _tell(result, sys.stdout, as_json=options.format == "json", is_dry=options.dry_run)
    return _code(result.counts)


def _code(counts: Mapping[str, int]) -> int:
    """Return 0 if every row is on record now, 3 if some are not, 1 if none is."""
    if not counts["accepted_rows"] + counts["repeated_rows"]:
        return NOTHING_TAKEN
    return SOME_KEPT_ASIDE if counts["rejected_rows"] else 0


def _told(rows: int) -> None:
    from qanat.ops.progress import spoken

    if rows % 10_000 == 0:
        spoken(f"{rows:,} rows read")


def _write_rejects(result: "ImportResult", path: Path | None) -> None:
    from qanat.readiness.statistics.commands import write_rejected

    if path is not None:
        with writing(path), path.open("w", encoding="utf-8-sig", newline="") as out:
            write_rejected(result, out)


def _tell(result: "ImportResult", out: TextIO, *, as_json: bool, is_dry: bool) -> None:
    settled = result.settled
    told = {
        "journal": result.journal,
        "dry_run": is_dry,
        **result.counts,
        "reasons": settled.reasons(),
        "doubts": settled.doubts(),
    }
    if as_json:
        out.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    out.write(f"Journal: {result.journal}{' (dry run: nothing was stored)' if is_dry else ''}\n")
    parts = {"": result.counts, "rejected: ": settled.reasons(), "doubt: ": settled.doubts()}
    lines = [(part + name, count) for part, told in parts.items() for name, count in told.items()]
    out.writelines(f"  {name.replace('_', ' '):<38}{count:>9,}\n" for name, count in lines)
    if settled.reasons() or settled.doubts():
        out.write("  A row is counted in each of its reasons and doubts.\n")
