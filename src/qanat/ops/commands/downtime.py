"""``qanat downtime``: keep the pack for work on paper as a file, before anything fails."""

import argparse
from pathlib import Path

from qanat.ops.arguments import writing
from qanat.ops.troubles import UsageError

LANGUAGES = ("kk", "ru", "en", "uz", "uz-cyrl")
PATTERN = "qanat-pack-*.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to, in which language, and how many are kept."""
    parser.add_argument("folder", type=Path, help="where the files are kept; only its owner reads")
    parser.add_argument("--language", choices=LANGUAGES, default="ru")
    parser.add_argument("--keep", type=int, default=48, help="how many files are kept (48)")


def check(options: argparse.Namespace) -> None:
    """Refuse a folder that can't be written, before the database starts."""
    if options.keep < 1:
        raise UsageError("--keep is a number from 1 on.")
    try:
        options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{options.folder} can't be used: {error.strerror}.") from error


def run(options: argparse.Namespace) -> int:
    """Write the pack of this moment, whole or not at all; drop the oldest beyond what is kept."""
    from django.utils import timezone

    from qanat.response.shifts.keeping import write_pack

    with writing(options.folder):
        path = write_pack(options.folder, options.language, timezone.now())
        for old in sorted(options.folder.glob(PATTERN))[: -options.keep]:
            old.unlink(missing_ok=True)
    print(path)
    return 0
