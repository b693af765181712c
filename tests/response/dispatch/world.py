"""The registry with the fleet of the demonstration, loaded once for the tests of a module.

Use it by ``from tests.response.dispatch.world import world  # noqa: F401`` and the mark
``pytestmark = pytest.mark.usefixtures("world", "db")``.
"""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker
from tests.response.dispatch.builders import NOW

from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.commands import load_parameters
from qanat.registry.facilities.commands import load_facilities
from qanat.registry.fleet.commands import load_fleet
from qanat.registry.fleet.commands.demo import load_demo_fleet
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.places.commands import load_places
from qanat.registry.terminology.commands import load_terminology


def load() -> None:
    """Load the registry and the fleet of the demonstration."""
    load_parameters(SYSTEM)
    load_terminology(SYSTEM)
    load_places(SYSTEM)
    load_facilities(SYSTEM)
    load_pathways(SYSTEM)
    load_fleet(SYSTEM)
    load_demo_fleet(SYSTEM, seed=1, now=NOW)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load everything in a transaction which the whole module shares."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            load()
            yield
            transaction.set_rollback(True)
