"""Secret keys, kept in files of the data folder and never in the database or a backup.

They are made at the first start, readable by their owner only. Once a database exists a lost
key is never replaced in silence: what it sealed would be unreadable.
"""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from qanat.config.home import home, make_home, unusable
from qanat.ops.clusters import cluster_of
from qanat.ops.troubles import TroubleError

KEY_BYTES: Final = 32
HIGHEST_KEY_ID: Final = 32_767
CURRENT: Final = "current"


class KeyLostError(TroubleError):
    """A key which sealed data of this database is not where it should be."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The key file {path} is missing, and this data folder already holds a database. "
            "Copy the file from your safe copy of the keys folder, keep it readable by its "
            "owner only (chmod 600), and start again."
        )
        self.path = path


def keys_folder() -> Path:
    """Return the folder of all key files."""
    return home() / "keys"


def secret_key() -> str:
    """Return Django's secret; a lost one is made anew, which only signs everybody out."""
    path = keys_folder() / "django_secret"
    return _read(path, _random_text, replaceable=True)


def current_identifier_key_id() -> int:
    """Return the id of the key which seals identifiers written from now on."""
    return int(_read(keys_folder() / "identifiers" / CURRENT, _first_identifier_key))


def identifier_keys() -> dict[int, bytes]:
    """Return every identifier key by its id: 32 bytes each, old ones included."""
    current_identifier_key_id()
    return {
        int(path.stem): base64.b64decode(path.read_text())
        for path in sorted((keys_folder() / "identifiers").glob("*.key"))
    }


def blind_index_key() -> bytes:
    """Return the key of the keyed hash by which identifiers are found."""
    return base64.b64decode(_read(keys_folder() / "blind_index", _random_text))


def audit_signing_key() -> bytes:
    """Return the private Ed25519 key (32 bytes) which signs the heads of the audit chains."""
    return base64.b64decode(_read(keys_folder() / "audit_signing", _random_text))


def web_push_key() -> ec.EllipticCurvePrivateKey:
    """Return the key which names this server to browsers' push services (VAPID)."""
    text = _read(keys_folder() / "web_push.pem", _p256_text, replaceable=True)
    key = load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("keys/web_push.pem is not an elliptic curve key")
    return key


def file_made(name: str, make: Callable[[], str]) -> Path:
    """Return a file of the keys folder, made once, for what can be made anew when it is lost."""
    path = keys_folder() / name
    _read(path, make, replaceable=True)
    return path


def _read(path: Path, make: Callable[[], str], *, replaceable: bool = False) -> str:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        if not replaceable and cluster_of(home()).exists():
            raise KeyLostError(path) from None
    except OSError as error:
        raise unusable(error) from error
    _write(path, make())
    return path.read_text().strip()


def _write(path: Path, text: str) -> None:
    """Write a whole file which only its owner reads; of two writers the first wins."""
    make_home()
    try:
        _write_once(path, text)
    except OSError as error:
        raise unusable(error) from error


def _write_once(path: Path, text: str) -> None:
    _make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _make_folder(folder: Path) -> None:
    if folder != keys_folder():
        keys_folder().mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _random_text() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _first_identifier_key() -> str:
    """Make an identifier key under a random id, so that keys of two data folders differ."""
    folder = keys_folder() / "identifiers"
    taken = {path.stem for path in folder.glob("*.key")}
    while (key_id := str(1 + secrets.randbelow(HIGHEST_KEY_ID))) in taken:
        pass
    _write(folder / f"{key_id}.key", _random_text())
    return key_id


def _p256_text() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
