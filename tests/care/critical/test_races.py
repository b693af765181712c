"""What two do in the same instant."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from tests.care.critical.builders import (
    COORDINATOR,
    DISPATCHER,
    NEURO,
    fresh,
    inclusion,
    person,
    watched,
)
from tests.registry.racing import race
from tests.response.dispatch.builders import NOW, actor_as, facility_id

from qanat.care.critical.commands.correcting import take_back_discharge
from qanat.care.critical.commands.ending import end_watch
from qanat.care.critical.commands.finding import WatchEnded
from qanat.care.critical.commands.including import BedTaken, include_patient
from qanat.care.critical.commands.joining import join_watches
from qanat.care.critical.commands.moving import move_patient
from qanat.care.critical.commands.rounds import RoundTaken, take_next_round, take_round
from qanat.care.critical.models import Round, Watch
from qanat.foundation.actors import SYSTEM, Scope
from qanat.registry.patients.commands.merging import merge_patients
from qanat.response.dispatch.models import Request

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]

SPECIALISTS = [actor_as("specialist", NEURO, 100 + n) for n in range(6)]


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


def test_of_several_who_move_one_patient_at_once_all_get_one_request() -> None:
    ward = actor_as("bedside", Scope(organisations=frozenset({facility_id()})), 120)
    people = [
        ward,
        SPECIALISTS[0],
        DISPATCHER,
        COORDINATOR,
        actor_as("chief_physician", account=121),
    ]
    watch = watched(actor=SYSTEM)
    moved = race([partial(move_patient, who, watch_id=watch.pk, now=NOW) for who in people])
    assert moved == [fresh(watch.pk).request_id] * len(people)
    assert Request.objects.count() == 1


def test_a_patient_who_is_moved_and_discharged_at_once_has_no_request_left_open() -> None:
    for _ in range(3):
        watch = watched(actor=SYSTEM)
        end = partial(end_watch, SYSTEM, watch_id=watch.pk, outcome="died", now=NOW)
        acts: list[Callable[[], object]] = [
            partial(move_patient, SYSTEM, watch_id=watch.pk, now=NOW),
            end,
        ]
        moved, ended = race(acts)
        assert ended is None
        if not isinstance(moved, int):
            assert isinstance(moved, WatchEnded)
        row = fresh(watch.pk)
        assert row.state == "ended"
        assert not Request.objects.exclude(state="died").exists()


def test_what_is_taken_back_and_joined_at_once_leaves_one_watch_over_a_person() -> None:
    watch, other = watched(actor=SYSTEM), watched(actor=SYSTEM)
    end_watch(SYSTEM, watch_id=watch.pk, outcome="improved", now=NOW)
    back = partial(take_back_discharge, SYSTEM, watch_id=watch.pk, why="Ошибка", now=NOW)
    again = partial(
        include_patient, SYSTEM, draft=inclusion(bed="990"), patient_id=watch.patient_id, now=NOW
    )
    acts: list[Callable[[], object]] = [back, again]
    race(acts)
    assert Watch.objects.open().of_person(watch.patient_id).count() == 1
    merge_patients(
        SYSTEM, patient_id=watch.patient_id, survivor_id=other.patient_id, why="Один человек"
    )
    join = partial(join_watches, SYSTEM, patient_id=other.patient_id, now=NOW)
    assert race([join] * 3) == [None] * 3
    assert Watch.objects.open().of_person(other.patient_id).count() == 1
