"""Other systems that call, with keys of their own."""

import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.response.dispatch.builders import NOW

from qanat.config.roles import ROLES
from qanat.foundation.access.commands import (
    AccountDetails,
    create_account,
    grant_role,
    issue_token,
)
from qanat.foundation.access.permissions import FOR_PEOPLE
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import SYSTEM

_numbers = count(1)
_ROLES = {role.code: role.permissions for role in ROLES}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: Any
    raw: bytes


@dataclass(frozen=True)
class System:
    """Another system with a key."""

    account_id: int
    token_id: int
    key: str
    language: str = "en"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a request; a body that is no bytes is sent as JSON."""
        raw = body if isinstance(body, bytes | None) else json.dumps(body, default=str).encode()
        given = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = given.pop("Content-Type", "application/json" if raw is not None else "")
        answer = Client(raise_request_exception=True).generic(
            method, f"/api/v1{path}", raw or b"", content_type=content_type, headers=given
        )
        told = json.loads(answer.content) if answer.content else None
        return Answer(answer.status_code, answer.headers, told, answer.content)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Send."""
        return self.call("POST", path, body, **headers)


def system(role: str = "dispatcher", value: str = "", *only: str, **said: Any) -> System:
    """Return a system whose account holds a role; ``only`` narrows its key to permissions."""
    details = AccountDetails(user_name=f"system{next(_numbers)}", full_name="System")
    made = create_account(SYSTEM, details=details, kind=AccountKind.SYSTEM)
    grant_role(SYSTEM, account_id=made.account_id, role=role, value=value, reason="test")
    token = issue_token(
        SYSTEM,
        account_id=made.account_id,
        name="test",
        permissions=only or _ROLES[role] - FOR_PEOPLE,
        expires_at=timezone.now() + timedelta(days=30),
    )
    return System(made.account_id, token.token_id, token.raw, **said)


def intake(**said: Any) -> dict[str, Any]:
    """Return the least of a request from Talgar."""
    from tests.response.dispatch.builders import facility_id

    given = {
        "received_at": "2026-11-25T06:20:00Z",
        "channel": "phone",
        "sending_facility_id": facility_id(),
        "diagnosis": "Ишемический инсульт",
        "icd10": "I63.4",
        "person": {"name": "Ахметов Ерлан", "age_years": 61},
    }
    return given | said


__all__ = ["NOW", "Answer", "System", "intake", "system"]
