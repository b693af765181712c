"""Statements written out: sent past cursors, and as any other within a transaction."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qanat.foundation.postgres.written import Written

pytestmark = pytest.mark.django_db(transaction=True)

ECHO = Written("SELECT %s::text, (%s::int + 1)::text, NULL::text")


def test_it_answers_the_same_alone_within_a_transaction_and_where_statements_are_counted() -> None:
    told, answer = ("Ә%s", "41"), [("Ә%s", "42", None)]
    assert ECHO.rows(told) == answer
    assert ECHO.rows((None, None)) == [(None, None, None)]
    with transaction.atomic():
        assert ECHO.rows(told) == answer
    with CaptureQueriesContext(connection) as seen:
        assert ECHO.rows(told) == answer
    assert len(seen) == 1


def test_it_is_prepared_anew_where_all_prepared_statements_were_dropped() -> None:
    ECHO.rows(("a", "1"))
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert ECHO.rows(("b", "2")) == [("b", "3", None)]
    connection.close()
    assert ECHO.rows(("c", "3")) == [("c", "4", None)]


def test_what_the_database_refuses_is_refused_as_everywhere_and_nothing_of_it_stays() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written_once (one text CONSTRAINT only_once UNIQUE)")
    twice = Written("INSERT INTO written_once SELECT unnest(ARRAY[%s, %s]) RETURNING one")
    assert twice.rows(("a", "b")) == [("a",), ("b",)]
    with pytest.raises(IntegrityError) as refused:
        twice.rows(("c", "a"))
    assert refused.value.__cause__.diag.constraint_name == "only_once"  # type: ignore[union-attr]
    assert Written("SELECT one FROM written_once ORDER BY one").rows(()) == [("a",), ("b",)]


def test_a_line_that_was_hung_up_is_told_as_everywhere() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    with pytest.raises(OperationalError):
        ECHO.rows(("a", "1"))
    connection.close()
    assert ECHO.rows(("a", "1"))
