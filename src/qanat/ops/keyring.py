"""Which keys the database needs: noted beside the data as finger-prints, never as keys."""

import hashlib
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection

from qanat.ops.troubles import TroubleError

TABLE: Final = """
CREATE TABLE IF NOT EXISTS ops_key (
    name text PRIMARY KEY,
    fingerprint text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
)"""


@dataclass(frozen=True, slots=True, order=True)
class KeyNote:
    """A key by its file's name below the keys folder, and its finger-print."""

    name: str
    fingerprint: str


def present() -> list[KeyNote]:
    """Return the keys of this data folder which seal or find data."""
    keys: dict[int, bytes] = settings.QANAT_IDENTIFIER_KEYS
    named = {f"identifiers/{key_id}.key": key for key_id, key in keys.items()}
    named["blind_index"] = settings.QANAT_BLIND_INDEX_KEY
    named["audit_signing"] = settings.QANAT_AUDIT_KEY
    return sorted(KeyNote(name, fingerprint(key)) for name, key in named.items())


def noted() -> list[KeyNote]:
    """Return the keys which this database has been used with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('ops_key') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT name, fingerprint FROM ops_key ORDER BY name")
        return [KeyNote(*row) for row in cursor.fetchall()]


def missing() -> list[KeyNote]:
    """Return the keys which the database needs and this data folder lacks."""
    here = set(present())
    return [note for note in noted() if note not in here]


def note() -> None:
    """Note the keys of this data folder, unless the database was used with others."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.executemany(
            "INSERT INTO ops_key (name, fingerprint) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(key.name, key.fingerprint) for key in present()],
        )


def check() -> None:
    """Refuse to work on a database whose keys are not here: it would write what nobody reads."""
    if lost := missing():
        raise TroubleError(explain(lost))


def explain(lost: list[KeyNote]) -> str:
    """Say which keys are missing, and how to mend it."""
    names = ", ".join(f"{key.name} ({key.fingerprint})" for key in lost)
    folder = settings.QANAT_HOME / "keys"
    return (
        f"The records were sealed with keys that are not in {folder}: {names}. "
        "Copy them there from your safe copy of the keys folder (mode 600) and start again."
    )


def fingerprint(key: bytes) -> str:
    """Return a short mark which tells keys apart and gives nothing of them away."""
    return hashlib.sha256(b"qanat key fingerprint\0" + key).hexdigest()[:16]
