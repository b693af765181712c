"""What changed since a look: all that it did not see, whenever it was begun or committed."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from tests.response.dispatch.builders import NOW

from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.news import look, news_since
from qanat.foundation.commands import intention
from qanat.response.commitments.commands import Purpose, Want, hold
from qanat.response.commitments.states import ResourceKind

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "commitments_commitment"
PATIENCE_S = 20


def promise(number: int) -> int:
    want = Want(ResourceKind.AMBULANCE, number, "X", NOW, NOW + timedelta(hours=1))
    until = NOW + timedelta(hours=1)
    return hold(SYSTEM, wants=[want], purpose=Purpose("test", 1, "T"), expires_at=until)[0]


def test_what_is_changed_is_told_once() -> None:
    before = look()
    assert news_since(before, [TABLE], 10).changed == {}
    made = promise(1)
    news = news_since(before, [TABLE], 10)
    assert news.changed == {TABLE: {str(made)}}
    assert news_since(news.look, [TABLE], 10).changed == {}
    assert news_since(before, ["fleet_ambulance"], 10).changed == {}


def test_what_was_begun_before_a_look_and_committed_after_it_is_told() -> None:
    is_begun, may_end, made = Event(), Event(), []

    def slowly() -> None:
        try:
            with intention(SYSTEM, "test"):
                made.append(promise(1))
                is_begun.set()
                may_end.wait(PATIENCE_S)
        finally:
            connection.close()

    writer = Thread(target=slowly)
    writer.start()
    assert is_begun.wait(PATIENCE_S)
    later = promise(2)
    here = look()
    assert news_since(here, [TABLE], 10).changed == {}
    may_end.set()
    writer.join(PATIENCE_S)
    assert news_since(here, [TABLE], 10).changed == {TABLE: {str(made[0])}}
    assert str(later) not in str(news_since(here, [TABLE], 10).changed)


def test_too_much_is_not_told_row_by_row() -> None:
    before = look()
    for number in range(3):
        promise(number + 1)
    assert news_since(before, [TABLE], 3).changed is not None
    assert news_since(before, [TABLE], 2).changed is None
