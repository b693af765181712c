"""What is in a backup, and the proof that it is whole."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from qanat.ops.keyring import KeyNote
from qanat.ops.troubles import UsageError

FORMAT: Final = 1
FILE: Final = "manifest.json"
DUMP: Final = "database.dump"
FILES: Final = "files.tar"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's contents."""

    format: int
    made_at: str
    qanat: str
    postgres: int
    migrations: list[str]
    counts: dict[str, int]
    """Rows by table."""
    keys: list[KeyNote]
    """Keys without which sealed values cannot be read; the keys themselves are never here."""
    audit_heads: dict[str, list[object]]
    """By stream: the number and the hash of its newest seal."""
    sha256: dict[str, str]
    """Hashes by file."""

    def write(self, folder: Path) -> None:
        """Write it, last of all: a backup without one is not whole."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        draft = folder / f"{FILE}.new"
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(folder / FILE)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup whose files are as they were written.

    Raises:
        UsageError: if it is missing, unreadable, of another format, or a file was altered.
    """
    path = folder / FILE
    if not path.is_file():
        raise UsageError(
            f"{folder} holds no {FILE}: this is no backup, or one that was never finished."
        )
    manifest = _parse(path)
    if manifest.format != FORMAT:
        raise UsageError(
            f"{path} is of format {manifest.format}; this version reads {FORMAT}. "
            f"Restore it with Qanat {manifest.qanat}."
        )
    altered = [
        name
        for name, known in manifest.sha256.items()
        if not (folder / name).is_file() or sha256_of(folder / name) != known
    ]
    if altered:
        raise UsageError(
            f"The backup in {folder} is damaged: {', '.join(altered)} differ from the manifest. "
            "Take another copy of it."
        )
    return manifest


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parse(path: Path) -> Manifest:
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        keys = [KeyNote(key["name"], key["fingerprint"]) for key in raw.pop("keys")]
        return Manifest(keys=keys, **raw)
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{path} cannot be read: it is damaged or no manifest.") from error
