"""Keep files sealed, under a name made of their content, outside the web root and the database.

A file is one of equal content: handed in twice it is kept once. The folder belongs to the data
folder and to every backup; the keys do not.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from django.conf import settings

from qanat.foundation.secrets import (
    KeyMissing,
    blind_index_of_bytes,
    decrypt_bytes,
    encrypt_bytes,
)

KIND: Final = "document"


class Lost(Exception):  # noqa: N818 (a state of the machine, told to its keeper)
    """A file which was kept is not there, or not what it was."""


def keep(content: bytes) -> str:
    """Keep a file; return the name under which it is found again."""
    name = name_of(content)
    path = _path(name)
    if path.exists():
        return name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(encrypt_bytes(content))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _sync(path.parent)
    return name


def fetch(name: str) -> bytes:
    """Return a file which was kept.

    Raises:
        Lost: if it is not there, or not what it was.
    """
    try:
        content = decrypt_bytes(_path(name).read_bytes())
    except (OSError, InvalidTag, KeyMissing) as error:
        raise Lost(name) from error
    if name_of(content) != name:
        raise Lost(name)
    return content


def name_of(content: bytes) -> str:
    """Return the name of a content, which tells nobody without our key what it is."""
    return blind_index_of_bytes(KIND, content).hex()


def _path(name: str) -> Path:
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):  # noqa: PLR2004 (of SHA-256)
        raise Lost(name)
    folder: Path = settings.QANAT_HOME / "documents"
    return folder / name[:2] / name


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
