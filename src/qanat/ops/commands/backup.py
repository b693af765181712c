"""``qanat backup``: write a copy of everything but the keys."""

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    parser.add_argument("folder", type=Path, help="a new or empty folder")


def check(options: argparse.Namespace) -> None:
    """Refuse a folder that is in use, before the database starts."""
    from qanat.ops.backing_up import take_folder

    take_folder(options.folder)


def run(options: argparse.Namespace) -> int:
    """Write the backup and name the keys it needs."""
    from qanat.ops.backing_up import back_up
    from qanat.ops.home import data_folder
    from qanat.ops.progress import spoken

    manifest = back_up(options.folder, spoken)
    rows = sum(manifest.counts.values())
    sys.stdout.write(f"Backup of {rows:,} rows in {options.folder}\n")
    sys.stdout.write(
        "It cannot be read without these keys, which are NOT in it. Keep a copy of them "
        f"elsewhere ({data_folder() / 'keys'}):\n"
    )
    for key in manifest.keys:
        sys.stdout.write(f"  {key.name}  ({key.fingerprint})\n")
    return 0
