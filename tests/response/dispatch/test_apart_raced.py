"""Of many who plan the patients of one mission apart in the same instant one is first."""

from functools import partial

import pytest
from django.utils import timezone
from tests.registry.racing import race
from tests.response.dispatch.test_apart import commit, two_on_one

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.models import Mission, MissionRequest
from qanat.response.dispatch.suggest.apart import propose_apart
from qanat.response.dispatch.suggest.exact import KEEPER


@pytest.mark.usefixtures("world")
@pytest.mark.django_db(transaction=True)
def test_of_several_who_choose_at_once_one_is_served_and_nothing_is_half_done() -> None:
    KEEPER.forget()
    now = timezone.now()
    one, two, mission = two_on_one(now)
    best = propose_apart(SYSTEM, mission.pk, now)[0]
    answers = race([partial(commit, mission, best, now) for _ in range(4)])
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 3
    assert all(isinstance(answer, Refusal) for answer in refused), refused
    assert sorted(MissionRequest.objects.values_list("request", flat=True)) == [one.pk, two.pk]
    promised = [
        (each.resource_kind, each.resource_id)
        for pk in Mission.objects.values_list("pk", flat=True)
        for each in commitments_of("mission", pk)
    ]
    assert len(promised) == len(set(promised))
    KEEPER.forget()
