from functools import partial

import pytest
from tests.care.telemedicine.builders import NEUROLOGY
from tests.registry.builders import region
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW, actor_as

from qanat.care.telemedicine import commands
from qanat.care.telemedicine.commands import OrderDraft
from qanat.care.telemedicine.models import ConsultationOrder
from qanat.foundation.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)

SPECIALISTS = [actor_as("specialist", NEUROLOGY, 100 + n) for n in range(8)]


def order() -> int:
    region("KZ-19")
    draft = OrderDraft(ordered_at=NOW, region="KZ-19", question="?")
    return commands.order_consultation(SYSTEM, draft=draft, now=NOW)


def test_of_eight_specialists_who_take_one_order_at_once_exactly_one_has_it() -> None:
    pk = order()
    answers = race([partial(commands.take_order, s, order_id=pk, now=NOW) for s in SPECIALISTS])
    assert answers.count(None) == 1
    assert sum(isinstance(a, commands.TakenByOther) for a in answers) == 7
    winner = SPECIALISTS[answers.index(None)]
    row = ConsultationOrder.objects.get()
    assert (row.state, row.taken_by) == ("taken", winner.id)


def test_specialists_who_ask_for_the_next_order_at_once_get_different_ones() -> None:
    ids = {order() for _ in range(5)}
    answers = race([partial(commands.take_next_order, s, now=NOW) for s in SPECIALISTS])
    given = [a for a in answers if isinstance(a, int)]
    assert sorted(given) == sorted(ids)
    assert answers.count(None) == 3
