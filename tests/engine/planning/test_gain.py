"""Flights that gain nothing over the road, told apart from those worth showing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.geodesy import Point
from qanat.engine.planning.gain import driven, sift
from qanat.engine.planning.plans import Binding, Family, Leg, LegKind, Plan, Stop, StopKind

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HERE = Stop(StopKind.SCENE, "scene", Point(71.4, 42.9))


def way(family: Family, *, care_min: int, driven_min: int, cost: int) -> Plan:
    end = NOON + timedelta(minutes=driven_min)
    leg = Leg(
        LegKind.DRIVE_WITH_PATIENT, "ambulance:1", HERE, HERE, NOON, NOON, end, 0.0, Binding.UNIT
    )
    care_at = NOON + timedelta(minutes=care_min)
    return Plan(family, ("ambulance:1",), "facility:1", (leg,), NOON, care_at, None, cost, 2, ())


ROAD = way(Family.GROUND, care_min=46, driven_min=2, cost=7_000)
RELAY = way(Family.RELAY, care_min=240, driven_min=150, cost=1_900_000)


def test_a_flight_out_of_the_city_and_back_into_it_gains_nothing() -> None:
    assert sift((ROAD, RELAY)) == ((ROAD,), (RELAY,))


def test_a_flight_is_kept_that_is_sooner_or_cheaper_or_spares_a_drive() -> None:
    long_road = replace(way(Family.GROUND, care_min=300, driven_min=280, cost=900_000))
    assert sift((RELAY, long_road)).kept == (RELAY, long_road)
    spares = way(Family.DIRECT, care_min=400, driven_min=0, cost=3_000_000)
    assert sift((long_road, spares)).kept == (long_road, spares)


def test_without_a_road_and_for_teams_and_consultations_nothing_is_told_apart() -> None:
    team = replace(RELAY, family=Family.SPECIALIST)
    remote = replace(RELAY, family=Family.REMOTE, definitive_at=None, legs=())
    assert sift((RELAY,)).gainless == ()
    assert sift((ROAD, team, remote)).gainless == ()


ways = st.builds(
    way,
    st.sampled_from(Family),
    care_min=st.integers(1, 6),
    driven_min=st.integers(0, 6),
    cost=st.integers(0, 6),
)


@given(st.lists(ways, max_size=6))
def test_what_is_left_out_has_a_road_that_is_kept_and_is_better_in_everything(
    plans: list[Plan],
) -> None:
    told = sift(plans)
    assert len(told.kept) + len(told.gainless) == len(plans)
    roads = [plan for plan in told.kept if plan.family is Family.GROUND]
    assert roads == [plan for plan in plans if plan.family is Family.GROUND]
    for lost in told.gainless:
        assert any(
            (road.definitive_at or NOON) <= (lost.definitive_at or NOON)
            and driven(road) <= driven(lost)
            and road.cost_tiyn <= lost.cost_tiyn
            for road in roads
        )
