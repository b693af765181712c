"""While the database does not answer, everybody is told so, and when to ask again."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from tests.foundation.access.builders import Accounts, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in_before(transactional_db: None) -> Client:
    """Somebody whose session is open when the database goes."""
    client = signed_in(Accounts().account("dispatcher"))
    client.raise_request_exception = False
    return client


@pytest.fixture
def _away(signed_in_before: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        patch.setitem(connection.settings_dict, "PORT", "1")
        yield
    connection.close()


@pytest.mark.usefixtures("_away")
def test_other_systems_are_told_to_come_back() -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/requests/", headers={"Authorization": "Bearer any"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"


@pytest.mark.usefixtures("_away")
def test_a_page_says_what_to_do_meanwhile(signed_in_before: Client) -> None:
    answer = signed_in_before.get("/requests/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert 'class="refusal-code num" aria-hidden="true">503<' in answer.content.decode()
