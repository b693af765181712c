import pytest
from django.db import IntegrityError, connection, transaction

from qanat.foundation.pipelining import pipelined


@pytest.fixture
def table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE pipe (n int PRIMARY KEY CHECK (n < 10)) ON COMMIT DROP")


def put(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO pipe (n) VALUES (%s)", (number,))


def stored() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM pipe ORDER BY n")
        return [n for (n,) in cursor.fetchall()]


@pytest.mark.usefixtures("table")
def test_statements_run_in_their_order_and_answers_come_when_fetched() -> None:
    with pipelined():
        put(1)
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM pipe")
        put(2)
        with pipelined():
            put(3)
        assert cursor.fetchone() == (1,)
    assert stored() == [1, 2, 3]


@pytest.mark.usefixtures("table")
def test_an_answer_may_be_fetched_after_the_block() -> None:
    with pipelined():
        cursor = connection.cursor()
        cursor.execute("INSERT INTO pipe (n) VALUES (7) RETURNING n")
    assert cursor.fetchone() == (7,)


def put_too_much() -> None:
    with transaction.atomic(), pipelined():
        put(1)
        put(10)
        put(2)


@pytest.mark.usefixtures("table")
def test_what_is_refused_is_raised_and_undoes_everything() -> None:
    with pytest.raises(IntegrityError):
        put_too_much()
    assert stored() == []


reached: list[str] = []


def fetch_after_a_refusal() -> None:
    with transaction.atomic(), pipelined():
        put(10)
        reached.append("sent")
        stored()
        reached.append("fetched")


@pytest.mark.usefixtures("table")
def test_what_is_refused_is_raised_where_a_later_answer_is_fetched() -> None:
    reached.clear()
    with pytest.raises(IntegrityError):
        fetch_after_a_refusal()
    assert reached == ["sent"]


def fail() -> None:
    with transaction.atomic(), pipelined():
        put(1)
        raise ValueError("ours")


@pytest.mark.usefixtures("table")
def test_an_error_of_ours_leaves_the_connection_usable() -> None:
    with pytest.raises(ValueError, match="ours"):
        fail()
    put(2)
    assert stored() == [2]
