"""A request that is one statement: the key is looked at by it, and as strictly as ever."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.exchange.api.calling import intake, system

from qanat.exchange.api.handler import Handler
from qanat.foundation.access.models import Account, RoleGrant, Token
from qanat.registry.patients.models import Patient
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.permissions import REGISTER

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]


def lone() -> dict[str, Any]:
    body = intake()
    del body["person"]
    return body


def test_a_known_key_costs_no_look_of_its_own_and_what_was_taken_from_it_holds_at_once() -> None:
    centre = system()
    token, body = Token.objects.filter(pk=centre.token_id), lone()

    def costs(status: int, sent: object = body, **headers: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert centre.post("/requests", sent, **headers).status == status
        return len(seen)

    # The first look notes that the key is used, the second learns that.
    assert [costs(201) > 1, costs(201), costs(201)] == [True, 2, 1]
    assert costs(422, body | {"icd10": "no code at all"}) == 1
    # Taken away behind the back of this process, as by another one.
    token.update(revoked_at=timezone.now())
    assert costs(401) == 2
    token.update(revoked_at=None)
    costs(201)
    token.update(revoked_at=timezone.now())
    costs(401, body | {"icd10": "no code at all"})
    token.update(revoked_at=None)
    for sent in (intake(), body | {"is_later_entry": True}):
        costs(201)
        token.update(permissions=[])
        assert centre.post("/requests", sent, Idempotency_Key="one").status == 403
        assert centre.post("/requests", sent).status == 403
        token.update(permissions=[REGISTER])
    costs(201)
    RoleGrant.objects.filter(account_id=centre.account_id).update(valid_to=timezone.now())
    Account.objects.filter(pk=centre.account_id).update(access_version=1_000_000)
    costs(403)
    assert Request.objects.count() == 7
    assert Patient.objects.count() == 0


def test_the_short_way_in_answers_as_the_long_one() -> None:
    centre, handler = system(), Handler()
    told: list[Any] = []

    def sent(path: str, key: str = centre.key, body: bytes = b"") -> tuple[Any, ...]:
        given: dict[str, Any] = {
            "headers": {"Authorization": f"Bearer {key}"},
            "content_type": "application/json",
        }
        made = RequestFactory().generic("POST", path, body, **given)
        content = b"".join(handler(made.environ, lambda *head: told.append(head)))
        usual = Client().generic("POST", path, body, **given)
        status, headers = told.pop()
        changing = {"X-Request-ID", "Location"}
        assert {k: v for k, v in headers if k not in changing} == {
            k: v for k, v in usual.headers.items() if k not in changing
        }
        assert int(status[:3]) == usual.status_code
        return int(status[:3]), content

    raw = json.dumps(lone()).encode()
    assert sent("/api/v1/requests", body=raw)[0] == 201
    assert sent("/api/v1/requests", body=b"{}")[0] == 422
    assert sent("/api/v1/nowhere")[0] == 404
    assert sent("/api/v1/requests", "no such key", body=raw)[0] == 401
    connection.errors_occurred = True
    connection.connection.close()
    assert sent("/api/v1/me")[0] == 405
