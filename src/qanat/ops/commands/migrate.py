"""``qanat migrate``: bring the database up to this version."""

import argparse
import sys

NEEDS = "running"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing but a wish to look first."""
    parser.add_argument("--plan", action="store_true", help="only list what would be done")


def run(options: argparse.Namespace) -> int:
    """Migrate, or list what is to be migrated."""
    from qanat.ops import home, keyring
    from qanat.ops.progress import spoken

    waiting = home.pending_migrations()
    if options.plan:
        sys.stdout.write("".join(f"{name}\n" for name in waiting) or "Nothing to do.\n")
        return 0
    home.migrate(spoken)
    keyring.check()
    sys.stdout.write("The database is up to date.\n")
    return 0
