"""The registry as it ships, loaded once for the tests of a module.

A test module asks for it by
``pytestmark = pytest.mark.usefixtures("registry", "db")``.
"""

from collections.abc import Iterator
from typing import Final

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from qanat.foundation.actors import NATION, SYSTEM, Actor, Grant, Scope
from qanat.registry.facilities.commands import load_facilities
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.places.commands import load_places
from qanat.registry.terminology.commands import load_terminology
from qanat.registry.terminology.permissions import READ

READER: Final = Actor(7, "Reader", (Grant("reader", frozenset({READ}), NATION),), language="ru")
STRANGER: Final = Actor(8, "Stranger", language="ru")


def editor(permission: str, scope: Scope = NATION) -> Actor:
    """Return somebody who may read and do one thing more within a scope."""
    return Actor(9, "Editor", (Grant("editor", frozenset({READ, permission}), scope),))


@pytest.fixture(scope="module")
def registry(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the reference data in a transaction which the whole module shares."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined] # as TestCase does
        with block:
            load_terminology(SYSTEM)
            load_places(SYSTEM)
            load_facilities(SYSTEM)
            load_pathways(SYSTEM)
            yield
            transaction.set_rollback(True)
