"""Where browser sessions are kept: a table which knows the account, so that all can be ended.

Django's own signed data in our own row. Reading a session reads in the same query which account
it belongs to and the version of that account's rights, so that what is cached of the rights is
dropped the moment they change.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone

from qanat.foundation.access.models import Session
from qanat.foundation.access.parameters import IDLE_H, span

BROWSER_KEY: Final = "browser"
LEAST: Final = 8
MOST: Final = 40
NAME_LETTERS: Final = 16
_SESSION_SQL: Final = """
SELECT s.session_data, s.begun_at, s.seen_at, s.account_id, a.access_version, a.is_active, a.is_demo
FROM access_session s LEFT JOIN access_account a ON a.id = s.account_id
WHERE s.session_key = %s AND s.expire_date > %s
"""
"""Written out: every page asks it."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is."""

    account_id: int
    access_version: int


class SessionStore(DatabaseStore):
    """A session of one browser."""

    signed_in: SignedIn | None = None
    seen_at: datetime | None = None
    _begun_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override] # our own table
        """Return the table."""
        return Session

    def load(self) -> dict[str, Any]:
        """Read the session; one which is over, or whose account is closed, is empty."""
        with connection.cursor() as cursor:
            cursor.execute(_SESSION_SQL, (self.session_key, timezone.now()))
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        data, self._begun_at, self.seen_at, account_id, version, is_active, is_demo = row
        if account_id is not None:
            if not is_active or (is_demo and not settings.QANAT_DEMO):
                self._session_key = None
                return {}
            self.signed_in = SignedIn(account_id, version)
        decoded: dict[str, Any] = self.decode(data)
        return decoded

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override] # our own table
        """Make the row which holds the session from now on."""
        now = timezone.now()
        account = data.get(SESSION_KEY)
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined] # not in the stubs
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            account_id=int(account) if account else None,
            begun_at=self._begun_at or now,
            seen_at=now,
            browser=str(data.get(BROWSER_KEY, ""))[:200],
        )

    def create(self) -> None:
        """Begin a session under a new key; nothing of an older one is carried over."""
        self._begun_at = None
        super().create()

    def _validate_session_key(self, key: str | None) -> bool:
        """Tell whether a key can be one of ours, before the database sees it."""
        return key is not None and key.isalnum() and key.isascii() and LEAST <= len(key) <= MOST

    def get_session_cookie_age(self) -> int:
        """Return after how many unused seconds a session is over."""
        return int(span(IDLE_H).total_seconds())


def session_name(key: str) -> str:
    """Return a name for a session from which its key can't be found."""
    return hashlib.sha256(f"session:{key}".encode()).hexdigest()[:NAME_LETTERS]
