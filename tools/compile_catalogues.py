"""Compile the translations (``.po``) which are newer than what was compiled (``.mo``)."""

import sys
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE: Final = Path(__file__).resolve().parent.parent / "src"


def stale(source: Path) -> list[Path]:
    """Return the catalogues below a folder which must be compiled."""
    return [
        path
        for path in sorted(source.rglob("locale/*/LC_MESSAGES/*.po"))
        if not path.with_suffix(".mo").exists()
        or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
    ]


def compile_one(path: Path) -> None:
    """Compile one catalogue, whole or not at all."""
    with path.open("rb") as text:
        catalogue = read_po(text)
    draft = path.with_suffix(".mo.new")
    with draft.open("wb") as compiled:
        write_mo(compiled, catalogue)
    draft.replace(path.with_suffix(".mo"))


def main() -> int:
    """Compile all that is stale."""
    for path in stale(SOURCE):
        compile_one(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
