"""What would have to change: each constraint lifted, held against trying everything without it."""

import dataclasses
import math
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pytest
from msgspec.structs import replace
from tests.engine.kbest.brute import Brute
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.changes import Change, what_if
from qanat.engine.kbest.model import Aircraft, Ambulance, Hospital, Nation, Pad, Place, Request
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import find_best
from qanat.engine.kbest.snapshot import build
from qanat.engine.planning.plans import Code

SEEDS = range(150)
Posed = tuple[Nation, Request]
T = TypeVar("T", Ambulance, Aircraft, Hospital)
WARDS = {Code.NO_FREE_BED, Code.NOT_ACCEPTING}
UNITS = {Code.DUTY_ENDS, Code.BUSY_UNTIL, Code.EQUIPMENT_MISSING, Code.COMPANION_MISSING}
pytestmark = pytest.mark.timeout(300)


def with_crews(nation: Nation, request: Request, **fields: object) -> Posed:
    return replace(
        nation, aircraft=tuple(replace(plane, **fields) for plane in nation.aircraft)
    ), request


def with_sites(nation: Nation, request: Request, **fields: object) -> Posed:
    def other(ward: Hospital) -> Hospital:
        return ward if ward.pad is None else replace(ward, pad=pad(ward.pad))

    def pad(site: Pad) -> Pad:
        return replace(site, **fields)

    places: tuple[Place, ...] = tuple(replace(place, **fields) for place in nation.places)
    nation = replace(nation, places=places, hospitals=tuple(map(other, nation.hospitals)))
    return nation, replace(request, landing=request.landing and pad(request.landing))


def with_units(nation: Nation, request: Request, **fields: object) -> Posed:
    nation, request = with_crews(nation, request, **fields)
    vans = tuple(replace(van, **fields) for van in nation.ambulances)
    return replace(nation, ambulances=vans), request


def with_any_range(nation: Nation, request: Request) -> Posed:
    nation, request = with_crews(nation, request, range_m=1e9, tank_m=None)
    return replace(nation, must_reach_fuel=False), request


def with_every_door(nation: Nation, request: Request) -> Posed:
    doors = tuple(replace(ward, is_accepting=True) for ward in nation.hospitals)
    return replace(nation, hospitals=doors), request


LIFTED: list[tuple[Code, Callable[[Nation, Request], Posed]]] = [
    (Code.NO_NIGHT_LANDING, lambda n, r: with_crews(n, r, flies_night=True)),
    (Code.NO_NIGHT_LANDING, lambda n, r: with_sites(n, r, is_lit=True)),
    (Code.WEATHER_INSTRUMENTS, lambda n, r: with_crews(n, r, flies_instruments=True)),
    (Code.WEATHER_NO_GO, lambda n, r: with_sites(n, r, sky="go")),
    (Code.CLOSED, lambda n, r: with_sites(n, r, open_s=None)),
    (
        Code.RUNWAY_TOO_SHORT,
        lambda n, r: with_crews(n, r, runway_m=0.0, surfaces=("paved", "grass")),
    ),
    (Code.OUT_OF_RANGE, with_any_range),
    (Code.DUTY_ENDS, lambda n, r: with_units(n, r, duty_ends_s=None)),
    (Code.BUSY_UNTIL, lambda n, r: with_units(n, r, ready_s=0.0)),
    (Code.EQUIPMENT_MISSING, lambda n, r: (n, replace(r, equipment=()))),
    (Code.COMPANION_MISSING, lambda n, r: (n, replace(r, companions=()))),
    (Code.NO_FREE_BED, lambda n, r: (n, replace(r, bed=""))),
    (Code.NOT_ACCEPTING, with_every_door),
    (Code.MISSES_WINDOW, lambda n, r: (n, replace(r, deadline_s=None))),
]


def test_every_single_change_that_helps_is_told_and_by_how_much() -> None:
    counted: Counter[Code] = Counter()
    for seed in SEEDS:
        nation, request, policy = world(seed)
        if seed % 4 == 0:
            request = replace(request, equipment=("x",))
        best = min(Brute(nation, request, policy).charges().values(), default=math.inf)
        expected = []
        for code, lift in LIFTED:
            charge = min(Brute(*lift(nation, request), policy).charges().values(), default=best)
            if charge < best - 1e-9:
                expected.append((charge, code))
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        told = what_if(snapshot, question, find_best(snapshot, question, 5))
        told = tuple(change for change in told if change.gain > 1e-9)
        charges = [change.way.charge for change in told]
        assert charges == pytest.approx(sorted(c for c, _ in expected), abs=1e-9, rel=0), seed
        assert Counter(change.code for change in told) == Counter(code for _, code in expected)
        for change in told:
            gain = pytest.approx(best - change.way.charge, abs=1e-9, rel=0)
            assert change.gain == gain or math.isinf(best)
            assert bool(change.ids) == (change.code is not Code.MISSES_WINDOW), (seed, change)
        counted.update(change.code for change in told)
    assert len(counted) >= 10, counted


def test_nothing_is_told_where_nothing_helps() -> None:
    nation, request, policy = world(7)
    empty = replace(nation, ambulances=(), aircraft=())
    snapshot = build(empty)
    asked = Request(lon=request.lon, lat=request.lat)
    question = question_of(snapshot, asked, policy)
    assert what_if(snapshot, question, find_best(snapshot, question, 5)) == ()


def only(nation: Nation, change: Change) -> Nation:
    """Return a nation in which the vehicles and hospitals told of a change are other, no others."""
    fields: dict[Code, dict[str, object]] = {
        Code.DUTY_ENDS: {"duty_ends_s": None},
        Code.BUSY_UNTIL: {"ready_s": 0.0},
        Code.EQUIPMENT_MISSING: {"equipment": ("x", "y")},
        Code.COMPANION_MISSING: {"skills": ("p", "q")},
        Code.NO_FREE_BED: {"beds": {"icu": 9}},
        Code.NOT_ACCEPTING: {"is_accepting": True},
    }

    def told(things: tuple[T, ...]) -> tuple[T, ...]:
        changed = fields[change.code]
        return tuple(replace(one, **changed) if one.id in change.ids else one for one in things)

    if change.code in WARDS:
        return replace(nation, hospitals=told(nation.hospitals))
    return replace(nation, ambulances=told(nation.ambulances), aircraft=told(nation.aircraft))


def test_those_told_of_a_change_are_enough_and_none_of_them_is_too_many() -> None:
    counted: Counter[Code] = Counter()
    for seed in range(0, 240, 3):
        nation, request, policy = world(seed)
        if seed % 2:
            request = replace(request, equipment=("x",))
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        for change in what_if(snapshot, question, find_best(snapshot, question, 1)):
            if change.code not in UNITS | WARDS:
                continue
            counted[change.code] += 1
            for fewer in (None, *change.ids):
                ids = tuple(one for one in change.ids if one != fewer)
                other = build(only(nation, dataclasses.replace(change, ids=ids)))
                best = find_best(other, question_of(other, request, policy), 1).ways
                charge = best[0].charge if best else math.inf
                assert (charge <= change.way.charge + 1e-9) is (fewer is None), (seed, change)
    assert len(counted) >= 5, counted
