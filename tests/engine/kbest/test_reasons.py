"""Why something is left out: every reason held against trying everything without it."""

import math
from collections import Counter
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace
from tests.engine.kbest.brute import Brute, Key
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.model import Aircraft, Nation, Policy, Request
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.reasons import LeftOut, why_not
from qanat.engine.kbest.search import Answer, find_best
from qanat.engine.kbest.snapshot import build
from qanat.engine.planning.plans import Code, Reason, Subject

SEEDS = range(120)
COUNT = 3
FREE: dict[Code, dict[str, Any]] = {
    Code.DUTY_ENDS: {"duty_ends_s": None},
    Code.NO_NIGHT_LANDING: {"flies_night": True},
    Code.OUT_OF_RANGE: {"range_m": 1e9, "tank_m": None},
    Code.WEATHER_INSTRUMENTS: {"flies_instruments": True},
    Code.RUNWAY_TOO_SHORT: {"runway_m": 0.0, "surfaces": ("paved", "grass")},
}
"""What keeps an aircraft, the last thing asked about first."""
RUNWAYS = {Code.RUNWAY_TOO_SHORT, Code.NO_RUNWAY, Code.SURFACE_UNSUITABLE}
pytestmark = pytest.mark.timeout(300)


@cache
def told(seed: int) -> tuple[Answer, tuple[LeftOut, ...]]:
    nation, request, policy = world(seed)
    snapshot = build(nation)
    question = question_of(snapshot, request, policy)
    answer = find_best(snapshot, question, COUNT)
    return answer, why_not(snapshot, question, answer)


def straight(request: Request) -> Request:
    return replace(request, treatment=(), consult_s=None)


def by_aircraft(nation: Nation, request: Request, policy: Policy, name: str) -> dict[Key, float]:
    plans = Brute(nation, straight(request), policy).charges()
    return {key: charge for key, charge in plans.items() if key[2] == name}


def reasons(subject: Subject) -> list[tuple[int, str, Reason]]:
    return [
        (seed, left.id, left.reason)
        for seed in SEEDS
        for left in told(seed)[1]
        if left.subject is subject
    ]


def test_everything_not_used_has_one_reason() -> None:
    for seed in SEEDS:
        nation, _, _ = world(seed)
        answer, left = told(seed)
        ids = Counter((one.subject, one.id) for one in left)
        assert set(ids.values()) <= {1}
        planes = {nation.aircraft[w.aircraft].id for w in answer.ways if w.aircraft is not None}
        assert planes | {one.id for one in left if one.subject is Subject.AIRCRAFT} == {
            plane.id for plane in nation.aircraft
        }
        wards = {
            nation.hospitals[number].id
            for way in answer.ways
            for number in (way.hospital, way.first_hospital)
            if number is not None
        }
        assert wards | {one.id for one in left if one.subject is Subject.HOSPITAL} == {
            ward.id for ward in nation.hospitals
        }


def test_an_aircraft_behind_those_shown_has_the_best_plan_told() -> None:
    found = [one for one in reasons(Subject.AIRCRAFT) if one[2].code is Code.LATER_THAN_SHOWN]
    assert len(found) >= 20
    for seed, name, reason in found:
        plans = by_aircraft(*world(seed), name)
        assert reason.values["charge"] == pytest.approx(min(plans.values()), abs=1e-9, rel=0)


def test_an_aircraft_which_is_promised_would_be_used_if_it_were_free() -> None:
    found = [one for one in reasons(Subject.AIRCRAFT) if one[2].code is Code.BUSY_UNTIL]
    assert found
    for seed, name, reason in found:
        nation, request, policy = world(seed)
        kth = told(seed)[0].certificate.kth_charge
        plane = next(one for one in nation.aircraft if one.id == name)
        assert reason.values["until_s"] == plane.ready_s > request.now_s
        free = by_aircraft(with_one(nation, replace(plane, ready_s=0.0)), request, policy, name)
        assert min(free.values()) < kth


def with_one(nation: Nation, plane: Aircraft) -> Nation:
    every = tuple(plane if one.id == plane.id else one for one in nation.aircraft)
    return replace(nation, aircraft=every)


def test_an_aircraft_is_kept_by_what_is_told_and_by_nothing_before_it() -> None:
    counted: Counter[Code] = Counter()
    for seed, name, reason in reasons(Subject.AIRCRAFT):
        code = Code.RUNWAY_TOO_SHORT if reason.code in RUNWAYS else reason.code
        if code not in FREE:
            continue
        counted[code] += 1
        nation, request, policy = world(seed)
        plane = next(one for one in nation.aircraft if one.id == name)
        for later_on, fields in FREE.items():
            kept = by_aircraft(lifted(nation, plane), request, policy, name)
            if later_on is code:
                assert not kept, (seed, name, reason)
            plane = replace(plane, **fields)
            if later_on is code:
                assert by_aircraft(lifted(nation, plane), request, policy, name), (seed, name)
                break
    assert set(counted) >= {Code.OUT_OF_RANGE, Code.DUTY_ENDS, Code.WEATHER_INSTRUMENTS}
    assert counted.total() >= 30


def lifted(nation: Nation, plane: Aircraft) -> Nation:
    """Return a nation with an aircraft, which needs no fuel afterwards if it flies anywhere."""
    must = nation.must_reach_fuel and plane.range_m < 1e9
    return replace(with_one(nation, plane), must_reach_fuel=must)


def test_amounts_told_fall_short() -> None:
    for _, _, reason in [*reasons(Subject.AIRCRAFT), *reasons(Subject.AMBULANCE)]:
        values = reason.values
        if reason.code is Code.OUT_OF_RANGE:
            assert float(values["range_m"]) < float(values.get("needed_m", math.inf))
        if reason.code is Code.DUTY_ENDS:
            assert float(values["ends_s"]) < float(values["needed_s"])
        if reason.code is Code.RUNWAY_TOO_SHORT:
            assert float(values["runway_m"]) < float(values["needed_m"])
        if reason.code is Code.MISSES_WINDOW:
            assert float(values["by_s"]) > 0


def test_an_aircraft_which_nothing_of_its_own_keeps_has_no_plan_with_all_of_that_lifted() -> None:
    own = {*FREE, *RUNWAYS, Code.LATER_THAN_SHOWN, Code.BUSY_UNTIL}
    unfit = {Code.UNSERVICEABLE, Code.EQUIPMENT_MISSING, Code.NOT_PRESSURISED}
    unfit |= {Code.TOO_FEW_SEATS, Code.TOO_FEW_STRETCHERS}
    for seed, name, reason in reasons(Subject.AIRCRAFT):
        if reason.code in own:
            continue
        nation, request, policy = world(seed)
        plane = next(one for one in nation.aircraft if one.id == name)
        if reason.code not in unfit:
            for fields in FREE.values():
                plane = replace(plane, **fields)
        assert not by_aircraft(lifted(nation, plane), request, policy, name), (seed, name, reason)


def test_an_ambulance_drives_all_the_way_as_told() -> None:
    counted: Counter[Code] = Counter()
    for seed, name, reason in reasons(Subject.AMBULANCE):
        nation, request, policy = world(seed)
        asked = replace(straight(request), may_treat_on_site=False)
        plans = Brute(nation, asked, policy).charges()
        own = {key: charge for key, charge in plans.items() if key[:2] == ("GROUND", name)}
        counted[reason.code] += 1
        if reason.code is Code.LATER_THAN_SHOWN:
            assert reason.values["charge"] == pytest.approx(min(own.values()), abs=1e-9, rel=0)
        elif reason.code is not Code.BUSY_UNTIL:
            assert not own, (seed, name, reason)
        if reason.code is Code.DUTY_ENDS:
            vans = tuple(
                replace(van, duty_ends_s=None) if van.id == name else van
                for van in nation.ambulances
            )
            rested = Brute(
                replace(nation, ambulances=vans), replace(asked, deadline_s=None), policy
            ).charges()
            assert any(key[:2] == ("GROUND", name) for key in rested)
    assert counted[Code.LATER_THAN_SHOWN] >= 20
    assert counted[Code.DUTY_ENDS] >= 20


def test_a_hospital_is_told_as_it_is() -> None:
    counted: Counter[Code] = Counter()
    for seed, name, reason in reasons(Subject.HOSPITAL):
        nation, request, policy = world(seed)
        asked = replace(straight(request), may_treat_on_site=False)
        plans = Brute(nation, asked, policy).charges()
        own = [charge for key, charge in plans.items() if key[9] == name]
        counted[reason.code] += 1
        if reason.code is Code.LATER_THAN_SHOWN:
            assert reason.values["charge"] == pytest.approx(min(own), abs=1e-9, rel=0)
        else:
            assert not own, (seed, name, reason)
    assert counted[Code.LATER_THAN_SHOWN] >= 5
    assert len(counted) >= 8


def test_the_nearest_are_told_of_first_and_no_more_than_asked_for() -> None:
    nation, request, policy = world(7)
    snapshot = build(nation)
    question = question_of(snapshot, request, policy)
    answer = find_best(snapshot, question, 1)
    left = why_not(snapshot, question, answer, nearest=1)
    assert sum(one.subject is Subject.AMBULANCE for one in left) <= 1
    assert sum(one.subject is Subject.HOSPITAL for one in left) <= 1
    assert all(math.isfinite(v) for x in left for v in x.reason.values.values() if type(v) is float)
