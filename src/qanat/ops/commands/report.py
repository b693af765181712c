"""``qanat report``: what was done in a period, as figures, as a ledger or as a document."""

import argparse
import importlib
from types import ModuleType
from typing import Final

REPORTS: Final = {
    "aviation": "the figures of a period, split and compared",
    "abroad": "the figures of treatment abroad of a period, with every split",
    "ledger": "published figures and how they hold against the records",
    "nation": "the national report of a period, composed in words",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which report, and what that one asks for."""
    reports = parser.add_subparsers(dest="what", metavar="REPORT", required=True)
    for name, told in REPORTS.items():
        _module(name).add_arguments(reports.add_parser(name, help=told))


def check(options: argparse.Namespace) -> None:
    """Refuse what cannot be asked for, before the database starts."""
    _module(options.what).check(options)


def run(options: argparse.Namespace) -> int:
    """Count and write."""
    code: int = _module(options.what).run(options)
    return code


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"qanat.ops.reports.{name}")
