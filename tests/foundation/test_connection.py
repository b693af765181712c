"""A connection is looked after once a second, and at once after an error."""

import time

import pytest
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext

from qanat.foundation.postgres.base import LOOK_EVERY_S

pytestmark = pytest.mark.django_db(transaction=True)


def hang_up() -> None:
    """End the connection from the server's side."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()


def is_answered() -> bool:
    """Ask what a request would."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


@pytest.fixture(autouse=True)
def _looked_after(transactional_db: None) -> None:
    connection.close()
    assert is_answered()
    assert is_answered()


def test_requests_of_one_second_look_no_more() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert all(is_answered() for _ in range(5))
    assert len(queries) == 5  # nothing but the answers


def test_a_connection_that_was_hung_up_is_replaced_by_the_next_look() -> None:
    hang_up()
    time.sleep(LOOK_EVERY_S + 0.1)
    assert is_answered()


def test_a_connection_that_failed_is_replaced_at_once() -> None:
    hang_up()
    with pytest.raises(OperationalError):
        is_answered()
    assert is_answered()
