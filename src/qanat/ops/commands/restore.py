"""``qanat restore``: bring a backup into an empty data folder."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qanat.ops.keyring import KeyNote
    from qanat.ops.manifest import Manifest

NEEDS = "settings"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder, and two grave wishes."""
    parser.add_argument("folder", type=Path, help="what `qanat backup` wrote")
    parser.add_argument("--force", action="store_true", help="replace what is there")
    parser.add_argument(
        "--without-keys",
        action="store_true",
        help="restore although keys are lost: sealed identifiers stay unreadable for ever",
    )


def run(options: argparse.Namespace) -> int:
    """Check the backup, restore it, and prove the audit."""
    from qanat.ops import home, restoring
    from qanat.ops.manifest import read_manifest
    from qanat.ops.progress import spoken

    manifest = read_manifest(options.folder)
    lost = _lost_keys(manifest, without=options.without_keys)
    with home.ensure_database(spoken, migrated=False):
        restoring.check_known(manifest)
        restoring.check_empty(force=options.force)
        restoring.restore(options.folder, manifest, spoken)
        if lost:
            restoring.forget_lost_keys(lost)
        home.migrate(spoken)
        restoring.open_again()
    sys.stdout.write(f"Restored the backup of {manifest.made_at}.\n")
    return 0


def _lost_keys(manifest: "Manifest", *, without: bool) -> "list[KeyNote]":
    from qanat.ops import keyring, restoring
    from qanat.ops.troubles import UsageError

    lost = restoring.check_keys(manifest)
    if lost and not without:
        raise UsageError(f"{keyring.explain(lost)} If they are lost for good, say --without-keys.")
    return lost
