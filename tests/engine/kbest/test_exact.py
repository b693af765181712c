"""Small random nations: the search against every plan there is."""

from collections import Counter
from itertools import pairwise

import pytest
from tests.engine.kbest.solved import COUNTS, SEEDS, answered, every, key_of
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.search import Family, plan
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
