"""With ten times the data no page asks more queries; ``python -m benchmarks pages`` times them."""

from collections.abc import Iterator

import pytest
from benchmarks._national import NATIONAL, fill
from benchmarks.pages import Measured, all_pages
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker
from tests import database
from tests.journeys.shift import load_registry

pytestmark = [pytest.mark.national, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def nation(
    database_server: str,
    template_database: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Use a database of our own, as large as the nation; rows are committed."""
    name = database.unique("qanat_national")
    database.copy_database(database_server, template_database, name)
    before = dict(settings.DATABASES["default"])
    with django_db_blocker.unblock():
        use(database.as_django(database.other_database(database_server, name)))
        load_registry()
        yield
        use(before)
    database.drop_database(database_server, name)


def use(where: object) -> None:
    connection = connections["default"]
    connection.close()
    assert isinstance(where, dict)
    connection.settings_dict.update(where)


def test_no_page_asks_more_at_national_size_than_at_a_tenth(nation: None) -> None:
    fill(NATIONAL.part(10))
    small = {one.name: one for one in all_pages(times=1)}
    fill(NATIONAL, seed=2)
    large = {one.name: one for one in all_pages(times=1)}
    for one in large.values():
        print(f"{one.ms:7.1f} ms {one.cpu_ms:7.1f} ms CPU {one.queries:3d} queries {one.name}")
    assert [one.name for one in large.values() if one.status >= 400] == []
    more = [(n, small[n].queries, large[n].queries) for n in large if grew(small[n], large[n])]
    assert more == []


def grew(small: Measured, large: Measured) -> bool:
    return large.queries > small.queries
