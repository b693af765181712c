"""Plans told in time: the same moments which the search charged for, every rule kept."""

import dataclasses
import math
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace
from tests.engine.kbest.brute import Brute, chance
from tests.engine.kbest.solved import key_of
from tests.engine.kbest.worlds import world

from qanat.engine.daylight import seconds_since_2000, sun_elevations_deg
from qanat.engine.kbest.model import Aircraft, Ambulance, Nation
from qanat.engine.kbest.notices import Notices
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import Family, find_best
from qanat.engine.kbest.snapshot import Snapshot, build, with_aircraft, with_ambulance
from qanat.engine.kbest.timeline import Teller

pytestmark = pytest.mark.timeout(300)


def test_the_moments_told_are_those_charged_for() -> None:
    for seed in range(150):
        nation, request, policy = world(seed)
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        teller = Teller(snapshot, question)
        first, care = CURVES[request.contact_curve], CURVES[request.care_curve]
        for way in find_best(snapshot, question, 50).ways:
            told = teller.tell(way)
            if way.hospital is None:
                assert told.care_s == math.inf
                continue
            level = nation.hospitals[way.hospital].level
            since = (told.contact_s - request.onset_s) / 60, (told.care_s - request.onset_s) / 60
            waiting = policy.contact_share * (1 - chance(first, 0, since[0]))
            waiting += (1 - policy.contact_share) * (1 - chance(care, level, since[1]))
            units: list[Ambulance | Aircraft] = []
            units += [nation.ambulances[n] for n in (way.lead, way.meeter) if n is not None]
            units += [nation.ambulances[n] for n in (way.first_lead,) if n is not None]
            units += [nation.aircraft[n] for n in (way.aircraft,) if n is not None]
            for unit in units:
                moved = sum(x.arrive_s - x.depart_s for x in told.legs if x.unit == unit.id)
                waiting += policy.cost * (unit.cost + nation.rates[unit.rate] * moved / 3_600)
                waiting += policy.coverage * unit.coverage_loss + policy.risk * unit.risk
                waiting += policy.hand_over * (way.family is not Family.SPECIALIST)
            assert waiting == pytest.approx(way.charge, abs=1e-9, rel=0), (seed, way)


def test_legs_of_one_vehicle_follow_each_other() -> None:
    for seed in range(60):
        nation, request, policy = world(seed)
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        for way in find_best(snapshot, question, 20).ways:
            legs = Teller(snapshot, question).tell(way).legs
            for unit in {leg.unit for leg in legs}:
                own = [leg for leg in legs if leg.unit == unit]
                for before, after in pairwise(own):
                    assert before.end == after.start
                    assert before.arrive_s <= after.depart_s
            assert all(leg.ready_s <= leg.depart_s <= leg.arrive_s for leg in legs)


def test_a_plan_works_until_the_last_moment_told() -> None:
    told = 0
    for seed in range(60):
        nation, request, policy = world(seed)
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        for way in find_best(snapshot, question, 8).ways:
            until_s = Teller(snapshot, question).tell(way).works_until_s
            assert until_s >= request.now_s
            if until_s < math.inf:
                told += 1
                key = key_of(snapshot, way)
                moments = (max(request.now_s, until_s - 0.001), until_s + 0.001)
                before, after = (replace(request, now_s=at) for at in moments)
                assert key in Brute(nation, before, policy).charges()
                assert key not in Brute(nation, after, policy).charges()
    assert told >= 80


def test_stepping_through_the_hours_finds_the_same_last_moments() -> None:
    for seed in range(0, 60, 5):
        nation, request, policy = world(seed)
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        until_s = {
            key_of(snapshot, way): Teller(snapshot, question).tell(way).works_until_s
            for way in find_best(snapshot, question, 40).ways
        }
        for step in range(40):
            now_s = request.now_s + step * 900.0
            every = Brute(nation, replace(request, now_s=now_s), policy).charges()
            for key, last_s in until_s.items():
                assert (key in every) == (now_s <= last_s), (seed, now_s, key)


def later(snapshot: Snapshot, name: str, now_s: float, by_s: float) -> Snapshot:
    """Return a nation in which a vehicle is ready so much later."""
    nation = snapshot.nation
    if name in snapshot.at["aircraft"]:
        plane = nation.aircraft[snapshot.at["aircraft"][name]]
        return with_aircraft(snapshot, replace(plane, ready_s=max(plane.ready_s, now_s) + by_s))
    if name in snapshot.at["specialists"]:
        one = nation.specialists[snapshot.at["specialists"][name]]
        late = replace(one, ready_s=max(one.ready_s, now_s) + by_s)
        others = (late if other is one else other for other in nation.specialists)
        return build(replace(nation, specialists=tuple(others)))
    van = nation.ambulances[snapshot.at["ambulances"][name]]
    return with_ambulance(snapshot, replace(van, ready_s=max(van.ready_s, now_s) + by_s))


def test_slack_is_how_much_later_a_vehicle_changes_nothing_for_the_patient() -> None:
    with_slack = 0
    for seed in range(80):
        nation, request, policy = world(seed)
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        for way in find_best(snapshot, question, 15).ways:
            told = Teller(snapshot, question).tell(way)
            first = {leg.unit: leg for leg in reversed(told.legs) if leg.unit}
            for leg in first.values():
                if leg.kind.startswith("fly_with"):
                    continue  # stands there: it waits without a leg
                changed = later(snapshot, leg.unit, request.now_s, leg.slack_s)
                same = Teller(changed, question).tell(way)
                moments = pytest.approx((told.contact_s, told.care_s), abs=1e-5, rel=0)
                assert (same.contact_s, same.care_s) == moments
                changed = later(snapshot, leg.unit, request.now_s, leg.slack_s + 1)
                other = Teller(changed, question).tell(way)
                is_same = (other.contact_s, other.care_s) == moments
                every = Brute(changed.nation, request, policy).charges() if is_same else {}
                assert key_of(snapshot, way) not in every  # nobody's duty lasts so long
                with_slack += leg.slack_s > 0
    assert with_slack >= 200


VAN_S, TEAM_S, GUEST_S, DAY_S, NIGHT_S = 120.0, 1_500.0, 900.0, 1_200.0, 2_400.0


def told_at(nation: Nation, now_s: float) -> Nation:
    """Return a nation as planning sees it at a moment: who is told then gets ready."""

    def start_s(plane: Aircraft) -> float:
        begin_s = max(plane.ready_s, now_s)
        seconds = np.array([[seconds_since_2000(nation.at) + begin_s]])
        height = sun_elevations_deg(np.array([[plane.lon, plane.lat]]), seconds)[0, 0]
        return begin_s + (DAY_S if height > nation.night_below_deg else NIGHT_S)

    return replace(
        nation,
        ambulances=tuple(
            replace(one, ready_s=max(one.ready_s, now_s + VAN_S)) for one in nation.ambulances
        ),
        aircraft=tuple(replace(one, ready_s=start_s(one)) for one in nation.aircraft),
        specialists=tuple(
            replace(one, ready_s=max(one.ready_s, now_s) + GUEST_S) for one in nation.specialists
        ),
        hospitals=tuple(
            replace(one, team_ready_s=one.team_ready_s and now_s + TEAM_S)
            for one in nation.hospitals
        ),
    )


def test_who_needs_time_to_get_ready_must_be_told_that_much_before() -> None:
    told: Counter[Family] = Counter()
    for seed in range(120):
        nation, request, policy = world(seed)
        nation = replace(nation, at=nation.at + timedelta(hours=seed % 24))
        craft_s = np.full(len(nation.aircraft), DAY_S), np.full(len(nation.aircraft), NIGHT_S)
        notices = Notices(VAN_S, TEAM_S, *craft_s, GUEST_S)
        snapshot = dataclasses.replace(build(told_at(nation, request.now_s)), notices=notices)
        question = question_of(snapshot, request, policy)
        for way in find_best(snapshot, question, 8).ways:
            until_s = Teller(snapshot, question).tell(way).works_until_s
            assert until_s >= request.now_s - 1e-6
            if until_s < math.inf:
                told[way.family] += 1
                key = key_of(snapshot, way)
                before_s, after_s = max(request.now_s, until_s - 0.001), until_s + 61.0
                before, after = (replace(request, now_s=at) for at in (before_s, after_s))
                assert key in Brute(told_at(nation, before_s), before, policy).charges(), seed
                assert key not in Brute(told_at(nation, after_s), after, policy).charges(), seed
    assert min(told[family] for family in Family if family is not Family.REMOTE) >= 5, told
