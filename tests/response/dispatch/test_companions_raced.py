"""Of many who promise one specialist in the same instant one gets him."""

from functools import partial

import pytest
from tests.registry.racing import race
from tests.response.dispatch.builders import DISPATCHER, NOW, approved, facility_id
from tests.response.dispatch.test_companions import carrying, on_call

from qanat.foundation.actors import SYSTEM
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.dispatch.commands.planning import PlanGone, commit_plan
from qanat.response.dispatch.models import CrewMember, Mission
from qanat.response.dispatch.suggest.exact import KEEPER


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_promise_one_specialist_at_once_one_gets_him() -> None:
    KEEPER.forget()
    on_call()
    commits = []
    for number, code in enumerate(("120", "171")):
        row = approved(
            actor=SYSTEM,
            name=f"Patient {number}",
            companion="neurosurgery",
            sending_facility_id=facility_id(code),
        )
        best = next(one for one in carrying(row.pk) if one.is_as_decided)
        commits.append(
            partial(
                commit_plan,
                DISPATCHER,
                request_id=row.pk,
                key=best.key,
                proposed_at=NOW,
                now=NOW,
            )
        )
    answers = race(commits)
    [refused] = [answer for answer in answers if isinstance(answer, Exception)]
    assert isinstance(refused, ResourceTaken | PlanGone)
    assert Mission.objects.count() == CrewMember.objects.count() == 1
    KEEPER.forget()
