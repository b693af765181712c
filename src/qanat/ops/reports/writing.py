"""Where a report goes: a file, or standard output; and what is said where there is no data."""

import argparse
import sys
from pathlib import Path

from qanat.ops.arguments import writing


def add_out(parser: argparse.ArgumentParser) -> None:
    """Take a file to write to."""
    parser.add_argument("--out", type=Path, help="a file; else standard output")


def warn_if_empty() -> None:
    """Say that the data folder has no records, since then every figure is 0."""
    from qanat.ops.home import has_records, place

    if not has_records():
        sys.stderr.write(
            f"qanat: There is no data in {place()}: every figure is 0."
            " QANAT_HOME names another folder.\n"
        )


def write_out(text: str | bytes, path: Path | None) -> None:
    """Write a report."""
    raw = text.encode() if isinstance(text, str) else text
    if path is not None:
        with writing(path):
            path.write_bytes(raw)
    else:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
