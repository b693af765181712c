"""``qanat report ledger``: published figures and how they hold against the records."""

import argparse
from collections.abc import Callable
from typing import Final

from qanat.ops.arguments import add_language, check_writable
from qanat.ops.reports.writing import add_out, warn_if_empty, write_out

FORMATS: Final = ("text", "json", "csv", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the form and the language."""
    parser.add_argument("--format", choices=FORMATS, default="text")
    add_language(parser, "language of the words")
    add_out(parser)


def check(options: argparse.Namespace) -> None:
    """Refuse a place where nothing can be written."""
    check_writable(options.out)


def run(options: argparse.Namespace) -> int:
    """Count and write."""
    from django.utils import translation

    from qanat.foundation.actors import SYSTEM
    from qanat.readiness.ledger.queries import files
    from qanat.readiness.ledger.queries.standing import held_figures

    warn_if_empty()
    writers: dict[str, Callable[[], str | bytes]] = {
        "json": lambda: files.ledger_json(held),
        "csv": lambda: files.ledger_csv(held),
        "xlsx": lambda: files.ledger_xlsx(held),
        "text": lambda: files.ledger_text(held),
    }
    with translation.override(options.lang):
        held = held_figures(SYSTEM)
        write_out(writers[options.format](), options.out)
    return 0
