"""Loading the whole registry, as an installation does it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qanat.foundation.actors import SYSTEM
from qanat.foundation.texts import search_key
from qanat.registry.facilities.commands import load_facilities
from qanat.registry.pathways.commands import load_pathways
from qanat.registry.places.commands import load_places
from qanat.registry.terminology.commands import load_terminology

MOST_QUERIES = 90


def load() -> None:
    for command in (load_terminology, load_places, load_facilities, load_pathways):
        command(SYSTEM)


@pytest.mark.usefixtures("db")
def test_the_registry_loads_in_bulk() -> None:
    with CaptureQueriesContext(connection) as queries:
        load()
    assert len(queries) <= MOST_QUERIES


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("table", "column", "condition"),
    [
        ("places_placename", "key", "key %% %s"),
        ("facilities_facility", "search_key", "%s <%% search_key"),
        ("terminology_code", "search_key", "%s <%% search_key"),
    ],
)
def test_searches_are_served_by_an_index(table: str, column: str, condition: str) -> None:
    load()
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(
            f"EXPLAIN SELECT {column} FROM {table} WHERE {condition}",
            [search_key("Семей")],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan" in plan
