"""What must hold between answers, whatever the nation; and what is refused."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace
from tests.engine.kbest.worlds import world
from tests.engine.test_roads import MODEL

from qanat.engine.kbest.curves import MINUTES, Curve, NotMonotoneError, of_points
from qanat.engine.kbest.model import Nation, Request
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.question import UnknownNameError, question_of
from qanat.engine.kbest.search import Answer, Family, find_best, plan
from qanat.engine.kbest.snapshot import (
    Snapshot,
    build,
    with_aircraft,
    with_ambulance,
    with_hospital,
    with_place,
)
from qanat.engine.kbest.widened import widened
from qanat.engine.travel import OffGraphRoads, RoadTimes

SEEDS = range(60)
pytestmark = pytest.mark.timeout(300)


def charges(answer: Answer) -> list[float]:
    return [way.charge for way in answer.ways]


def without_last(nation: Nation) -> Nation:
    """Return a nation in which the last unit can't be used; its words stay known."""
    if len(nation.aircraft) > 1:
        *planes, plane = nation.aircraft
        return replace(nation, aircraft=(*planes, replace(plane, is_serviceable=False)))
    *others, last = nation.ambulances
    return replace(nation, ambulances=(*others, replace(last, is_serviceable=False)))


def test_another_unit_never_worsens_any_rank() -> None:
    for seed in SEEDS:
        nation, request, policy = world(seed)
        if len(nation.ambulances) < 2:
            continue
        more = charges(plan(build(nation), request, policy, 20))
        fewer = charges(plan(build(without_last(nation)), request, policy, 20))
        assert len(more) >= len(fewer)
        assert all(a <= b + 1e-12 for a, b in zip(more, fewer, strict=False))


def test_without_the_best_hospital_the_others_keep_their_plans() -> None:
    for seed in SEEDS:
        nation, request, policy = world(seed)
        snapshot = build(nation)
        every = plan(snapshot, request, policy, 3_000).ways
        if not every or request.destination is not None:
            continue
        gone = every[0].hospital
        if gone is None:
            continue  # nobody is moved
        shut = with_hospital(snapshot, replace(nation.hospitals[gone], is_accepting=False))
        left = [
            way.charge
            for way in every
            if way.family is Family.SPECIALIST or gone not in {way.hospital, way.first_hospital}
        ]
        after = charges(plan(shut, request, policy, 3_000))
        assert len(after) == len(left) or len(every) == 3_000
        assert after[: len(left)] == pytest.approx(left, abs=1e-12, rel=0)


def changes_of(
    nation: Nation, other: Nation
) -> list[tuple[Nation, Callable[[Snapshot], Snapshot]]]:
    """Return changed nations, and how a snapshot follows each change."""
    van = replace(
        other.ambulances[0],
        id=nation.ambulances[0].id,
        equipment=nation.ambulances[0].equipment,
        skills=nation.ambulances[0].skills,
    )
    plane = replace(
        other.aircraft[0],
        id=nation.aircraft[0].id,
        standing_at=None,
        base=None,
        surfaces=nation.aircraft[0].surfaces,
        equipment=nation.aircraft[0].equipment,
        skills=nation.aircraft[0].skills,
    )
    place = replace(nation.places[0], has_fuel=not nation.places[0].has_fuel, sky="go")
    full = replace(nation.hospitals[0], beds={"icu": 0})
    return [
        (
            replace(nation, ambulances=(van, *nation.ambulances[1:])),
            lambda s: with_ambulance(s, van),
        ),
        (
            replace(nation, aircraft=(plane, *nation.aircraft[1:])),
            lambda s: with_aircraft(s, plane),
        ),
        (replace(nation, places=(place, *nation.places[1:])), lambda s: with_place(s, place)),
        (
            replace(nation, hospitals=(full, *nation.hospitals[1:])),
            lambda s: with_hospital(s, full),
        ),
    ]


def test_a_changed_snapshot_answers_like_one_built_anew() -> None:
    for seed in SEEDS:
        nation, request, policy = world(seed)
        before = build(nation)
        for changed, change in changes_of(nation, world(seed + 1_000)[0]):
            try:
                after = change(before)
            except ValueError:
                continue  # more windows than there is room for: built anew
            assert after.generation == before.generation + 1
            answer = plan(after, request, policy, 20)
            assert charges(answer) == charges(plan(build(changed), request, policy, 20)), seed


@pytest.mark.parametrize("roads", [None, OffGraphRoads(MODEL)])
def test_a_widened_snapshot_holds_the_arrays_of_one_built_anew(roads: RoadTimes | None) -> None:
    for seed in SEEDS[:60]:
        nation, other = world(seed)[0], world(seed + 1_000)[0]
        places = tuple(replace(one, id=f"X{one.id}") for one in other.places)
        hospitals = tuple(
            replace(nation.hospitals[0], id=f"X{one.id}", lon=one.lon, lat=one.lat, pad=one.pad)
            for one in other.hospitals
        )
        vans = tuple(
            replace(nation.ambulances[0], id=f"X{one.id}", lon=one.lon, lat=one.lat)
            for one in other.ambulances
        )
        wide = widened(build(nation, roads=roads), places, hospitals, vans)
        new = build(wide.nation, roads=roads)
        assert wide.nation.places == (*nation.places, *places)
        assert wide.at == new.at
        for part in ("units", "craft", "sites", "wards", "ways", "floors"):
            for name in getattr(new, part)._fields:
                told, anew = (getattr(getattr(one, part), name) for one in (wide, new))
                if "surface" in name and wide.words != new.words:
                    continue  # the same surfaces under other bits: ``ways.may`` shows them
                assert np.array_equal(told, anew), (seed, part, name)
                is_compiled_for = np.ndim(told) == 0 or told.flags.c_contiguous
                assert is_compiled_for, (part, name)


def test_an_answer_names_its_generation_and_curves() -> None:
    nation, request, policy = world(4)
    answer = plan(build(nation, generation=7), request, policy, 5)
    assert answer.generation == 7
    assert answer.curves == (
        CURVES[request.contact_curve].version,
        CURVES[request.care_curve].version,
    )


def test_a_curve_that_rewards_waiting_is_refused_by_name() -> None:
    good = np.full((1, MINUTES), 0.5)
    good[0, 90:] = 0.6
    with pytest.raises(NotMonotoneError, match="better_late: rises after minute 89"):
        Curve("better_late", "1", "policy", "a slip", good)


@pytest.mark.parametrize("chance", [math.nan, -0.1, 1.1, math.inf])
def test_a_chance_which_is_none_is_refused(chance: float) -> None:
    with pytest.raises(ValueError, match="curve wrong"):
        Curve("wrong", "1", "policy", "a slip", np.full((1, MINUTES), chance))


def test_a_curve_counts_from_when_it_began_and_its_mean_falls_where_the_other_does() -> None:
    stroke, hours = CURVES["stroke_thrombolysis"], CURVES["hours"]
    late = stroke.since(60)
    assert late.level(0)[:100].tolist() == stroke.level(0)[60:160].tolist()
    assert late.level(0)[-1] == stroke.level(0)[-1]
    assert stroke.since(0) is stroke
    assert late.lost(0, 15) == stroke.lost(60, 15) > 0
    assert stroke.lost(300, 15) == 0
    mean = stroke.mixed(hours, 0.2)
    assert mean.lost(300, 15) == pytest.approx(0.2 * hours.lost(300, 15))
    assert len({stroke.version, late.version, mean.version}) == 3
    with pytest.raises(ValueError, match="chances"):
        stroke.mixed(hours, 3.0)


def test_minutes_of_a_curve_rise() -> None:
    with pytest.raises(ValueError, match="minutes"):
        of_points([(10, 0.5), (10, 0.4)])


def test_published_curves_meet_the_printed_figures() -> None:
    thrombectomy, arrest = CURVES["stroke_thrombectomy"].level(0), CURVES["arrest"].level(0)
    assert thrombectomy[0] == pytest.approx(0.5208)
    assert thrombectomy[361] == 0.1328
    assert arrest[10] == pytest.approx(1 / (1 + math.exp(0.679 + 2.62)))
    assert {curve.evidence for curve in CURVES.values()} == {"published", "policy"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("care_curve", "luck"),
        ("capabilities", ("nothing",)),
        ("equipment", ("nothing",)),
        ("bed", "sofa"),
        ("destination", "H99"),
        ("facility", "H99"),
    ],
)
def test_an_unknown_name_is_told_with_its_field(field: str, value: object) -> None:
    nation, request, policy = world(4)
    with pytest.raises(UnknownNameError, match=field):
        question_of(build(nation), replace(request, **{field: value}), policy)


def test_a_nation_without_anything_has_no_plans() -> None:
    nation, request, policy = world(4)
    bare = Request(lon=request.lon, lat=request.lat, may_treat_on_site=True)
    empty = replace(nation, places=(), hospitals=(), ambulances=(), aircraft=())
    answer = find_best(build(empty), question_of(build(empty), bare, policy), 20)
    assert answer.ways == ()
    assert answer.certificate.is_proved


def test_an_aircraft_at_a_place_is_at_its_point() -> None:
    for seed in SEEDS:
        nation, request, policy = world(seed)
        beside = tuple(
            replace(plane, lon=plane.lon + 0.1) if plane.standing_at else plane
            for plane in nation.aircraft
        )
        moved = plan(build(replace(nation, aircraft=beside)), request, policy, 20)
        assert charges(moved) == charges(plan(build(nation), request, policy, 20))
