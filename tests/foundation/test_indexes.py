"""No table pays for an index that serves nothing."""

import pytest
from django.db import connection

from qanat.foundation.indexes import drop_idle

pytestmark = pytest.mark.django_db


def indexes_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
        return {name for (name,) in cursor.fetchall()}


def make(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE berth (ship text, pier text, day date)")
        for statement in statements:
            cursor.execute(statement)


def test_a_migrated_database_has_none() -> None:
    assert drop_idle() == 0


def test_an_index_that_another_begins_with_is_dropped() -> None:
    make("CREATE INDEX a ON berth (ship)", "CREATE INDEX b ON berth (ship, day)")
    assert drop_idle() == 1
    assert indexes_of("berth") == {"b"}


def test_of_two_equal_ones_the_first_stays() -> None:
    make("CREATE INDEX a ON berth (ship)", "CREATE INDEX b ON berth (ship)")
    assert drop_idle() == 1
    assert indexes_of("berth") == {"a"}


def test_of_two_equal_ones_that_which_was_named_stays() -> None:
    make("CREATE INDEX berth_ship_1a2b3c4d ON berth (ship)", "CREATE INDEX b ON berth (ship)")
    assert drop_idle() == 1
    assert indexes_of("berth") == {"b"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INDEX a ON berth (day)", "INDEX b ON berth (ship, day)"),
        ("INDEX a ON berth (ship)", "INDEX b ON berth (ship, day) WHERE pier = ''"),
        ("INDEX a ON berth (ship) WHERE day IS NULL", "INDEX b ON berth (ship, day)"),
        ("INDEX a ON berth (ship text_pattern_ops)", "INDEX b ON berth (ship, day)"),
        ("UNIQUE INDEX a ON berth (ship)", "INDEX b ON berth (ship, day)"),
        ("INDEX a ON berth USING gin (ship gin_trgm_ops)", "INDEX b ON berth (ship, day)"),
        ("INDEX a ON berth (lower(ship))", "INDEX b ON berth (ship, day)"),
    ],
)
def test_an_index_that_serves_something_of_its_own_stays(one: str, other: str) -> None:
    make(f"CREATE {one}", f"CREATE {other}")
    assert drop_idle() == 0
    assert indexes_of("berth") == {"a", "b"}


def test_the_second_index_for_patterns_is_dropped() -> None:
    make(
        "CREATE INDEX berth_ship_1a2b ON berth (ship)",
        "CREATE INDEX berth_ship_1a2b_like ON berth (ship text_pattern_ops)",
    )
    assert drop_idle() == 1
    assert indexes_of("berth") == {"berth_ship_1a2b"}
