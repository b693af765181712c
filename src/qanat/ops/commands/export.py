"""``qanat export``: write records of a period as a table, without names or identifiers."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from qanat.ops.arguments import add_days, check_days, check_writable, writing

WHAT = ("requests", "missions", "calls")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what, of when, and where to."""
    parser.add_argument("what", choices=WHAT, metavar=f"{{{','.join(WHAT)}}}", help="which records")
    add_days(parser)
    parser.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    parser.add_argument("--out", type=Path, help="a file; else standard output")


def check(options: argparse.Namespace) -> None:
    """Refuse what cannot be asked for, before the database starts."""
    check_days(options.first, options.last)
    check_writable(options.out)


def run(options: argparse.Namespace) -> int:
    """Write the records one by one, however many there are."""
    from qanat.foundation.actors import SYSTEM
    from qanat.response.dispatch.queries.exporting import columns_of, exported

    columns = columns_of(options.what)
    rows = exported(SYSTEM, options.what, options.first, options.last)
    if options.out is None:
        _write(rows, columns, options.format, sys.stdout)
        return 0
    with writing(options.out), options.out.open("w", encoding="utf-8", newline="") as file:
        _write(rows, columns, options.format, file)
    return 0


def _write(
    rows: Iterable[dict[str, object]], columns: Sequence[str], form: str, out: TextIO
) -> None:
    if form == "jsonl":
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return
    writer = csv.DictWriter(out, fieldnames=columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({key: harmless(value) for key, value in row.items()})


def harmless(value: object) -> object:
    """Return a cell which no spreadsheet takes for a formula."""
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text.startswith(("=", "+", "-", "@")) else text
