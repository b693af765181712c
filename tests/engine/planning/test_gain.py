"""Flights that gain nothing over the ambulance which brings the patient to them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.engine.planning.test_cases import HOSPITAL, NEAR, REQUEST, WORLD
from tests.engine.planning.worlds import NOON, random_problem

from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.planning import plan as planned
from qanat.engine.planning.gain import sift
from qanat.engine.planning.plans import Binding, Family, Leg, LegKind, Plan, Stop, StopKind

SCENE = Stop(StopKind.SCENE, "scene", REQUEST.scene)
FIELD = Stop(StopKind.PLACE, "field", Point(REQUEST.scene.lon + 0.5, REQUEST.scene.lat))
WARD = Stop(StopKind.HOSPITAL, HOSPITAL.id, HOSPITAL.at)
STRAIGHT_MIN = great_circle_m(SCENE.at, WARD.at) / 20 / 60
"""The worked world drives at 20 m/s, straight."""


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def relay(*, to_field: float, flight: float, from_field: float) -> Plan:
    """Return a way by ambulance, aeroplane and ambulance; each part takes so many minutes."""
    legs = []
    begins, parts = (
        0.0,
        ((SCENE, FIELD, to_field), (FIELD, FIELD, flight), (FIELD, WARD, from_field)),
    )
    for start, end, lasts in parts:
        drives = start is not end
        kind = LegKind.DRIVE_WITH_PATIENT if drives else LegKind.FLY_WITH_PATIENT
        unit = NEAR.id if drives else "plane"
        depart, arrive = at(begins), at(begins + lasts)
        legs.append(Leg(kind, unit, start, end, depart, depart, arrive, 0.0, Binding.PATIENT))
        begins += lasts
    units = (NEAR.id, "plane")
    return Plan(Family.RELAY, units, HOSPITAL.id, tuple(legs), NOON, at(begins), None, 1, 3, ())


def test_a_flight_back_to_where_one_drove_from_gains_nothing() -> None:
    around = relay(to_field=STRAIGHT_MIN, flight=30, from_field=5)
    assert sift((around,), WORLD) == ((), (around,))


@pytest.mark.parametrize(
    "kept",
    [
        relay(to_field=STRAIGHT_MIN / 3, flight=STRAIGHT_MIN / 3, from_field=5),
        relay(to_field=STRAIGHT_MIN / 3, flight=STRAIGHT_MIN * 2, from_field=5),
    ],
    ids=["sooner", "later, but driven less"],
)
def test_a_flight_that_is_sooner_or_spares_a_drive_is_kept(kept: Plan) -> None:
    assert sift((kept,), WORLD) == ((kept,), ())


def test_an_ambulance_whose_duty_ends_on_the_way_can_not_drive_on() -> None:
    around = relay(to_field=STRAIGHT_MIN, flight=30, from_field=5)
    tired = replace(NEAR, duty_ends_at=at(STRAIGHT_MIN - 1))
    assert sift((around,), replace(WORLD, ambulances=(tired,))).kept == (around,)


@pytest.mark.parametrize("seed", range(90))
def test_of_any_world_nothing_is_lost_and_only_flights_are_told_apart(seed: int) -> None:
    problem = random_problem(seed)
    plans = planned(problem).plans
    told = sift(plans, problem)
    assert sorted((*told.kept, *told.gainless), key=plans.index) == list(plans)
    for lost in told.gainless:
        assert lost.family is Family.RELAY
        drives = [leg for leg in lost.legs if leg.kind is LegKind.DRIVE_WITH_PATIENT]
        assert sum(great_circle_m(leg.start.at, leg.end.at) for leg in drives) >= great_circle_m(
            drives[0].start.at, lost.legs[-1].end.at
        ) * (1 - 1e-3)


def test_some_flights_of_the_random_worlds_gain_nothing() -> None:
    found = 0
    for seed in range(90):
        problem = random_problem(seed)
        found += len(sift(planned(problem).plans, problem).gainless)
    assert found > 0
