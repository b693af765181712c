"""``qanat report nation``: the national report of a period as a document."""

import argparse
from typing import Final

from qanat.ops.arguments import add_days, add_language, check_days, check_writable, day
from qanat.ops.reports.writing import add_out, warn_if_empty, write_out
from qanat.ops.troubles import UsageError

FORMATS: Final = ("pdf", "html", "docx", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the period, what it is compared with, the form and the language."""
    add_days(parser)
    parser.add_argument("--compare-from", type=day, help="first day of the period before")
    parser.add_argument("--compare-to", type=day, help="its last day; else a year before")
    parser.add_argument("--format", choices=FORMATS, default="html")
    add_language(parser, "language of the report")
    add_out(parser)


def check(options: argparse.Namespace) -> None:
    """Refuse what cannot be asked for, before the database starts."""
    check_days(options.first, options.last)
    if (options.compare_from is None) != (options.compare_to is None):
        raise UsageError("--compare-from and --compare-to go together.")
    if options.compare_from:
        check_days(options.compare_from, options.compare_to, "--compare-from and --compare-to")
    check_writable(options.out)


def run(options: argparse.Namespace) -> int:
    """Count, compose and write."""
    from django.utils import timezone, translation

    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.days import NATIONAL
    from qanat.foundation.periods import Period, year_before
    from qanat.readiness.nation.queries.document import compose
    from qanat.readiness.nation.queries.files import WRITERS

    warn_if_empty()
    days = (options.first, options.last)
    base = (
        (options.compare_from, options.compare_to) if options.compare_from else year_before(*days)
    )
    with translation.override(options.lang), timezone.override(NATIONAL):
        document = compose(SYSTEM, Period(*days), Period(*base), now=timezone.now())
        _kind, write = WRITERS[options.format]
        write_out(write(document), options.out)
    return 0
