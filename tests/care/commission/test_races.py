"""What two members do in the same instant."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from tests.care.commission.builders import (
    CHAIR,
    EVERYBODY,
    HOUR,
    NGO,
    body,
    drafted,
    in_vote,
    item,
    matter,
    opened,
    vote,
)
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW

from qanat.care.commission.commands.items import put_on_agenda
from qanat.care.commission.commands.voting import VotingClosed, decide
from qanat.care.commission.commands.written import end_written_vote
from qanat.care.commission.models import Item, Vote
from qanat.foundation.actors import SYSTEM

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]
END = NOW + 48 * HOUR


def test_votes_cast_at_once_are_all_stored_once_and_none_after_the_count() -> None:
    """Put twice, vote at once, vote twice, vote while it is counted: one world for all four."""
    here = opened(body())
    one = matter()
    put = race([partial(put_on_agenda, SYSTEM, matter=one, now=NOW)] * 3)
    assert len(set(put)) == 1, put
    assert Item.objects.count() == 1

    first = in_vote(here)
    cast = race([partial(vote, first, actor, "abroad") for actor in EVERYBODY])
    assert all(isinstance(answer, int) for answer in cast), cast
    assert Vote.objects.filter(item=first).count() == len(EVERYBODY)

    second = in_vote(here)
    same = race([partial(vote, second, NGO, "abroad")] * 4)
    assert len(set(same)) == 1, same

    for actor in EVERYBODY[:4]:
        vote(second, actor, "abroad")
    last_acts: list[Callable[[], object]] = [
        partial(vote, second, EVERYBODY[4], "defer"),
        partial(decide, CHAIR, item_id=second, draft=drafted(), now=NOW),
    ]
    late, counted = race(last_acts)
    assert counted is None
    row = item(second)
    stored = Vote.objects.filter(item=second).count()
    assert (row.outcome, row.cast) == ("abroad", stored)
    assert isinstance(late, VotingClosed) is (stored == 4)


def test_a_vote_of_the_last_instant_is_counted_or_refused_never_lost() -> None:
    here = opened(body(), kind="written")
    made = in_vote(here)
    for actor in EVERYBODY[:4]:
        vote(made, actor, "abroad")
    last = END - timedelta(microseconds=1)
    last_acts: list[Callable[[], object]] = [
        partial(vote, made, EVERYBODY[4], "defer", at=last),
        partial(end_written_vote, SYSTEM, sitting_id=here, now=END),
    ]
    cast, ended = race(last_acts)
    assert ended is None
    row, stored = item(made), Vote.objects.filter(item=made).count()
    assert (row.outcome, row.cast) == ("abroad", stored)
    assert isinstance(cast, VotingClosed) is (stored == 4)
