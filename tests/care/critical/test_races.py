"""What two do in the same instant."""

from datetime import date
from functools import partial

import pytest
from tests.care.critical.builders import NEURO, fresh, inclusion, person, watched
from tests.registry.racing import race
from tests.response.dispatch import world
from tests.response.dispatch.builders import NOW, actor_as

from qanat.care.critical.commands.including import BedTaken, include_patient
from qanat.care.critical.commands.moving import move_patient
from qanat.care.critical.commands.rounds import RoundTaken, take_next_round, take_round
from qanat.care.critical.models import Round, Watch
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.django_db(transaction=True)

SPECIALISTS = [actor_as("specialist", NEURO, 100 + n) for n in range(6)]


@pytest.fixture(autouse=True)
def _loaded(transactional_db: None) -> None:
    world.load()


def test_of_specialists_who_take_one_round_at_once_exactly_one_has_it() -> None:
    watch = watched(actor=SYSTEM)
    answers = race([partial(take_round, s, watch_id=watch.pk, now=NOW) for s in SPECIALISTS])
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert sum(isinstance(answer, RoundTaken) for answer in answers) == 5
    winner = next(s for s, a in zip(SPECIALISTS, answers, strict=True) if isinstance(a, int))
    assert fresh(watch.pk).round_taken_by == winner.id
    assert Round.objects.get().by_id == winner.id


def test_what_is_done_at_once_is_done_once() -> None:
    """Include twice, two into one bed, take the next, move twice: one world for all four."""
    known = person(birth_on=date(1965, 3, 4), age_years=None)
    include = partial(include_patient, SYSTEM, person=known, now=NOW)
    answers = race([partial(include, draft=inclusion(bed=str(n))) for n in range(4)])
    assert len(set(answers)) == 1, answers
    assert Watch.objects.count() == 1

    others = [person(name=f"Больной {n}") for n in range(4)]
    into = partial(include_patient, SYSTEM, draft=inclusion(bed="77"), now=NOW)
    answers = race([partial(into, person=other) for other in others])
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert sum(isinstance(answer, BedTaken) for answer in answers) == 3

    Watch.objects.update(round_due_at=NOW)
    taken = race([partial(take_next_round, s, now=NOW) for s in SPECIALISTS[:3]])
    assert sorted(pk for pk in taken if isinstance(pk, int)) == sorted(
        Watch.objects.values_list("pk", flat=True)
    )
    assert taken.count(None) == 1

    pk = Watch.objects.order_by("id").values_list("pk", flat=True)[0]
    moved = race([partial(move_patient, SYSTEM, watch_id=pk, now=NOW)] * 4)
    assert len(set(moved)) == 1, moved
    assert Request.objects.count() == 1
