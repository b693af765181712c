"""Browsers in which people of the product's roles are signed in, reading English."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.access.models import Account

HTMX = {"HX-Request": "true"}
Browse = Callable[..., Client]


def browser(account: Account) -> Client:
    """Return a browser in which an account is signed in."""
    client = signed_in(account)
    client.cookies["qanat_language"] = "en"
    return client


@pytest.fixture
def people() -> Accounts:
    """Make accounts."""
    return Accounts()


@pytest.fixture
def browse(people: Accounts) -> Browse:
    """Sign somebody in by a role: ``browse("coordinator", "KZ-19")``."""

    def sign_in(role: str, value: str = "") -> Client:
        return browser(people.account(role, value))

    return sign_in


def cost(client: Client, address: str, values: dict[str, str] | None = None) -> int:
    """Return how many queries a page makes, asked by POST if values are given."""
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address) if values is None else client.post(address, values)
    assert answer.status_code == 200
    return len(made)


def typed_moment(moment: datetime | None = None) -> str:
    """Return a moment as a person in the country types it; now if none is given."""
    at = (moment or datetime.now(UTC)).astimezone(ZoneInfo("Asia/Almaty"))
    return at.strftime("%Y-%m-%dT%H:%M")
