"""Of many who commit the same crowd in the same instant each request is served once."""

from functools import partial

import pytest
from tests.registry.racing import race
from tests.response.dispatch.builders import DISPATCHER, NOW, actor_as, approved, facility_id

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal
from qanat.response.commitments.queries import commitments_of
from qanat.response.crisis.commands.together import Choice, commit_together
from qanat.response.crisis.suggest import propose_together
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.queries.requests import Wanted, request_rows


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_the_faster_one_gets_all_of_it_and_the_others_nothing() -> None:
    rows = [approved(actor=SYSTEM, sending_facility_id=facility_id("171")) for _ in range(3)]
    seen = request_rows(DISPATCHER, Wanted(states=("approved",)), NOW)
    found = propose_together(DISPATCHER, seen, NOW)
    keys = {
        one.request.id: Choice(one.plan.proposal.key, one.plan.without)
        for one in found.lines
        if one.plan
    }
    assert len(keys) == 3
    first, second, third = (row.pk for row in rows)
    shares = [(first, second), (second, third), (first, second, third)]
    answers = race(
        [
            partial(
                commit_together,
                actor_as("dispatcher", account=300 + n),
                choices={pk: keys[pk] for pk in share},
                proposed_at=NOW,
                now=NOW,
            )
            for n, share in enumerate(shares)
        ]
    )
    won = [share for share, answer in zip(shares, answers, strict=True) if isinstance(answer, list)]
    assert won
    assert all(isinstance(answer, list | Refusal) for answer in answers), answers
    served = [pk for share in won for pk in share]
    assert sorted(served) == sorted(
        pk
        for mission in Mission.objects.all()
        for pk in mission.requests.values_list("pk", flat=True)
    )
    promised = [
        (one.resource_kind, one.resource_id)
        for mission in Mission.objects.all()
        for one in commitments_of("mission", mission.pk)
    ]
    assert len(set(promised)) == len(promised)
