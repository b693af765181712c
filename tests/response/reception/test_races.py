"""A message that arrives many times in the same instant is one call."""

from functools import partial

import pytest
from tests.exchange.api.calling import system
from tests.foundation.access.builders import Accounts
from tests.registry.builders import region
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.outbox.models import OutboxEvent
from qanat.response.dispatch.models import Call
from qanat.response.reception.commands import (
    HandedIn,
    Incident,
    TakenByOther,
    hand_in,
    take_incident,
)
from qanat.response.reception.models import HandIn, Taking


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_hand_the_same_message_in_at_once_one_makes_the_call() -> None:
    region("KZ-19")
    sender = actor_of_account(system("service_112", "KZ-19").account_id)
    incident = Incident(
        reference="1", revision=1, reported_at=NOW, document=b"{}", region="KZ-19", category=1
    )
    answers = race([partial(hand_in, sender, incident=incident, now=NOW)] * 8)
    assert [a for a in answers if not isinstance(a, HandedIn)] == []
    assert sum(a.is_new for a in answers if isinstance(a, HandedIn)) == 1
    assert (Call.objects.count(), HandIn.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_take_an_incident_at_once_one_has_it_and_seven_are_told_who() -> None:
    region("KZ-19")
    sender = actor_of_account(system("service_112", "KZ-19").account_id)
    incident = Incident(
        reference="1", revision=1, reported_at=NOW, document=b"{}", region="KZ-19", category=1
    )
    made = hand_in(sender, incident=incident, now=NOW)
    people = Accounts()
    actors = [people.actor("dispatcher") for _n in range(8)]
    answers = race([partial(take_incident, one, hand_in_id=made.id, now=NOW) for one in actors])
    assert answers.count(made.call_id) == 1
    assert sum(isinstance(one, TakenByOther) for one in answers) == 7
    assert Taking.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="reception.incident_taken.1").count() == 1
