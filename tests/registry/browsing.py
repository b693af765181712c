"""A browser in which somebody is signed in, for the pages of the registry."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings
from tests.foundation.access.builders import Accounts, signed_in

Browse = Callable[..., Client]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browse(db: None, settings: Settings) -> Browse:
    """Sign somebody in by a role of ``tests.registry.roles``: ``browse("reader")``.

    He reads English, the language of the source: tests then hold whatever is translated.
    """
    settings.QANAT_ROLES = "tests.registry.roles.ROLES"
    accounts = Accounts()

    def sign_in(role: str, value: str = "") -> Client:
        account = accounts.account(role, value)
        account.language = "en"
        account.save(update_fields=["language"])
        return signed_in(account)

    return sign_in
