"""A written vote ends at its hour by itself: what was voted counts, and nothing else."""

import pytest
from tests.care.commission.builders import (
    CHAIR,
    DEPUTY,
    EVERYBODY,
    FROM,
    HOUR,
    NGO,
    SURGEON,
    body,
    fresh,
    heard,
    in_vote,
    item,
    opened,
    placed,
    vote,
)
from tests.response.dispatch.builders import NOW

from qanat.care.commission.commands.written import end_written_votes
from qanat.care.commission.parameters import WRITTEN_REPEATS
from qanat.foundation.actors import SYSTEM
from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.foundation.parameters.queries import forget

pytestmark = pytest.mark.usefixtures("world", "db")
END = NOW + 48 * HOUR


def test_at_its_hour_a_written_vote_is_counted_and_closed() -> None:
    here = opened(body(), kind="written")
    made, other = in_vote(here), placed(here)
    for actor in (CHAIR, DEPUTY, NGO, SURGEON):
        vote(made, actor, "abroad")
    end_written_votes(END - HOUR)
    assert item(made).state == "voting"
    end_written_votes(END)
    row = item(made)
    assert (row.state, row.outcome, row.cast, row.favour) == ("decided", "abroad", 4, 4)
    assert "4" in row.reasons["kk"]
    assert fresh(here).number in row.reasons["ru"]
    assert fresh(here).state == "closed"
    assert item(other).sitting_id is None
    end_written_votes(END + HOUR)
    assert item(made).decided_at == END


def test_a_refusal_names_the_commonest_ground_and_waits_for_a_sitting_if_nobody_was_heard() -> None:
    here = opened(body(), kind="written")
    known, unheard = in_vote(here), in_vote(here)
    heard(known)
    for actor in EVERYBODY:
        vote(known, actor, "refuse")
        vote(unheard, actor, "refuse")
    end_written_votes(END)
    assert (item(known).outcome, item(known).ground) == ("refuse", "not_listed")
    assert (item(unheard).state, item(unheard).sitting_id) == ("on_agenda", None)


def test_without_a_quorum_the_rules_say_whether_it_is_voted_on_once_more() -> None:
    once = NewVersion(value=1, valid_from=FROM, source="rules", evidence=Evidence.OFFICIAL)
    set_parameter(SYSTEM, key=WRITTEN_REPEATS, version=once)
    forget()
    here = opened(body(), kind="written")
    made = in_vote(here)
    vote(made, CHAIR, "abroad")
    end_written_votes(END)
    row = item(made)
    assert (row.state, row.round, fresh(here).ends_at) == ("voting", 2, END + 24 * HOUR)
    vote(made, CHAIR, "abroad", at=END)
    end_written_votes(END + 24 * HOUR)
    assert (item(made).state, item(made).sitting_id) == ("on_agenda", None)
    assert fresh(here).state == "closed"
