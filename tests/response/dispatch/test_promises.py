from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOW,
    approved,
    draft,
    flown,
    legs,
    mission,
)

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.drafts import SupportDraft
from qanat.response.dispatch.commands.missions import commit_mission
from qanat.response.dispatch.commands.promising import grow_late_promises
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.queries.forecasts import Forecast, forecasts
from qanat.response.dispatch.rules.forecast import arrival, grown_end, outlook
from qanat.response.dispatch.rules.stamps import Made
from qanat.response.dispatch.rules.way import Part, expected

world_of_missions = pytest.mark.usefixtures("world", "db")
PARTS = [
    Part(1, "positioning", "A", "B", NOW, NOW + 40 * MINUTE),
    Part(2, "with_patient", "B", "A", NOW + 60 * MINUTE, NOW + 100 * MINUTE),
]
STEPS = expected(PARTS, is_by_air=True)
END = NOW + 120 * MINUTE


def end_of(row: Mission) -> float:
    (promise,) = commitments_of("mission", row.pk)
    return (promise.end_at - NOW) / MINUTE


def forecast(row: Mission, minutes: float) -> Forecast:
    (one,) = forecasts(SYSTEM, NOW + minutes * MINUTE, mission_ids=[row.pk])
    return one


@given(st.integers(-60, 300), st.integers(0, 400))
def test_what_was_stamped_late_stays_late_and_what_is_due_gets_later_by_the_minute(
    late: int, after: int
) -> None:
    made = [Made(Kind.TAKE_OFF, NOW + late * MINUTE)]
    now = NOW + (late + after) * MINUTE
    look = outlook(STEPS, made, END, now)
    assert look.delay == max(late * MINUTE, now - (NOW + 40 * MINUTE))
    assert look.end_at >= max(now, END)
    assert not look.is_given


def test_the_present_speed_foretells_the_landing_and_a_crawl_foretells_nothing() -> None:
    assert arrival(90_000, 75.0, NOW) == NOW + 20 * MINUTE
    assert arrival(90_000, 3.0, NOW) is None
    assert arrival(90_000, None, NOW) is None
    made = [Made(Kind.TAKE_OFF, NOW)]
    look = outlook(STEPS, made, END, NOW + 10 * MINUTE, landing_at=NOW + 25 * MINUTE)
    assert look.delay == -15 * MINUTE
    assert look.end_at == END


@given(st.integers(-500, 500), st.integers(1, 60))
def test_a_promise_grows_in_whole_steps_and_never_shrinks(over: int, step: int) -> None:
    end = grown_end(END + over * MINUTE, END, step * MINUTE)
    assert end >= max(END, END + over * MINUTE)
    assert end - max(END, END + over * MINUTE) < step * MINUTE
    assert (end - END) % (step * MINUTE) == timedelta(0)


@world_of_missions
def test_an_aircraft_which_is_not_back_is_not_free() -> None:
    row = flown(mission(), until=6)
    planned = end_of(row)
    grow_late_promises(NOW + (planned - 1) * MINUTE)
    assert end_of(row) == planned
    grow_late_promises(NOW + (planned + 1) * MINUTE)
    grow_late_promises(NOW + (planned + 2) * MINUTE)
    assert end_of(row) == planned + 15
    at = NOW + (planned + 10) * MINUTE
    rows = available_aircraft(SYSTEM, at=at)
    assert row.aircraft_id in {r.id for r in rows}
    assert commitments_of("mission", row.pk)[0].end_at > at


@world_of_missions
def test_a_late_take_off_moves_the_end_at_once_and_an_end_gives_everything_back() -> None:
    row = mission()
    planned = end_of(row)
    grow_late_promises(NOW + 50 * MINUTE)
    assert end_of(row) == planned + 30
    flown(row)
    grow_late_promises(NOW + 300 * MINUTE)
    assert commitments_of("mission", row.pk) == []


@world_of_missions
def test_an_ambulance_which_meets_a_late_flight_is_promised_longer_one_that_is_done_is_not() -> (
    None
):
    brought, meets = ambulance_rows(SYSTEM, region="KZ-75", only_serviceable=True)[:2]
    supports = tuple(
        SupportDraft(
            ambulance_id=van.id,
            call_sign=van.call_sign,
            start_at=NOW + start * MINUTE,
            end_at=NOW + end * MINUTE,
        )
        for van, start, end in ((brought, 10, 45), (meets, 120, 160))
    )
    row = mission(supports=supports)
    grow_late_promises(NOW + 50 * MINUTE)
    grow_late_promises(NOW + 51 * MINUTE)
    promised = commitments_of("mission", row.pk)
    until = {one.resource_id: (one.end_at - NOW) / MINUTE for one in promised}
    assert (until[brought.id], until[meets.id]) == (45, 190)


@world_of_missions
def test_a_promise_grows_no_further_than_the_next_one_which_stays_and_is_named() -> None:
    row = mission()
    planned = end_of(row)
    later = legs(NOW + (planned + 5) * MINUTE)
    next_id = commit_mission(
        DISPATCHER,
        request_ids=[approved().pk],
        draft=draft(row.aircraft_id, legs=later),
        now=NOW,
    )
    flown(row, until=6)
    grow_late_promises(NOW + (planned + 20) * MINUTE)
    assert end_of(row) == planned + 5
    assert commitments_of("mission", next_id)[0].start_at == NOW + (planned + 5) * MINUTE
    found = forecast(row, planned + 20)
    assert found.endangered is not None
    assert found.endangered.purpose_id == next_id
    assert found.is_late


@world_of_missions
def test_a_promise_of_a_mission_which_nobody_ends_stops_to_grow() -> None:
    row = flown(mission(), until=6)
    planned = end_of(row)
    grow_late_promises(NOW + timedelta(days=3))
    assert end_of(row) == planned + 720
    grow_late_promises(NOW + timedelta(days=4))
    assert end_of(row) == planned + 720
