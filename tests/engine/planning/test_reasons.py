"""Each thing that can keep a vehicle, a hospital or a place out is named."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from tests.engine.planning.test_cases import (
    AEROPLANE,
    BASE,
    CENTRE,
    FAR,
    FIELD,
    HELICOPTER,
    HOSPITAL,
    LONG_WAY,
    NEAR,
    NORTH,
    PAD,
    REQUEST,
    WEST,
    WORLD,
)
from tests.engine.planning.worlds import NOON, PARAMETERS, random_problem

from qanat.engine.arrays import Floats
from qanat.engine.geodesy import Point
from qanat.engine.planning import plan
from qanat.engine.planning.plans import Code, Family, Subject
from qanat.engine.planning.problem import Problem, Sky, Surface, Weather
from qanat.engine.planning.screening import why_not_land
from qanat.engine.planning.snapshot import Snapshot

Values = dict[str, Any]
HOUR = timedelta(hours=1)
NAIVE = NOON.replace(tzinfo=None)


def reasons(problem: Problem, name: str, family: Family) -> list[tuple[Code, Values]]:
    return [
        (reason.code, dict(reason.values))
        for item in plan(problem).excluded
        if item.id == name and family in item.families
        for reason in item.reasons
    ]


@pytest.mark.parametrize(
    ("changes", "code", "values"),
    [
        ({"is_serviceable": False}, Code.UNSERVICEABLE, {}),
        ({"ready_at": NOON + 25 * HOUR}, Code.BUSY_UNTIL, {"until_s": 90_000}),
        ({"duty_ends_at": NOON - HOUR}, Code.DUTY_ENDS, {"ends_s": -3_600}),
        ({"duty_ends_at": NOON + HOUR}, Code.DUTY_ENDS, {"ends_s": 3_600, "needed_s": 12_876}),
        ({"stretchers": 0}, Code.TOO_FEW_STRETCHERS, {"has": 0, "needed": 1}),
    ],
)
def test_an_ambulance_is_left_out_of_ground_plans(
    changes: Values, code: Code, values: Values
) -> None:
    problem = replace(WORLD, ambulances=(replace(NEAR, **changes),))
    assert reasons(problem, "near", Family.GROUND) == [(code, values)]


@pytest.mark.parametrize(
    ("changes", "needs", "code", "values"),
    [
        ({"is_serviceable": False}, {}, Code.UNSERVICEABLE, {}),
        ({"ready_at": NOON + 25 * HOUR}, {}, Code.BUSY_UNTIL, {"until_s": 90_000}),
        ({"duty_ends_at": NOON - HOUR}, {}, Code.DUTY_ENDS, {"ends_s": -3_600}),
        ({"duty_ends_at": NOON + HOUR}, {}, Code.DUTY_ENDS, {"ends_s": 3_600, "needed_s": 9_899}),
        ({}, {"equipment": 6}, Code.EQUIPMENT_MISSING, {"missing": 6}),
        ({}, {"stretchers": 2}, Code.TOO_FEW_STRETCHERS, {"has": 1, "needed": 2}),
        ({"seats": 0}, {"escorts": 1}, Code.TOO_FEW_SEATS, {"has": 0, "needed": 1}),
        ({}, {"needs_pressurised": True}, Code.NOT_PRESSURISED, {}),
        ({}, {"max_cabin_altitude_m": 900}, Code.CABIN_UNKNOWN, {"limit_m": 900}),
        (
            {"cabin_altitude_m": 1_500},
            {"max_cabin_altitude_m": 900},
            Code.CABIN_TOO_HIGH,
            {"altitude_m": 1_500, "limit_m": 900},
        ),
        ({"range_m": 150_000}, {}, Code.OUT_OF_RANGE, {"range_m": 100_000, "needed_m": 123_550}),
        ({"range_m": 290_000}, {}, Code.OUT_OF_RANGE, {"range_m": 240_000, "needed_m": 370_650}),
        (
            {},
            {"landing": replace(FIELD, weather=Weather(Sky.NO_GO, NOON))},
            Code.WEATHER_NO_GO,
            {"place": "field"},
        ),
        (
            {},
            {"landing": replace(FIELD, weather=Weather(Sky.INSTRUMENTS, NOON))},
            Code.WEATHER_INSTRUMENTS,
            {"place": "field"},
        ),
        ({}, {"landing": replace(FIELD, open=())}, Code.CLOSED, {"place": "field"}),
    ],
)
def test_a_helicopter_is_left_out_of_direct_flights(
    changes: Values, needs: Values, code: Code, values: Values
) -> None:
    problem = replace(
        WORLD,
        request=replace(REQUEST, **needs),
        aircraft=(replace(HELICOPTER, **changes),),
        places=(replace(BASE, has_fuel=False), WEST) if "range_m" not in changes else (BASE,),
        ambulances=(),
    )
    assert reasons(problem, "helicopter", Family.DIRECT) == [(code, values)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hospitals": (replace(HOSPITAL, pad=None),)}, Code.NO_PAD_AT_HOSPITAL),
        ({"request": replace(REQUEST, landing=None)}, Code.NO_LANDING_AT_SCENE),
        ({"request": replace(REQUEST, capabilities=2)}, Code.NO_HOSPITAL),
    ],
)
def test_a_family_without_any_flight_is_left_out_once(changes: Values, code: Code) -> None:
    problem = replace(WORLD, **changes)
    assert reasons(problem, "direct", Family.DIRECT) == [(code, {})]
    assert reasons(problem, "helicopter", Family.DIRECT) == []
    assert Family.DIRECT in plan(problem).searched


def test_an_aircraft_whose_plans_come_later_than_those_shown_says_so() -> None:
    far = replace(HELICOPTER, id="far", at=Point(60.0, 50.0), base=None, standing_at=None)
    far = replace(far, range_m=3_000_000.0, ready_at=NOON + HOUR)
    problem = replace(WORLD, aircraft=(HELICOPTER, far))
    problem = replace(problem, parameters=replace(PARAMETERS, limit=1))
    [busy, later] = reasons(problem, "far", Family.DIRECT)
    assert busy == (Code.BUSY_UNTIL, {"until_s": 3_600})
    assert later[0] is Code.LATER_THAN_SHOWN
    assert reasons(problem, "helicopter", Family.DIRECT) == []


def test_what_is_busy_says_so_before_everything_else() -> None:
    later: Values = {"ready_at": NOON + 2 * HOUR, "duty_ends_at": NOON + 3 * HOUR}
    problem = replace(WORLD, aircraft=(replace(HELICOPTER, **later),), ambulances=())
    first, *_rest = reasons(problem, "helicopter", Family.DIRECT)
    assert first == (Code.BUSY_UNTIL, {"until_s": 7_200})
    problem = replace(WORLD, ambulances=(replace(NEAR, **later),))
    first, *_rest = reasons(problem, "near", Family.GROUND)
    assert first == (Code.BUSY_UNTIL, {"until_s": 7_200})


def test_a_closed_base_keeps_the_helicopter_on_the_ground() -> None:
    for place, code in (
        (replace(BASE, is_closed=True), Code.CLOSED),
        (replace(BASE, weather=Weather(Sky.NO_GO, NOON)), Code.WEATHER_NO_GO),
    ):
        problem = replace(WORLD, places=(place,))
        assert reasons(problem, "helicopter", Family.DIRECT) == [(code, {"place": "base"})]
        assert reasons(problem, "base", Family.DIRECT) == [(code, {"place": "base"})]


@pytest.mark.parametrize(
    ("changes", "code", "values"),
    [
        ({"runway_m": 0.0}, Code.NO_RUNWAY, {}),
        ({"runway_m": 900.0}, Code.RUNWAY_TOO_SHORT, {"runway_m": 900.0, "needed_m": 1_100}),
        ({"surface": Surface.GRASS}, Code.SURFACE_UNSUITABLE, {"surface": "grass"}),
        ({"is_closed": True}, Code.CLOSED, {}),
    ],
)
def test_an_aeroplane_is_kept_from_a_place(changes: Values, code: Code, values: Values) -> None:
    problem = replace(LONG_WAY, places=(WEST, replace(NORTH, **changes)))
    expected = [(code, {"place": "north", **values})]
    assert reasons(problem, "aeroplane", Family.RELAY) == expected


def test_a_relay_names_what_is_missing_on_the_ground() -> None:
    without = replace(LONG_WAY, ambulances=())
    assert reasons(without, "relay", Family.RELAY) == [(Code.NO_AMBULANCE, {})]
    nowhere = replace(
        WORLD, places=(), aircraft=(replace(HELICOPTER, base=None, standing_at=None),)
    )
    assert reasons(nowhere, "relay", Family.RELAY) == [(Code.NO_LANDING_PLACE, {})]
    tired = replace(LONG_WAY, ambulances=(NEAR, replace(FAR, duty_ends_at=NOON + HOUR)))
    assert reasons(tired, "aeroplane", Family.RELAY) == [(Code.AMBULANCE_DUTY_ENDS, {})]
    soon = replace(LONG_WAY, parameters=replace(PARAMETERS, horizon_s=6_000))
    late = [(Code.BEYOND_HORIZON, {"horizon_s": 6_000})]
    assert reasons(soon, "aeroplane", Family.RELAY) == late
    shut = replace(LONG_WAY, places=(WEST, replace(NORTH, open=())))
    closed = [(Code.CLOSED, {"place": "north"})]
    assert reasons(shut, "aeroplane", Family.RELAY) == closed


class NoRoads:
    """A land without roads."""

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        return np.full((len(a), len(b)), np.inf)


def test_without_a_road_ground_transport_says_so() -> None:
    problem = replace(LONG_WAY, roads=NoRoads())
    assert reasons(problem, "near", Family.GROUND) == [(Code.NO_ROAD, {})]
    assert reasons(problem, "relay", Family.RELAY) == [(Code.NO_ROAD, {})]


def test_what_comes_after_the_horizon_is_not_planned() -> None:
    problem = replace(WORLD, parameters=replace(PARAMETERS, horizon_s=13_000))
    expected = [(Code.BEYOND_HORIZON, {"horizon_s": 13_000})]
    assert reasons(problem, "near", Family.GROUND) == expected


@pytest.mark.parametrize(
    ("changes", "needs", "code", "values"),
    [
        ({"capabilities": 4}, {}, Code.CAPABILITY_MISSING, {"missing": 1}),
        ({"free_beds": 0}, {}, Code.NO_FREE_BED, {}),
        ({"is_accepting": False}, {}, Code.NOT_ACCEPTING, {}),
        ({}, {"facility": "hospital"}, Code.IS_SENDING, {}),
        ({}, {"destination": "centre"}, Code.NOT_CHOSEN, {}),
    ],
)
def test_a_hospital_is_left_out(changes: Values, needs: Values, code: Code, values: Values) -> None:
    problem = replace(
        WORLD,
        request=replace(REQUEST, **needs),
        hospitals=(replace(HOSPITAL, **changes), CENTRE),
    )
    for family in (Family.GROUND, Family.DIRECT, Family.RELAY):
        assert reasons(problem, "hospital", family) == [(code, values)]


def test_a_hospital_that_sends_no_team_says_so() -> None:
    request = replace(REQUEST, may_treat_on_site=True)
    problem = replace(WORLD, request=request, hospitals=(replace(HOSPITAL, team_ready_s=None),))
    assert reasons(problem, "hospital", Family.SPECIALIST) == [(Code.NO_TEAM, {})]
    assert reasons(problem, "specialist", Family.SPECIALIST) == [(Code.NO_TEAM, {})]
    crowded = replace(WORLD, request=replace(request, team_size=3))
    assert reasons(crowded, "helicopter", Family.SPECIALIST) == [
        (Code.TOO_FEW_SEATS, {"has": 2, "needed": 3})
    ]


def test_several_reasons_are_all_named() -> None:
    hospital = replace(HOSPITAL, free_beds=0, capabilities=0)
    found = reasons(replace(WORLD, hospitals=(hospital,)), "hospital", Family.GROUND)
    assert [code for code, _ in found] == [Code.CAPABILITY_MISSING, Code.NO_FREE_BED]


def test_the_array_of_landing_places_agrees_with_the_reasons() -> None:
    for seed in range(120):
        problem = random_problem(seed)
        snapshot = Snapshot(problem)
        for aircraft in problem.aircraft:
            expected = [not why_not_land(aircraft, site) for site in snapshot.sites]
            assert snapshot.landable(aircraft).tolist() == expected


def test_places_that_nobody_can_use_are_listed_once() -> None:
    shut = replace(BASE, is_closed=True)
    excluded = plan(replace(WORLD, places=(shut,))).excluded
    assert [item.id for item in excluded if item.subject is Subject.PLACE] == ["base"]


@pytest.mark.parametrize(
    "changes",
    [
        {"ambulances": (NEAR, NEAR)},
        {"ambulances": (NEAR, replace(NEAR, id="helicopter"))},
        {"places": (BASE, replace(BASE, id="pad"))},
        {"hospitals": (HOSPITAL, replace(HOSPITAL, pad=None))},
        {"aircraft": (replace(HELICOPTER, base="nowhere"),)},
        {"aircraft": (replace(HELICOPTER, standing_at="nowhere"),)},
        {"aircraft": (replace(HELICOPTER, speed_mps=0),)},
        {"aircraft": (replace(HELICOPTER, range_m=float("nan")),)},
        {"request": replace(REQUEST, destination="nowhere")},
        {"request": replace(REQUEST, facility="nowhere")},
        {"request": replace(REQUEST, now=NAIVE)},
        {"ambulances": (replace(NEAR, ready_at=NAIVE),)},
        {"aircraft": (replace(HELICOPTER, duty_ends_at=NAIVE),)},
        {"places": (replace(BASE, open=((NAIVE, NAIVE),)),)},
        {"hospitals": (replace(HOSPITAL, pad=replace(PAD, weather=Weather(Sky.GO, NAIVE))),)},
        {"parameters": replace(PARAMETERS, headwind_share=1.0)},
        {"parameters": replace(PARAMETERS, refuel_s=0)},
        {"parameters": replace(PARAMETERS, limit=0)},
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(changes: Values) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(WORLD, **changes)


def test_the_scene_may_lie_anywhere() -> None:
    problem = replace(WORLD, request=replace(REQUEST, scene=Point(-179.9, -80.0), landing=None))
    found = plan(problem)
    assert found.plans == ()
    assert PAD.id not in {item.id for item in found.excluded}
    assert AEROPLANE.id not in {item.id for item in found.excluded}
