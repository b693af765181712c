"""Small random worlds: the planner against every combination, and against its own rules."""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from tests.engine.planning.brute import Brute
from tests.engine.planning.checker import Checker
from tests.engine.planning.worlds import random_problem

from qanat.engine.planning import plan
from qanat.engine.planning.plans import Code, Exclusion, Family, Plan, Plans, Subject
from qanat.engine.planning.problem import Problem

SEEDS = range(216)
AIR = (Family.DIRECT, Family.RELAY, Family.SPECIALIST)


@cache
def solved(seed: int) -> tuple[Problem, Plans]:
    """Return a random problem and its answer, nothing cut off."""
    problem = random_problem(seed)
    problem = replace(problem, parameters=replace(problem.parameters, limit=1_000))
    return problem, plan(problem)


def key_of(problem: Problem, found: Plan) -> tuple[Family, str]:
    """Return the family and the vehicle a plan is the best of."""
    aircraft = {unit.id for unit in problem.aircraft}
    if found.family is Family.GROUND:
        return found.family, found.units[0]
    return found.family, next((unit for unit in found.units if unit in aircraft), "")


def best_s(problem: Problem, answer: Plans) -> dict[tuple[Family, str], float]:
    return {
        key_of(problem, found): (found.definitive_at - problem.request.now).total_seconds()
        for found in answer.plans
        if found.definitive_at is not None
    }


def test_the_best_of_every_vehicle_and_family_equals_trying_everything() -> None:
    families: Counter[Family] = Counter()
    for seed in SEEDS:
        problem, answer = solved(seed)
        expected = Brute(problem).run()
        assert best_s(problem, answer) == expected, seed
        families.update(family for family, _ in expected)
    assert {*families} == {Family.GROUND, *AIR}
    assert min(families.values()) >= 50


def test_no_plan_breaks_a_rule() -> None:
    for seed in SEEDS:
        problem, answer = solved(seed)
        checker = Checker(problem)
        for found in answer.plans:
            checker.check(found)


def test_the_worlds_make_every_kind_of_leg_and_wait() -> None:
    legs: Counter[str] = Counter()
    for seed in SEEDS:
        for found in solved(seed)[1].plans:
            legs.update(leg.kind.value for leg in found.legs)
            legs.update(leg.binds.value for leg in found.legs)
    assert min(legs.values()) >= 5, legs


def test_plans_are_ranked_in_time_first_then_by_care_then_by_cost() -> None:
    for seed in SEEDS:
        ranked = [
            (
                found.definitive_at is None,
                not found.is_in_time,
                found.definitive_at or found.contact_at,
                found.cost_tiyn,
            )
            for found in solved(seed)[1].plans
        ]
        assert ranked == sorted(ranked)


def test_every_vehicle_without_a_plan_has_a_reason() -> None:
    for seed in SEEDS:
        problem, answer = solved(seed)
        planned = {key_of(problem, found) for found in answer.plans}
        left_out = {
            (family, item.id)
            for item in answer.excluded
            for family in item.families
            if item.subject in {Subject.AMBULANCE, Subject.AIRCRAFT}
        }
        assert all(item.reasons for item in answer.excluded)
        asked = [(Family.GROUND, unit.id) for unit in problem.ambulances]
        impossible = {item.id for item in answer.excluded if item.subject is Subject.FAMILY}
        families = [f for f in AIR if f in answer.searched and f.value not in impossible]
        asked += [(family, unit.id) for unit in problem.aircraft for family in families]
        for key in asked:
            assert (key in planned) != (key in left_out), (seed, key)


def test_every_hospital_is_a_destination_or_has_a_reason() -> None:
    for seed in SEEDS:
        answer = solved(seed)[1]
        left_out = {
            item.id
            for item in answer.excluded
            if item.subject is Subject.HOSPITAL and Family.GROUND in item.families
        }
        used = {found.hospital for found in answer.plans if found.family is not Family.SPECIALIST}
        assert not used & left_out


@pytest.mark.parametrize("seed", range(60))
def test_another_vehicle_never_makes_the_best_worse(seed: int) -> None:
    problem, answer = solved(seed)
    chance = Random(seed)  # noqa: S311 - nothing secret
    if problem.aircraft and chance.random() < 0.5:
        without = replace(problem, aircraft=problem.aircraft[:-1])
    else:
        without = replace(problem, ambulances=problem.ambulances[:-1])
    more, fewer = best_s(problem, answer), best_s(without, plan(without))
    for key, care_s in fewer.items():
        assert more[key] <= care_s
    if fewer:
        assert min(more.values()) <= min(fewer.values())


def _is_later(item: Exclusion) -> bool:
    return item.reasons[-1].code is Code.LATER_THAN_SHOWN


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_a_limit_cuts_the_list_but_keeps_the_best_of_each_family(seed: int) -> None:
    problem, answer = solved(seed)
    few = plan(replace(problem, parameters=replace(problem.parameters, limit=2)))
    firsts = {found.family: found for found in reversed(answer.plans)}
    expected = [
        found
        for place, found in enumerate(answer.plans)
        if place < 2 or firsts[found.family] is found
    ]
    assert list(few.plans) == expected
    assert few.feasible == answer.feasible == len(answer.plans)
    later = [item for item in few.excluded if _is_later(item)]
    assert tuple(item for item in few.excluded if not _is_later(item)) == answer.excluded
    used = {unit for found in few.plans for unit in found.units}
    assert not used & {item.id for item in later}


def test_the_same_problem_has_the_same_answer() -> None:
    for seed in SEEDS[:20]:
        problem, answer = solved(seed)
        assert plan(problem) == answer
