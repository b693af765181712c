"""Flights that gain nothing over the ambulance which brings the patient to them."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.planning.gain import gains_nothing
from qanat.engine.planning.plans import Binding, Family, Leg, LegKind, Plan, Stop, StopKind
from qanat.engine.travel import OffGraphRoads, Range, RoadClass, RoadModel

NOON: Final = datetime(2026, 6, 15, 7, tzinfo=UTC)
MPS: Final = 20.0
ROADS: Final = OffGraphRoads(
    RoadModel(
        speeds_mps=dict.fromkeys(RoadClass, Range(MPS, MPS, MPS)),
        off_graph_mps=Range(MPS, MPS, MPS),
        detour=Range(1.0, 1.0, 1.0),
        season=Range(1.0, 1.0, 1.0),
    )
)
SCENE: Final = Stop(StopKind.SCENE, "scene", Point(70, 50))
FIELD: Final = Stop(StopKind.PLACE, "field", Point(70.5, 50))
WARD: Final = Stop(StopKind.HOSPITAL, "hospital", Point(70, 52))
STRAIGHT_MIN: Final = great_circle_m(SCENE.at, WARD.at) / MPS / 60
"""By road, straight."""


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
        unit = "near" if drives else "plane"
        depart, arrive = at(begins), at(begins + lasts)
        legs.append(Leg(kind, unit, start, end, depart, depart, arrive, 0.0, Binding.PATIENT))
        begins += lasts
    return Plan(
        Family.RELAY, ("near", "plane"), WARD.id, tuple(legs), NOON, at(begins), None, 1, 3, ()
    )


def test_a_flight_back_to_where_one_drove_from_gains_nothing() -> None:
    assert gains_nothing(relay(to_field=STRAIGHT_MIN, flight=30, from_field=5), ROADS)


@pytest.mark.parametrize(
    "kept",
    [
        relay(to_field=STRAIGHT_MIN / 3, flight=STRAIGHT_MIN / 3, from_field=5),
        relay(to_field=STRAIGHT_MIN / 3, flight=STRAIGHT_MIN * 2, from_field=5),
    ],
    ids=["sooner", "later, but driven less"],
)
def test_a_flight_that_is_sooner_or_spares_a_drive_is_kept(kept: Plan) -> None:
    assert not gains_nothing(kept, ROADS)


def test_an_ambulance_whose_duty_ends_on_the_way_can_not_drive_on() -> None:
    around = relay(to_field=STRAIGHT_MIN, flight=30, from_field=5)
    assert not gains_nothing(around, ROADS, {"near": at(STRAIGHT_MIN - 1)})
    assert gains_nothing(around, ROADS, {"near": at(STRAIGHT_MIN + 1)})


SHARE = st.floats(0.0, 3.0)


@settings(max_examples=200, deadline=None)
@given(SHARE, SHARE, SHARE)
def test_a_flight_gains_nothing_if_driving_on_is_no_later_and_no_longer(
    to_field: float, flight: float, from_field: float
) -> None:
    parts = (to_field * STRAIGHT_MIN, flight * STRAIGHT_MIN, from_field * STRAIGHT_MIN)
    plan = relay(to_field=parts[0], flight=parts[1], from_field=parts[2])
    driven = timedelta(minutes=parts[0]) + timedelta(minutes=parts[2])
    straight = timedelta(minutes=STRAIGHT_MIN)
    second = timedelta(seconds=1)
    if gains_nothing(plan, ROADS):
        assert straight <= driven + second
        assert plan.legs[-1].arrive_at >= plan.legs[0].depart_at + straight - second
    else:
        later = plan.legs[-1].arrive_at < plan.legs[0].depart_at + straight + second
        assert straight > driven - second or later
