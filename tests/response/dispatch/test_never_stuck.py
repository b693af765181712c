"""No mission and no request is ever stuck, in whatever order people stamp."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.response.dispatch.browsing import Browse, typed_moment
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOW,
    approved,
    fresh,
    mission,
    stamp,
)

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.clinical import close_request
from qanat.response.dispatch.commands.deaths import record_death, reopen_request
from qanat.response.dispatch.commands.missions import abort_mission, cancel_mission
from qanat.response.dispatch.commands.operating import (
    accept_mission,
    call_crew,
    end_weather_hold,
    hold_for_weather,
)
from qanat.response.dispatch.commands.plausible import StillAloft
from qanat.response.dispatch.commands.settling import settle_request
from qanat.response.dispatch.commands.stamps import correct_stamp, stamp_mission
from qanat.response.dispatch.commands.turns import NotAloft, NotDeparted, NotGiven
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.rules.stamps import Made, aloft_since, given_aloft, is_behind
from qanat.response.dispatch.states import MISSION, REQUEST
from qanat.response.dispatch.states.missions import OVER

pytestmark = pytest.mark.usefixtures("world", "db")

TAKEN = (
    Kind.CREW_CALLED, Kind.TAKE_OFF, Kind.LANDING, Kind.ARRIVED_AT_PATIENT, Kind.PATIENT_LOADED,
    Kind.PATIENT_ARRIVED, Kind.CARE_TRANSFERRED, Kind.BACK_IN_SERVICE,
)  # fmt: skip
FINISHING = (
    Kind.LANDING, Kind.PATIENT_LOADED, Kind.TAKE_OFF, Kind.LANDING, Kind.CARE_TRANSFERRED,
    Kind.BACK_IN_SERVICE,
)  # fmt: skip


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def state(row: Mission) -> str:
    return Mission.objects.get(pk=row.pk).state


def confirmed(row: Mission, now: datetime, kind: Kind) -> None:
    stamp_mission(
        DISPATCHER,
        mission_id=row.pk,
        kind=kind.value,
        at=now,
        now=now,
        confirm="exact_time_unknown",
    )


def resume(row: Mission, _now: datetime) -> None:
    end_weather_hold(SYSTEM, mission_id=row.pk)


def hold(row: Mission, now: datetime) -> None:
    until = now + 30 * MINUTE
    hold_for_weather(SYSTEM, mission_id=row.pk, reason="fog", until=until, now=now)


def abort(row: Mission, now: datetime) -> None:
    abort_mission(DISPATCHER, mission_id=row.pk, reason="weather", now=now)


def die(row: Mission, now: datetime) -> None:
    record_death(SYSTEM, request_id=row.requests.get().pk, died_at=now, now=now)


def void(row: Mission, now: datetime) -> None:
    if last := row.stamps.valid().order_by("at", "id").last():
        correct_stamp(SYSTEM, stamp_id=last.pk, at=None, reason="typing_mistake", now=now)


STEPS: dict[str, Callable[[Mission, datetime], object]] = {
    "accept": lambda row, _now: accept_mission(SYSTEM, mission_id=row.pk),
    "call_crew": lambda row, _now: call_crew(SYSTEM, mission_id=row.pk),
    "hold": hold,
    "resume": resume,
    "abort": abort,
    "void": void,
    "die": die,
    **{kind.value: partial(confirmed, kind=kind) for kind in TAKEN},
}


def tried(row: Mission, step: str, now: datetime) -> None:
    """Do one thing as people do it, if it may be done."""
    with suppress(Refusal):
        STEPS[step](row, now)


def finish(row: Mission, now: datetime) -> None:
    """End a mission and its request by what any page offers."""
    if state(row) == "weather_hold":
        end_weather_hold(SYSTEM, mission_id=row.pk)
    if state(row) == "planned":
        accept_mission(SYSTEM, mission_id=row.pk)
    for n, kind in enumerate(FINISHING):
        if state(row) not in OVER:
            tried(row, kind.value, now + n * MINUTE)
    request = fresh(row.requests.get())
    if request.state == "approved":
        return  # it waits for another plan
    close_request(SYSTEM, request_id=request.pk, as_unknown=True, now=now + 60 * MINUTE)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=10))
def test_from_wherever_people_get_a_mission_and_its_request_can_be_ended(
    steps: list[str],
) -> None:
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        row = mission(approved())
        now = NOW + 60 * MINUTE
        for n, step in enumerate(steps):
            tried(row, step, now + n * MINUTE)
        finish(row, now + 30 * MINUTE)
        assert state(row) in OVER
        assert fresh(row.requests.get()).state in {"approved", "closed"}
        assert commitments_of("mission", row.pk) == []
        transaction.set_rollback(True)


def test_every_state_leads_on_to_its_end() -> None:
    for lifecycle in (MISSION, REQUEST):
        ends = lifecycle.final()
        leading = set(ends)
        while (
            more := {source for m in lifecycle.moves if m.target in leading for source in m.sources}
            - leading
        ):
            leading |= more
        assert leading == set(lifecycle.states)


def test_who_is_loaded_before_take_off_is_handed_over_like_any_other() -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp(row, "air.patient_loaded", 20)
    assert (state(row), row.requests.get().state) == ("on_board", "under_way")
    stamp(row, "air.take_off", 30)
    stamp(row, "air.landing", 75)
    stamp(row, "eTimes.12", 90)
    assert row.requests.get().state == "handed_over"
    stamp(row, "eTimes.13", 100)
    assert (state(row), commitments_of("mission", row.pk)) == ("in_service", [])


@pytest.mark.parametrize("left_out", ["eTimes.07", "air.patient_loaded", "eTimes.11"])
def test_a_time_left_out_on_the_way_may_be_entered_later(left_out: str) -> None:
    times = (
        ("air.take_off", 30), ("air.landing", 75), ("eTimes.07", 80), ("air.patient_loaded", 98),
        ("air.take_off", 100), ("air.landing", 145), ("eTimes.11", 160), ("eTimes.12", 170),
    )  # fmt: skip
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    for kind, minutes in times:
        if kind != left_out:
            stamp(row, kind, minutes)
    assert (state(row), row.requests.get().state) == ("handed_over", "handed_over")
    stamp(row, left_out, dict(times)[left_out])
    assert state(row) == "handed_over"
    stamp(row, "eTimes.13", 200)
    assert state(row) == "in_service"


def test_nothing_is_back_in_service_while_its_patient_is_in_nobody_elses_hands() -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    with pytest.raises(NotDeparted):
        stamp(row, "eTimes.12", 10)
    stamp(row, "air.patient_loaded", 12)
    with pytest.raises(NotAloft):
        stamp(row, "air.landing", 13)
    stamp(row, "air.take_off", 30)
    with pytest.raises(NotGiven):
        stamp(row, "eTimes.13", 90)
    with pytest.raises(StillAloft):
        stamp(row, "eTimes.12", 80)
    confirmed(row, NOW + 80 * MINUTE, Kind.CARE_TRANSFERRED)
    assert row.requests.get().state == "handed_over"


def adrift() -> Request:
    """Return a request as it was left before a hand-over always handed over."""
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp(row, "air.take_off", 30)
    stamp(row, "air.landing", 75)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qanat.actor', '0', true)")
        cursor.execute("UPDATE dispatch_mission SET state = 'in_service' WHERE id = %s", (row.pk,))
    return row.requests.get()


def test_a_request_that_was_left_behind_is_settled_from_its_page(browse: Browse) -> None:
    row = adrift()
    chief = browse("chief_physician")
    here = at("settle", row.pk)
    assert here in chief.get(at("request", row.pk)).content.decode()
    assert here not in browse("coordinator", "KZ-19").get(at("request", row.pk)).content.decode()
    assert chief.post(here, {"went_on": "given", "reason": ""}).status_code == 422
    values = {"went_on": "given", "reason": "better_information", "note": "by telephone"}
    assert chief.post(here, values).status_code == 303
    page = chief.get(at("request", row.pk)).content.decode()
    assert fresh(row).state == "handed_over"
    assert at("move", row.pk, "close") in page
    assert "by telephone" in page
    assert chief.post(here, values).status_code == 422


def test_a_request_that_was_left_behind_may_be_planned_again() -> None:
    row = adrift()
    settle_request(
        DISPATCHER, request_id=row.pk, was_given=False, reason="better_information", now=NOW
    )
    assert fresh(row).state == "approved"


def test_a_hand_over_entered_after_the_end_hands_over() -> None:
    row = adrift()
    stamp(row.missions.get(), "eTimes.12", 90)
    assert fresh(row).state == "handed_over"


def test_an_abort_by_death_ends_the_request_with_who_and_when(browse: Browse) -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp(row, "air.patient_loaded", 20)
    client = browse("dispatcher")
    here = at("mission_move", row.pk, "abort")
    bad = client.post(here, {"reason": "patient_died", "note": "", "died_at": ""})
    assert (bad.status_code, "when the patient died" in bad.content.decode()) == (422, True)
    good = {"reason": "patient_died", "note": "", "died_at": typed_moment()}
    assert client.post(here, good).status_code == 303
    request = row.requests.get()
    assert (state(row), request.state) == ("aborted", "died")
    assert commitments_of("mission", row.pk) == []
    outcome = request.outcomes.get()
    assert (outcome.vital, outcome.by_id > 0) == ("dead", True)
    assert outcome.patient.died_at is not None
    page = client.get(at("request", request.pk)).content.decode()
    assert "Died before hand-over" in page
    plans = client.get(at("plans", request.pk)).content.decode()
    assert "Nothing is left to plan" in plans


def test_who_was_declared_dead_by_mistake_lives_again() -> None:
    row = approved()
    record_death(SYSTEM, request_id=row.pk, died_at=NOW, now=NOW)
    reopen_request(SYSTEM, request_id=row.pk, reason="closed_by_mistake")
    assert (fresh(row).state, row.outcomes.count()) == ("registered", 0)
    assert row.people.get().patient.died_at is None


def test_a_mission_cancelled_because_the_request_was_withdrawn_ends_it() -> None:
    row = mission()
    cancel_mission(DISPATCHER, mission_id=row.pk, reason="request_withdrawn", now=NOW)
    request = row.requests.get()
    assert (state(row), request.state, request.decision) == ("cancelled", "withdrawn", "withdraw")


def test_for_another_reason_the_request_waits_for_a_new_plan() -> None:
    row = mission()
    cancel_mission(DISPATCHER, mission_id=row.pk, reason="weather", now=NOW)
    assert row.requests.get().state == "approved"


def test_where_an_aircraft_is_follows_from_take_offs_and_landings() -> None:
    kinds = (Kind.TAKE_OFF, Kind.LANDING, Kind.PATIENT_LOADED, Kind.TAKE_OFF)
    made = [Made(kind, NOW + n * MINUTE) for n, kind in enumerate(kinds)]
    made.reverse()
    assert aloft_since(NOW + 1 * MINUTE, made) is None
    assert aloft_since(NOW + 9 * MINUTE, made) == Made(Kind.TAKE_OFF, NOW + 3 * MINUTE)
    assert given_aloft(NOW + 9 * MINUTE, made) is not None
    landed = [*made, Made(Kind.LANDING, NOW + 4 * MINUTE), Made(Kind.TAKE_OFF, NOW + 5 * MINUTE)]
    assert given_aloft(NOW + 9 * MINUTE, landed) is None
    assert not is_behind(NOW, made)
    assert is_behind(NOW, [*made, Made(Kind.CARE_TRANSFERRED, NOW + MINUTE)])
