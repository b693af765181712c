"""Calls of a past time, answered by one way of dispatching or another."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.model import (
    Aircraft,
    Ambulance,
    Hospital,
    Nation,
    Pad,
    Place,
    Policy,
    Request,
    Roads,
)
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.snapshot import build
from qanat.engine.replay import DAY_S, Call, Helped, Nearest, Replay, soonest

ALWAYS = ((-1e9, 1e9),)
PAD = Pad(is_lit=True, day_s=ALWAYS)
NATION = Nation(
    at=datetime(2025, 6, 1, tzinfo=UTC),
    places=(
        Place(id="P", lon=71.0, lat=50.0, runway_m=2_000, has_fuel=True, is_lit=True),
        Place(id="Q", lon=74.0, lat=50.0, runway_m=2_000, has_fuel=True, is_lit=True),
    ),
    hospitals=(
        Hospital(id="H", lon=71.05, lat=50.0, capabilities=("stroke",), beds={}, pad=PAD),
        Hospital(id="far", lon=74.05, lat=50.0, capabilities=(), beds={}),
    ),
    ambulances=(
        Ambulance(id="V1", lon=71.0, lat=50.1, ready_s=60.0),
        Ambulance(id="V2", lon=74.0, lat=50.1, ready_s=60.0),
    ),
    aircraft=(
        Aircraft(
            id="A", kind="rotor", lon=71.0, lat=50.0, standing_at="P", ready_s=600.0,
            speed_mps=60.0, range_m=900_000.0, flies_night=True, flies_instruments=True,
        ),
    ),
    rates={"road": 3_600.0, "air": 360_000.0},
    roads=Roads(speed_mps=20.0, detour=1.3),
    must_reach_fuel=False,
)  # fmt: skip
NEAR = Request(lon=71.0, lat=50.1, capabilities=("stroke",))
FAR = Request(lon=74.0, lat=50.2, capabilities=("stroke",), landing=PAD)


def run(calls: Sequence[Call], road_s: float | None = None) -> list[Helped]:
    way = soonest if road_s is None else Nearest(road_s)
    return list(Replay(NATION, Policy()).run(calls, way))


def test_a_call_next_door_is_driven_by_the_ambulance_there() -> None:
    (helped,) = run([Call(0.0, NEAR, window_s=7_200.0)], road_s=7_200.0)
    assert helped.contact_s == 60.0
    assert helped.is_in_time is True
    assert helped.free.tolist() == [True]


def test_a_unit_which_is_away_is_not_sent_again_before_it_is_back() -> None:
    first, second = run([Call(0.0, NEAR), Call(300.0, NEAR)], road_s=1e9)
    assert second.contact_s > first.contact_s
    late = run([Call(0.0, NEAR), Call(40_000.0, NEAR)], road_s=1e9)[1]
    assert late.contact_s == pytest.approx(first.contact_s)


def test_an_aircraft_is_missing_to_the_next_call_and_back_the_next_day() -> None:
    calls = [Call(80_000.0, FAR), Call(80_600.0, FAR), Call(DAY_S + 40_000.0, FAR)]
    first, second, third = run(calls, road_s=0.0)
    assert first.free.tolist() == [False]
    assert second.care_s > first.care_s
    assert third.care_s == pytest.approx(first.care_s)


def test_who_is_still_away_at_midnight_is_away_on_the_next_morning() -> None:
    first, second = run([Call(DAY_S - 1_000.0, FAR), Call(DAY_S + 1_000.0, FAR)], road_s=0.0)
    assert second.care_s > first.care_s


def test_nobody_waits_for_the_daylight_of_the_nearest_where_another_can_fly_at_night() -> None:
    (heli,) = NATION.aircraft
    blind = replace(heli, id="B", lon=71.01, standing_at=None, flies_night=False)
    night = replace(NATION, at=datetime(2025, 12, 1, 16, tzinfo=UTC), aircraft=(blind, heli))
    calls = [Call(0.0, replace(FAR, landing=Pad(is_lit=True)))]
    (both,) = Replay(night, Policy()).run(calls, Nearest(0.0))
    assert both.free.tolist() == [True, False]


def test_the_cost_counts_the_way_home() -> None:
    (flown,) = run([Call(0.0, FAR)], road_s=0.0)
    (driven,) = run([Call(0.0, NEAR)], road_s=1e9)
    hours = (flown.care_s - 600.0 - 720.0 * 2) / 3_600.0
    assert flown.cost > 360_000.0 * hours
    assert 0 < driven.cost < 3_600.0


def test_where_nobody_can_treat_nobody_helps() -> None:
    nowhere = replace(NEAR, capabilities=("stroke",), facility="H")
    for road_s in (None, 1e9):
        (helped,) = run([Call(0.0, nowhere, window_s=60.0)], road_s)
        assert helped.care_s == math.inf
        assert helped.is_in_time is False
        assert helped.cost == 0.0


def test_calls_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        run([Call(10.0, NEAR), Call(0.0, NEAR)])


@pytest.mark.parametrize("seed", range(60))
def test_the_exact_plan_is_never_charged_more_than_that_of_the_nearest(seed: int) -> None:
    nation, request, policy = world(seed)
    snapshot = build(nation)
    question = question_of(snapshot, request, policy)
    best = soonest(snapshot, question)
    for road_s in (0.0, 7_200.0):
        near = Nearest(road_s)(snapshot, question)
        if near is not None:
            assert best is not None
            assert best.charge <= near.charge + 1e-9


def test_the_same_calls_give_the_same_outcomes() -> None:
    calls = [Call(n * 5_000.0, FAR if n % 2 else NEAR) for n in range(12)]
    assert [(h.care_s, h.cost) for h in run(calls)] == [(h.care_s, h.cost) for h in run(calls)]
