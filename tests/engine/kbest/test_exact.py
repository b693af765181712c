"""Small random nations: the search against every plan there is."""

from collections import Counter
from itertools import pairwise

import pytest
from msgspec.structs import replace
from tests.engine.kbest.brute import Brute
from tests.engine.kbest.solved import COUNTS, SEEDS, answered, every, key_of
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import Family, find_best, plan
from qanat.engine.kbest.snapshot import build

pytestmark = pytest.mark.timeout(300)


def test_the_k_best_equal_trying_everything() -> None:
    shown: Counter[Family] = Counter()
    for seed in SEEDS:
        snapshot, answers = answered(seed)
        expected = sorted(every(seed).values())
        for count, answer in answers.items():
            charges = [way.charge for way in answer.ways]
            assert charges == pytest.approx(expected[:count], abs=1e-9, rel=0), (seed, count)
            for way in answer.ways:
                assert way.charge == pytest.approx(
                    every(seed)[key_of(snapshot, way)], abs=1e-9, rel=0
                )
            shown.update(way.family for way in answer.ways)
    assert min(shown[family] for family in Family) >= 300, shown


def test_curves_of_who_fell_ill_before_and_means_of_curves_are_exact_too() -> None:
    hours = CURVES["hours"]
    curves = {
        curve.name: curve.since(47 * number).mixed(hours, 0.2)
        for number, curve in enumerate(CURVES.values())
    }
    names = sorted(curves)
    for seed in SEEDS[::3]:
        nation, request, policy = world(seed)
        named = {"contact_curve": names[seed % 7], "care_curve": names[seed % len(names)]}
        request = replace(request, **named)
        expected = sorted(Brute(nation, request, policy, curves=curves).charges().values())
        snapshot = build(nation)
        question = question_of(snapshot, request, policy, curves=curves)
        for count in COUNTS:
            charges = [way.charge for way in find_best(snapshot, question, count).ways]
            assert charges == pytest.approx(expected[:count], abs=1e-9, rel=0), (seed, count)


def test_where_waiting_costs_nothing_more_teams_are_told_apart_by_price_and_exactly() -> None:
    shown = 0
    for seed in SEEDS[::2]:
        nation, request, policy = world(seed)
        hospitals = tuple(
            replace(one, team_ready_s=600.0 * number, team_drives=seed % 3 == 0)
            for number, one in enumerate(nation.hospitals)
        )
        nation = replace(nation, hospitals=hospitals)
        at_s = (-200_000.0, -170_000.0)[seed % 4 // 2]  # flat from two days on
        request = replace(request, onset_s=at_s, may_treat_on_site=True, deadline_s=None)
        policy = replace(policy, cost=(0.0, 3e-6, 3e-5)[seed % 5 % 3])
        expected = sorted(Brute(nation, request, policy).charges().values())
        for count in COUNTS:
            ways = plan(build(nation), request, policy, count).ways
            charges = [way.charge for way in ways]
            assert charges == pytest.approx(expected[:count], abs=1e-9, rel=0), (seed, count)
            shown += sum(way.family is Family.SPECIALIST for way in ways)
    assert shown >= 300


def test_no_plan_is_shown_twice() -> None:
    for seed in SEEDS:
        snapshot, answers = answered(seed)
        keys = [key_of(snapshot, way) for way in answers[100].ways]
        assert len(set(keys)) == len(keys)


def test_the_bound_proves_the_answer() -> None:
    for seed in SEEDS:
        expected = sorted(every(seed).values())
        for count, answer in answered(seed)[1].items():
            proof = answer.certificate
            assert proof.is_proved
            if len(expected) > count:
                assert proof.kth_charge <= proof.bound <= expected[count] + 1e-9


def test_the_worlds_hold_every_kind_of_route() -> None:
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        for way in answered(seed)[1][100].ways:
            kinds["stop before"] += way.before is not None
            kinds["stop after"] += way.after is not None
            kinds["refuels"] += way.refuels
            kinds["two stops"] += (way.before is not None) + way.refuels + (
                way.after is not None
            ) > 1
            kinds["from scene"] += way.aircraft is not None and way.pick is None
            kinds["to pad"] += way.aircraft is not None and way.drop is None
            kinds["fetched by air"] += way.fetched_at is not None
            kinds["fuelled while he comes"] += way.refuels_there
            kinds["called for by road"] += way.specialist is not None and way.aircraft is None
            kinds["two ambulances"] += way.lead is not None and way.meeter is not None
    assert min(kinds.values()) >= 20, kinds


def test_a_shorter_list_begins_a_longer_one() -> None:
    for seed in SEEDS:
        answers = answered(seed)[1]
        for fewer, more in pairwise(COUNTS):
            few, many = answers[fewer].ways, answers[more].ways
            assert [way.charge for way in few] == [way.charge for way in many][: len(few)]


def test_the_same_question_has_the_same_answer_to_the_bit() -> None:
    for seed in SEEDS[:40]:
        nation, request, policy = world(seed)
        assert plan(build(nation), request, policy, 20) == answered(seed)[1][20]
