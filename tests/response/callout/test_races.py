"""Many answer in the same instant: exactly one is taken."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.registry.racing import race
from tests.response.callout.builders import (
    YES,
    asked,
    asks,
    message_to,
    now,
    state_of,
    states,
    told,
)
from tests.response.dispatch.builders import approved, fresh

from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.sending import pass_on_calls
from qanat.registry.facilities.queries import facility_rows
from qanat.response.callout.commands import Outcome, answer_call

WRITERS = 16


def saying_yes(message_id: int) -> Callable[[], object]:
    return lambda: answer_call(SYSTEM, message_id=message_id, answer=YES, now=now())


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_hospitals_which_say_yes_together_exactly_one_takes_the_patient() -> None:
    request = approved()
    codes = [row.code for row in facility_rows(limit=WRITERS + 1)]
    row = asked(*[code for code in codes if code != "076"][:WRITERS], request=request)
    acts = [saying_yes(message_to(ask)) for ask in asks(row)]
    silence = now() + timedelta(hours=1)
    answers = race([*acts, lambda: pass_on_calls(silence)])
    assert Counter(answers[:-1]) == {Outcome.TAKEN: 1, Outcome.LATE: WRITERS - 1}
    assert Counter(states(row)) == {"accepted": 1, "not_needed": WRITERS - 1}
    assert state_of(row) == "confirmed"
    winner = next(ask for ask in asks(row) if ask.state == "accepted")
    assert fresh(request).accepting_facility_id == winner.facility_id
    assert row.story.filter(what="too_late").count() == WRITERS - 1
    assert told(row).count("callout.not_needed") >= WRITERS - 1
    winning = next(act for act, said in zip(acts, answers, strict=False) if said == Outcome.TAKEN)
    assert set(race([winning] * WRITERS)) == {Outcome.REPEATED}
    assert row.story.filter(what="yes").count() == 1
