"""A call told many times in one instant is one ring; one telephone has one person."""

from functools import partial

import pytest
from django.utils import timezone
from tests.exchange.api.calling import system
from tests.foundation.access.builders import Accounts
from tests.registry.racing import race

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.outbox.models import OutboxEvent
from qanat.response.ringing.commands import Ringing, Rung, ring, sit_at
from qanat.response.ringing.models import Extension, Ring

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_that_tell_of_one_call_at_once_one_rings() -> None:
    account = Accounts().account("dispatcher")
    sender = actor_of_account(system("telephone_system").account_id)
    now = timezone.now()
    told = Ringing(reference="1", rang_at=now, number="8 701 555 01 42", account=account.user_name)
    answers = race([partial(ring, sender, ringing=told, now=now)] * 8)
    assert [a for a in answers if not isinstance(a, Rung)] == []
    assert sum(a.is_new for a in answers if isinstance(a, Rung)) == 1
    assert Ring.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="ringing.telephone_rang.1").count() == 1


def test_of_eight_who_sit_down_at_one_telephone_one_sits_there() -> None:
    people, now = Accounts(), timezone.now()
    actors = [people.actor("dispatcher") for _n in range(8)]
    answers = race([partial(sit_at, one, extension="12", now=now) for one in actors])
    assert answers == [None] * 8
    assert Extension.objects.get().number == "12"
