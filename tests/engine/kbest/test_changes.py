"""What would have to change: each constraint lifted, held against trying everything without it."""

import math
from collections import Counter
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.engine.kbest.brute import Brute
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.changes import what_if
from qanat.engine.kbest.model import Hospital, Nation, Pad, Place, Request
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import find_best
from qanat.engine.kbest.snapshot import build
from qanat.engine.planning.plans import Code

SEEDS = range(150)
Posed = tuple[Nation, Request]
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
