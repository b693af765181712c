"""What several commands are asked with: days, languages, files; refused before anything starts."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from qanat.ops.troubles import TroubleError, UsageError

LANGUAGES: Final = ("kk", "ru", "en", "uz", "uz-cyrl")
FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2199


def add_days(parser: argparse.ArgumentParser) -> None:
    """Take a period of days, both included."""
    parser.add_argument("--from", dest="first", type=day, required=True, help="such as 2026-01-01")
    parser.add_argument("--to", dest="last", type=day, required=True, help="the last day, included")


def add_language(parser: argparse.ArgumentParser, help_text: str) -> None:
    """Take one of Qanat's languages."""
    parser.add_argument("--lang", choices=LANGUAGES, default="ru", help=help_text)


def day(text: str) -> date:
    """Read a day."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write a day as 2026-03-05, not {text!r}") from None
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"nobody can mean the year {on.year}")
    return on


def check_days(first: date, last: date, names: str = "--from and --to") -> None:
    """Refuse a period that ends before it begins."""
    if last < first:
        raise UsageError(f"{names}: {last} lies before {first}. Exchange them.")


def check_readable(path: Path) -> None:
    """Refuse what is no file that can be read."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}. Check its name and folder.")
    if not os.access(path, os.R_OK):
        raise UsageError(f"The file {path} cannot be read by this user.")


def check_writable(path: Path | None) -> None:
    """Refuse a place where no file can be written."""
    if path is None:
        return
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}; make it, or name another file.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"{path} cannot be written by this user; name another file.")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell in words that a file could not be written, as when the disk is full."""
    try:
        yield
    except OSError as error:
        raise TroubleError(f"{path} could not be written: {error.strerror}.") from error
