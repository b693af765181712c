"""``qanat report abroad``: count what was done in a period of treatment abroad."""

import argparse
from typing import Final

from qanat.ops.arguments import add_days, add_language, check_days, check_writable
from qanat.ops.reports.writing import add_out, warn_if_empty, write_out
from qanat.ops.troubles import UsageError

FORMATS: Final = ("text", "json", "csv", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the period, the region, the form and the language."""
    add_days(parser)
    parser.add_argument("--region", default="", help="ISO code, such as KZ-19")
    parser.add_argument("--format", choices=FORMATS, default="text")
    add_language(parser, "language of the words")
    add_out(parser)


def check(options: argparse.Namespace) -> None:
    """Refuse what cannot be asked for, before the database starts."""
    from qanat.readiness.statistics.queries.counting import is_region

    check_days(options.first, options.last)
    if options.region and not is_region(options.region):
        raise UsageError(f"There is no region {options.region}; write its code, such as KZ-19.")
    check_writable(options.out)


def run(options: argparse.Namespace) -> int:
    """Count and write."""
    from django.utils import translation

    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.periods import Period
    from qanat.readiness.treatment.queries.counting import regions_of, report
    from qanat.readiness.treatment.queries.drilling import steps
    from qanat.readiness.treatment.queries.files import WRITERS

    warn_if_empty()
    period = Period(options.first, options.last)
    with translation.override(options.lang):
        told = report(SYSTEM, period, options.region)
        lasted = steps(period, regions_of(SYSTEM, options.region))
        write_out(WRITERS[options.format](told, lasted), options.out)
    return 0
