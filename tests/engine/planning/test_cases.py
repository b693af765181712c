"""Cases worked by hand: a degree of latitude is 111,195.08 m, roads are straight, 20 m/s."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest
from tests.engine.planning.checker import Checker
from tests.engine.planning.worlds import NOON, PARAMETERS, roads

from qanat.engine.geodesy import Point
from qanat.engine.planning import ENGINE_VERSION, plan
from qanat.engine.planning.plans import Binding, Code, Family, LegKind, Plan, Plans, Subject
from qanat.engine.planning.problem import (
    Aircraft,
    AircraftKind,
    Ambulance,
    Hospital,
    LandingPlace,
    Problem,
    Request,
    Sky,
    Surface,
    Weather,
)

GO: Final = Weather(Sky.GO, NOON)
ALWAYS: Final = ((NOON - timedelta(days=1), NOON + timedelta(days=3)),)
FIELD: Final = LandingPlace(id="field", at=Point(70, 50), open=ALWAYS, weather=GO)
PAD: Final = LandingPlace(id="pad", at=Point(70, 52), open=ALWAYS, weather=GO, is_lit=True)
BASE: Final = LandingPlace(
    id="base", at=Point(70, 51), open=ALWAYS, weather=GO, has_fuel=True, is_lit=True
)
NEAR: Final = Ambulance(
    id="near", at=Point(70, 50.1), ready_at=NOON, cost_tiyn_per_h=3_600_000, seats=2, stretchers=2
)
HOSPITAL: Final = Hospital(
    id="hospital",
    at=Point(70, 52),
    capabilities=1,
    free_beds=1,
    door_to_treatment_s=600,
    pad=PAD,
    team_ready_s=1_800,
)
HELICOPTER: Final = Aircraft(
    id="helicopter",
    kind=AircraftKind.ROTOR,
    at=BASE.at,
    standing_at="base",
    base="base",
    ready_at=NOON,
    speed_mps=60,
    range_m=600_000,
    start_up_day_s=1_800,
    start_up_night_s=3_600,
    block_extra_s=360,
    seats=2,
    cost_tiyn_per_h=3_600_000,
)
REQUEST: Final = Request(scene=FIELD.at, now=NOON, landing=FIELD, capabilities=1)
WORLD: Final = Problem(
    request=REQUEST,
    ambulances=(NEAR,),
    aircraft=(HELICOPTER,),
    places=(BASE,),
    hospitals=(HOSPITAL,),
    roads=roads(20.0, 1.0),
    parameters=PARAMETERS,
)

WEST: Final = LandingPlace(
    id="west",
    at=Point(70, 50.2),
    runway_m=2_500,
    surface=Surface.PAVED,
    open=ALWAYS,
    weather=GO,
    has_fuel=True,
)
NORTH: Final = replace(WEST, id="north", at=Point(70, 56))
AEROPLANE: Final = Aircraft(
    id="aeroplane",
    kind=AircraftKind.WING,
    at=WEST.at,
    standing_at="west",
    base="west",
    ready_at=NOON,
    speed_mps=150,
    range_m=2_400_000,
    runway_need_m=1_100,
    start_up_day_s=3_600,
    block_extra_s=900,
    seats=2,
    cost_tiyn_per_h=7_200_000,
)
FAR: Final = replace(NEAR, id="far", at=Point(70, 56.05))
CENTRE: Final = replace(HOSPITAL, id="centre", at=Point(70, 56.1), pad=None)
LONG_WAY: Final = replace(
    WORLD,
    request=replace(REQUEST, landing=None),
    ambulances=(NEAR, FAR),
    aircraft=(AEROPLANE,),
    places=(WEST, NORTH),
    hospitals=(CENTRE,),
)


def answer(problem: Problem) -> Plans:
    found = plan(problem)
    checker = Checker(problem)
    for one in found.plans:
        checker.check(one)
    return found


def only(problem: Problem, family: Family) -> Plan:
    plans = [found for found in answer(problem).plans if found.family is family]
    assert len(plans) == 1
    return plans[0]


def after(found: Plan) -> float:
    assert found.definitive_at is not None
    return (found.definitive_at - NOON).total_seconds()


def steps(found: Plan) -> list[tuple[LegKind, str, int, int, Binding]]:
    def seconds(at: datetime) -> int:
        return round((at - NOON).total_seconds())

    return [
        (leg.kind, leg.unit, seconds(leg.depart_at), seconds(leg.arrive_at), leg.binds)
        for leg in found.legs
    ]


def test_the_patient_is_driven_all_the_way() -> None:
    found = only(WORLD, Family.GROUND)
    assert steps(found) == [
        (LegKind.DRIVE_TO_PATIENT, "near", 0, 556, Binding.UNIT),
        (LegKind.DRIVE_WITH_PATIENT, "near", 1_456, 12_576, Binding.PATIENT),
    ]
    assert after(found) == 12_576 + 300 + 600
    assert found.contact_at == NOON + timedelta(seconds=556)
    assert found.cost_tiyn == 12_876 * 1_000
    assert (found.units, found.hospital, found.hand_overs) == (("near",), "hospital", 1)


def test_a_helicopter_fetches_the_patient() -> None:
    found = only(WORLD, Family.DIRECT)
    assert steps(found) == [
        (LegKind.FLY_EMPTY, "helicopter", 1_800, 4_220, Binding.START_UP),
        (LegKind.FLY_WITH_PATIENT, "helicopter", 5_420, 9_899, Binding.AIRCRAFT),
    ]
    assert after(found) == 9_899 + 900 + 600
    assert found.cost_tiyn == (2_420 + 4_479 + 2_420) * 1_000
    assert found.warnings == ()
    assert found.legs[0].length_m == pytest.approx(111_195.08, abs=0.01)


def test_a_helicopter_short_of_range_refuels_with_the_patient_on_board() -> None:
    short = replace(HELICOPTER, range_m=450_000)
    found = only(replace(WORLD, aircraft=(short,)), Family.DIRECT)
    assert steps(found)[1:] == [
        (LegKind.FLY_WITH_PATIENT, "helicopter", 5_420, 7_840, Binding.AIRCRAFT),
        (LegKind.REFUEL, "helicopter", 7_840, 9_340, Binding.AIRCRAFT),
        (LegKind.FLY_WITH_PATIENT, "helicopter", 9_340, 11_760, Binding.FUEL),
    ]
    assert after(found) == 11_760 + 900 + 600


def test_a_helicopter_with_little_fuel_refuels_before_it_starts() -> None:
    empty = replace(HELICOPTER, fuel_m=60_000)
    found = only(replace(WORLD, aircraft=(empty,)), Family.DIRECT)
    assert steps(found)[:2] == [
        (LegKind.REFUEL, "helicopter", 1_800, 3_300, Binding.AIRCRAFT),
        (LegKind.FLY_EMPTY, "helicopter", 3_300, 5_720, Binding.FUEL),
    ]


def test_road_air_and_road_are_joined() -> None:
    found = only(LONG_WAY, Family.RELAY)
    assert found.units == ("near", "aeroplane", "far")
    assert steps(found) == [
        (LegKind.DRIVE_TO_PATIENT, "near", 0, 556, Binding.UNIT),
        (LegKind.DRIVE_WITH_PATIENT, "near", 1_888, 3_000, Binding.MEETING),
        (LegKind.FLY_WITH_PATIENT, "aeroplane", 4_800, 10_478, Binding.AIRCRAFT),
        (LegKind.DRIVE_TO_MEETING, "far", 9_600, 9_878, Binding.MEETING),
        (LegKind.DRIVE_WITH_PATIENT, "far", 11_378, 11_934, Binding.AIRCRAFT),
    ]
    assert after(found) == 11_934 + 300 + 600
    assert found.cost_tiyn == 4_800 * 1_000 + 2 * 5_678 * 2_000 + (12_234 - 9_600) * 1_000
    assert found.hand_overs == 3


def test_who_lies_in_a_hospital_is_fetched_when_it_is_time_to_leave() -> None:
    sending = replace(HOSPITAL, id="sending", at=REQUEST.scene, pad=None)
    lies = replace(LONG_WAY.request, facility="sending")
    found = only(replace(LONG_WAY, request=lies, hospitals=(CENTRE, sending)), Family.RELAY)
    assert steps(found)[:3] == [
        (LegKind.DRIVE_TO_PATIENT, "near", 432, 988, Binding.MEETING),
        (LegKind.DRIVE_WITH_PATIENT, "near", 1_888, 3_000, Binding.PATIENT),
        (LegKind.FLY_WITH_PATIENT, "aeroplane", 4_800, 10_478, Binding.AIRCRAFT),
    ]
    assert found.contact_at == NOON + timedelta(seconds=988)


def test_the_aircraft_waits_for_the_patient() -> None:
    ready = replace(AEROPLANE, start_up_day_s=0)
    flight = only(replace(LONG_WAY, aircraft=(ready,)), Family.RELAY).legs[2]
    assert flight.binds is Binding.PATIENT
    assert flight.depart_at == NOON + timedelta(seconds=2_568 + 1_200)


def test_the_patient_waits_for_the_second_ambulance() -> None:
    late = replace(FAR, ready_at=NOON + timedelta(hours=4))
    legs = only(replace(LONG_WAY, ambulances=(NEAR, late)), Family.RELAY).legs
    assert legs[-2].binds is Binding.UNIT
    assert legs[-1].binds is Binding.AMBULANCE
    assert legs[-1].depart_at == NOON + timedelta(seconds=14_400 + 278 + 900)


def test_a_crew_which_is_first_at_both_ends_is_used_where_it_helps_more() -> None:
    middle = replace(NEAR, id="middle", at=Point(70, 53))
    slow = replace(NEAR, id="slow", at=Point(70, 45))
    late = replace(
        AEROPLANE,
        ready_at=NOON + timedelta(hours=12),
        flies_night=True,
        start_up_night_s=3_600,
    )
    problem = replace(
        LONG_WAY,
        ambulances=(middle, slow),
        aircraft=(late,),
        places=(WEST, replace(NORTH, is_lit=True)),
    )
    found = only(problem, Family.RELAY)
    assert found.units == ("slow", "aeroplane", "middle")
    landed_s = 12 * 3_600 + 3_600 + 1_200 + 5_678
    assert after(found) == landed_s + 900 + 556 + 300 + 600


def test_a_relay_needs_two_ambulances() -> None:
    found = answer(replace(LONG_WAY, ambulances=(NEAR,)))
    assert [one.family for one in found.plans] == [Family.GROUND]
    reasons = {
        item.id: [reason.code for reason in item.reasons]
        for item in found.excluded
        if item.id in {"aeroplane", "direct"}
    }
    assert reasons == {
        "aeroplane": [Code.NO_SECOND_AMBULANCE],
        "direct": [Code.NO_LANDING_AT_SCENE],
    }


def test_a_specialist_flies_to_the_patient() -> None:
    request = replace(REQUEST, may_treat_on_site=True)
    plans = [
        found
        for found in answer(replace(WORLD, request=request)).plans
        if found.family is Family.SPECIALIST
    ]
    by_air, by_road = plans
    assert steps(by_air) == [
        (LegKind.FLY_EMPTY, "helicopter", 1_800, 4_220, Binding.START_UP),
        (LegKind.FLY_WITH_TEAM, "helicopter", 4_520, 8_999, Binding.AIRCRAFT),
    ]
    assert after(by_air) == 8_999 + 240 + 1_800
    assert by_air.contact_at == NOON + timedelta(seconds=9_239)
    assert steps(by_road) == [(LegKind.DRIVE_WITH_TEAM, "", 1_800, 12_920, Binding.TEAM)]
    assert after(by_road) == 12_920 + 1_800
    assert by_road.units == ()


def test_a_remote_consultation_is_a_marker_at_the_end() -> None:
    found = answer(replace(WORLD, request=replace(REQUEST, may_consult=True)))
    last = found.plans[-1]
    assert last.family is Family.REMOTE
    assert last.definitive_at is None
    assert last.contact_at == NOON + timedelta(seconds=600)
    assert [leg.kind for leg in last.legs] == [LegKind.CONSULT]
    assert found.feasible == len(found.plans) == 4


def test_by_night_a_day_crew_waits_for_the_morning() -> None:
    night = NOON.replace(hour=18)
    sleepers = replace(HELICOPTER, ready_at=night)
    problem = replace(
        WORLD,
        request=replace(REQUEST, now=night),
        ambulances=(replace(NEAR, ready_at=night),),
        aircraft=(sleepers,),
    )
    found = only(problem, Family.DIRECT)
    assert found.legs[0].binds is Binding.OPENING
    assert found.legs[0].depart_at > night + timedelta(hours=3)
    flyers = replace(sleepers, flies_night=True)
    lit = replace(FIELD, is_lit=True)
    bright = replace(problem, aircraft=(flyers,), request=replace(problem.request, landing=lit))
    early = only(bright, Family.DIRECT)
    assert early.legs[0].depart_at == night + timedelta(seconds=3_600)


def test_a_crew_that_flies_by_night_still_needs_lights() -> None:
    night = NOON.replace(hour=17)
    problem = replace(
        WORLD,
        request=replace(REQUEST, now=night),
        aircraft=(replace(HELICOPTER, ready_at=night, flies_night=True),),
        parameters=replace(PARAMETERS, horizon_s=5 * 3_600),
    )
    found = answer(problem)
    assert Family.DIRECT not in {one.family for one in found.plans}
    reasons = [
        code.code
        for item in found.excluded
        if item.id == "helicopter" and Family.DIRECT in item.families
        for code in item.reasons
    ]
    assert reasons == [Code.NO_NIGHT_LANDING]


def test_a_missed_window_is_told_and_keeps_the_plan() -> None:
    request = replace(REQUEST, window_s=12_000)
    found = answer(replace(WORLD, request=request)).plans
    slack = {one.family: one.slack_s for one in found}
    assert slack == {
        Family.DIRECT: 12_000 - 11_399,
        Family.RELAY: 12_000 - 12_136,
        Family.GROUND: 12_000 - 13_476,
    }
    assert [one.is_in_time for one in found] == [True, False, False]
    late = found[2].warnings
    assert [(one.code, dict(one.values)) for one in late] == [(Code.MISSES_WINDOW, {"by_s": 1_476})]


def test_what_is_not_known_is_told() -> None:
    runway = replace(NORTH, runway_m=None, surface=Surface.UNKNOWN, open=None, weather=Weather())
    old = Weather(Sky.GO, NOON - timedelta(hours=2))
    problem = replace(
        LONG_WAY,
        places=(replace(WEST, weather=old), runway),
        hospitals=(replace(CENTRE, free_beds=None),),
    )
    found = only(problem, Family.RELAY)
    assert [(one.code, dict(one.values)) for one in found.warnings] == [
        (Code.WEATHER_STALE, {"place": "west", "age_s": 7_200}),
        (Code.RUNWAY_UNKNOWN, {"place": "north", "needed_m": 1_100}),
        (Code.SURFACE_UNKNOWN, {"place": "north"}),
        (Code.HOURS_UNKNOWN, {"place": "north"}),
        (Code.WEATHER_UNKNOWN, {"place": "north"}),
        (Code.BEDS_UNKNOWN, {"hospital": "centre"}),
    ]


def test_the_answer_names_the_engine_and_the_moment() -> None:
    found = answer(WORLD)
    assert found.engine_version == ENGINE_VERSION
    assert found.made_at == NOON


def test_with_nothing_to_plan_with_there_is_no_plan() -> None:
    found = answer(replace(WORLD, ambulances=(), aircraft=(), places=(), hospitals=()))
    assert found.plans == ()
    assert {item.subject for item in found.excluded} == {Subject.FAMILY}
