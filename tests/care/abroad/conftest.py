"""Fixtures which every test of the pages may use."""

from collections.abc import Callable

import pytest
from tests.foundation.access.builders import SINCE, Accounts
from tests.response.dispatch.browsing import browse, people

from qanat.foundation.access.commands import grant_role
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor

__all__ = ["browse", "people"]


@pytest.fixture
def grant() -> Callable[..., Actor]:
    """Make somebody who holds two roles: ``grant(people, role, value, role, value)``."""

    def make(people: Accounts, first: str, where: str, second: str, there: str) -> Actor:
        account = people.account(first, where)
        grant_role(
            SYSTEM,
            account_id=account.pk,
            role=second,
            value=there,
            reason="test",
            valid_from=SINCE,
        )
        return actor_of_account(account.pk)

    return make
