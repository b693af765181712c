"""Wait for something that other threads or processes do."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import connection

T = TypeVar("T")
LONGEST_S: Final = 30.0


def until(condition: Callable[[], T], longest_s: float = LONGEST_S) -> T:
    """Return the first true value of a condition, which is asked again and again."""
    deadline = time.monotonic() + longest_s
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def waiting_for_a_lock() -> int:
    """Return how many connections of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND (database IS NULL"
            " OR database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return int(cursor.fetchone()[0])
