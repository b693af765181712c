"""Of two dispatchers who send one aircraft abroad in the same instant one has it."""

from functools import partial

import pytest
from tests.registry.racing import race
from tests.response.dispatch.builders import DISPATCHER, NOW
from tests.response.dispatch.test_to_abroad import flights, leaving

from qanat.response.commitments.commands import ResourceTaken
from qanat.response.dispatch.commands.planning import PlanGone, commit_plan
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.suggest.exact import KEEPER


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_of_two_dispatchers_who_send_one_aircraft_abroad_at_once_one_has_it() -> None:
    KEEPER.forget()
    commits = []
    for number in range(2):
        row = leaving("RKSI", name=f"Patient {number}")  # one aircraft alone flies so far
        [best] = flights(row)
        commits.append(
            partial(
                commit_plan, DISPATCHER, request_id=row.pk, key=best.key, proposed_at=NOW, now=NOW
            )
        )
    answers = race(commits)
    refused = [one for one in answers if isinstance(one, Exception)]
    assert [isinstance(one, ResourceTaken | PlanGone) for one in refused] == [True], answers
    assert Mission.objects.count() == 1
    KEEPER.forget()
