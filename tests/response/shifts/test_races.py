from functools import partial

import pytest
from tests.registry.racing import race
from tests.response.dispatch.builders import MINUTE, NOW, actor_as

from qanat.foundation.lifecycle import WrongState
from qanat.response.shifts import commands
from qanat.response.shifts.models import Shift

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = [actor_as("dispatcher", account=200 + n) for n in range(6)]


def test_of_six_who_open_or_take_over_at_once_one_does_each_time() -> None:
    answers = race([partial(commands.open_shift, one, now=NOW) for one in PEOPLE])
    assert sum(isinstance(a, int) for a in answers) == 1
    assert sum(isinstance(a, commands.AlreadyAtWork) for a in answers) == 5
    pk = Shift.objects.get().pk
    signed = commands.hand_over_shift(PEOPLE[0], shift_id=pk, now=NOW + MINUTE)
    takes = [
        partial(commands.take_over_shift, p, shift_id=pk, hand_over_id=signed, now=NOW + 2 * MINUTE)
        for p in PEOPLE[1:]
    ]
    answers = race(takes)
    assert sum(isinstance(a, int) for a in answers) == 1
    assert sum(isinstance(a, WrongState) for a in answers) == 4
    assert Shift.objects.filter(state="open").count() == 1
