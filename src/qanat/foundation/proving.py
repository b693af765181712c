"""Keys of other systems which the statement that acts looks at itself.

A key is looked at with every request. Where all of a request is one statement, the look stands in
it: the process goes by what it knew of the key, and the statement does nothing unless the database
still says the same. Whatever else is done for such a request looks first (:func:`settle`), and no
answer leaves before it was looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.postgres.written import Written

KEY_SQL: Final = """
SELECT json_build_object('id', t.id, 'account_id', t.account_id,
  'access_version', a.access_version, 'permissions', t.permissions, 'scope_kind', t.scope_kind,
  'scope_value', t.scope_value, 'last_used_at', t.last_used_at)::text
FROM access_token t JOIN access_account a ON a.id = t.account_id
WHERE t.digest = %s::bytea AND t.revoked_at IS NULL AND t.expires_at > %s::timestamptz
"""
"""All that rests on a key, as one text; no row of one that is not valid."""

STANDS_SQL: Final = f"%s::text IS NOT DISTINCT FROM ({KEY_SQL})"
"""Whether the key under way stands as it was known, with the values of :func:`values`."""

_KEY: Final = Written(KEY_SQL)
_due: ContextVar["Known | None"] = ContextVar("due", default=None)


class NotAsKnown(Exception):  # noqa: N818 (no error: the request is answered afresh)
    """A key is no longer as it was known; nothing was done."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a key.

    Attributes:
        digest: by which the key is found, as the database reads it.
        told: the answer to :data:`KEY_SQL`.
        at: the moment of the request.
    """

    digest: str
    told: str
    at: datetime


def look(digest: str, at: datetime) -> str | None:
    """Ask for all that rests on a key; None if it is not valid at a moment."""
    found = _KEY.rows((digest, at.isoformat()))
    return found[0][0] if found else None


@contextmanager
def due(known: Known) -> Iterator[None]:
    """Have the key looked at within the block, at its end at the latest.

    Raises:
        NotAsKnown: if it is no longer as it was known.
    """
    token = _due.set(known)
    try:
        yield
        settle()
    finally:
        _due.reset(token)


def settle() -> None:
    """Look at the key now, if it is still to be looked at; raises as :func:`due` does."""
    known = _due.get()
    if known is None:
        return
    if look(known.digest, known.at) != known.told:
        raise NotAsKnown
    _due.set(None)


def values() -> tuple[str | None, str | None, str | None]:
    """Return the values of :data:`STANDS_SQL`; nothing is due of most intentions."""
    known = _due.get()
    return (known.told, known.digest, known.at.isoformat()) if known else (None, None, None)


def took_place(*, is_done: bool) -> None:
    """Say whether a statement with :data:`STANDS_SQL` did its work.

    Raises:
        NotAsKnown: if it did not, because the key is no longer as it was known.
    """
    if not is_done and _due.get():
        raise NotAsKnown
    _due.set(None)
