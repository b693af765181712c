import itertools
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from qanat.foundation.actors import NATION, SYSTEM, Actor, Grant
from qanat.foundation.refusals import NotAllowed
from qanat.response.commitments.commands import (
    Purpose,
    ResourceTaken,
    Want,
    commit,
    confirm,
    expire_holds,
    hold,
    move,
    release,
    swap,
)
from qanat.response.commitments.models import Commitment
from qanat.response.commitments.permissions import COMMIT
from qanat.response.commitments.queries import commitments_of, taken
from qanat.response.commitments.states import CommitmentState, ResourceKind

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
DISPATCHER = Actor(7, "Dispatcher", (Grant("dispatcher", frozenset({COMMIT}), NATION),))
MISSION = Purpose("mission", 1, "KZ-19/2026/00001")
OTHER = Purpose("mission", 2, "KZ-19/2026/00002")


def want(resource_id: int = 1, start_h: float = 0, hours: float = 2) -> Want:
    start = START + timedelta(hours=start_h)
    return Want(
        ResourceKind.AIRCRAFT,
        resource_id,
        f"UP-{resource_id}",
        start,
        start + timedelta(hours=hours),
    )


def state_of(commitment_id: int) -> str:
    return Commitment.objects.get(pk=commitment_id).state


@pytest.mark.django_db
def test_a_second_promise_of_the_same_time_names_the_holder() -> None:
    commit(DISPATCHER, wants=[want()], purpose=MISSION)
    with pytest.raises(ResourceTaken) as refusal:
        commit(DISPATCHER, wants=[want(start_h=1)], purpose=OTHER)
    assert refusal.value.values["who"] == MISSION.label
    assert Commitment.objects.count() == 1


@pytest.mark.django_db
def test_all_or_none_is_promised() -> None:
    commit(DISPATCHER, wants=[want(2)], purpose=MISSION)
    with pytest.raises(ResourceTaken):
        commit(DISPATCHER, wants=[want(1), want(2), want(3)], purpose=OTHER)
    assert taken(ResourceKind.AIRCRAFT, [1, 3], START, START + timedelta(hours=9)) == {}


@pytest.mark.django_db
def test_times_that_only_touch_do_not_overlap() -> None:
    commit(DISPATCHER, wants=[want(hours=2), want(start_h=2, hours=1)], purpose=MISSION)
    assert len(commitments_of("mission", 1)) == 2


@pytest.mark.django_db
def test_the_same_number_of_another_kind_is_another_thing() -> None:
    crew = Want(ResourceKind.PERSON, 1, "Crew", START, START + timedelta(hours=2))
    commit(DISPATCHER, wants=[want(1), crew], purpose=MISSION)
    assert len(commitments_of("mission", 1)) == 2


@pytest.mark.django_db
def test_a_hold_ends_by_itself_and_frees_the_time() -> None:
    (held,) = hold(
        DISPATCHER, wants=[want()], purpose=MISSION, expires_at=START + timedelta(minutes=15)
    )
    assert expire_holds(START + timedelta(minutes=14)) == 0
    assert expire_holds(START + timedelta(minutes=15)) == 1
    assert state_of(held) == CommitmentState.EXPIRED
    commit(DISPATCHER, wants=[want()], purpose=OTHER)


@pytest.mark.django_db
def test_a_confirmed_hold_does_not_expire() -> None:
    ids = hold(DISPATCHER, wants=[want()], purpose=MISSION, expires_at=START)
    confirm(DISPATCHER, commitment_ids=ids)
    assert expire_holds(START + timedelta(days=1)) == 0
    assert state_of(ids[0]) == CommitmentState.FIRM


@pytest.mark.django_db
def test_extending_into_somebody_elses_time_is_refused_and_changes_nothing() -> None:
    (first,) = commit(DISPATCHER, wants=[want()], purpose=MISSION)
    commit(DISPATCHER, wants=[want(start_h=3)], purpose=OTHER)
    with pytest.raises(ResourceTaken) as refusal:
        move(DISPATCHER, commitment_id=first, start_at=START, end_at=START + timedelta(hours=4))
    assert refusal.value.values["who"] == OTHER.label
    assert Commitment.objects.get(pk=first).during.upper == START + timedelta(hours=2)


@pytest.mark.django_db
def test_a_swap_frees_the_first_and_promises_the_second() -> None:
    (first,) = commit(DISPATCHER, wants=[want(1)], purpose=MISSION)
    second = swap(DISPATCHER, commitment_id=first, resource_id=2, label="UP-2")
    assert (state_of(first), state_of(second)) == ("released", "firm")


@pytest.mark.django_db
def test_a_released_time_can_be_promised_again() -> None:
    ids = commit(DISPATCHER, wants=[want()], purpose=MISSION)
    release(DISPATCHER, commitment_ids=ids)
    commit(DISPATCHER, wants=[want()], purpose=OTHER)


@pytest.mark.django_db
def test_without_the_permission_nothing_is_promised() -> None:
    with pytest.raises(NotAllowed):
        commit(Actor(8, "Nurse"), wants=[want()], purpose=MISSION)
    assert not Commitment.objects.exists()


@pytest.mark.django_db
def test_the_database_itself_refuses_an_overlap() -> None:
    (first,) = commit(DISPATCHER, wants=[want(1)], purpose=MISSION)
    commit(DISPATCHER, wants=[want(2)], purpose=OTHER)
    row = Commitment.objects.get(pk=first)
    with pytest.raises(IntegrityError, match="commitment_no_overlap"), transaction.atomic():
        Commitment.objects.filter(purpose_id=2).update(resource_key=row.resource_key)


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_writers_at_once_exactly_one_wins() -> None:
    start, results = threading.Barrier(16), []

    def write(number: int) -> None:
        start.wait()
        try:
            commit(
                SYSTEM, wants=[want(1), want(2)], purpose=Purpose("mission", number, str(number))
            )
            results.append("won")
        except ResourceTaken as refusal:
            results.append(str(refusal.values["who"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = str(Commitment.objects.active().values_list("purpose_id", flat=True).distinct().get())
    assert sorted(results) == sorted(["won", *[winner] * 15])


class AnySequenceOfPromises(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(1, 3), st.integers(0, 12), st.integers(1, 5)),
            min_size=1,
            max_size=12,
        )
    )
    def test_binding_promises_of_one_thing_never_overlap(
        self, wanted: list[tuple[int, int, int]]
    ) -> None:
        for number, (resource_id, start_h, hours) in enumerate(wanted):
            try:
                purpose = Purpose("mission", number, str(number))
                commit(SYSTEM, wants=[want(resource_id, start_h, hours)], purpose=purpose)
            except ResourceTaken:
                continue
        spans = sorted(
            (c.resource_id, c.during.lower, c.during.upper) for c in Commitment.objects.active()
        )
        for (one, _, end), (other, begin, _) in itertools.pairwise(spans):
            assert one != other or end <= begin
