"""Small random nations: the search against every plan there is."""

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from tests.engine.kbest.brute import Brute, Key
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.search import Answer, Family, Way, find_best, plan, question_of
from qanat.engine.kbest.snapshot import Snapshot, build

SEEDS = range(330)
COUNTS = (1, 5, 20, 100)
pytestmark = pytest.mark.timeout(300)


@cache
def solved(seed: int) -> tuple[Snapshot, dict[int, Answer], dict[Key, float]]:
    nation, request, policy = world(seed)
    snapshot = build(nation)
    question = question_of(snapshot, request, policy)
    answers = {count: find_best(snapshot, question, count) for count in COUNTS}
    return snapshot, answers, Brute(nation, request, policy).charges()


def key_of(snapshot: Snapshot, way: Way) -> Key:
    nation = snapshot.nation

    def name(things: tuple[object, ...], number: int | None) -> str | None:
        return None if number is None else str(getattr(things[number], "id"))  # noqa: B009 - not of every object

    return (
        way.family.name,
        name(nation.ambulances, way.lead),
        name(nation.aircraft, way.aircraft),
        name(nation.places, way.before),
        name(nation.places, way.pick),
        way.refuels,
        name(nation.places, way.after),
        name(nation.places, way.drop),
        name(nation.ambulances, way.meeter),
        name(nation.hospitals, way.hospital) or "",
        name(nation.ambulances, way.first_lead),
        name(nation.hospitals, way.first_hospital),
    )


def test_the_k_best_equal_trying_everything() -> None:
    shown: Counter[Family] = Counter()
    for seed in SEEDS:
        snapshot, answers, every = solved(seed)
        expected = sorted(every.values())
        for count, answer in answers.items():
            charges = [way.charge for way in answer.ways]
            assert charges == pytest.approx(expected[:count], abs=1e-9, rel=0), (seed, count)
            for way in answer.ways:
                assert way.charge == pytest.approx(every[key_of(snapshot, way)], abs=1e-9, rel=0)
            shown.update(way.family for way in answer.ways)
    assert min(shown[family] for family in Family) >= 300, shown


def test_no_plan_is_shown_twice() -> None:
    for seed in SEEDS:
        snapshot, answers, _ = solved(seed)
        keys = [key_of(snapshot, way) for way in answers[100].ways]
        assert len(set(keys)) == len(keys)


def test_the_bound_proves_the_answer() -> None:
    for seed in SEEDS:
        _, answers, every = solved(seed)
        expected = sorted(every.values())
        for count, answer in answers.items():
            proof = answer.certificate
            assert proof.is_proved
            if len(expected) > count:
                assert proof.kth_charge <= proof.bound <= expected[count] + 1e-9


def test_the_worlds_hold_every_kind_of_route() -> None:
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        for way in solved(seed)[1][100].ways:
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
        answers = solved(seed)[1]
        for fewer, more in pairwise(COUNTS):
            few, many = answers[fewer].ways, answers[more].ways
            assert [way.charge for way in few] == [way.charge for way in many][: len(few)]


def test_the_same_question_has_the_same_answer_to_the_bit() -> None:
    for seed in SEEDS[:40]:
        nation, request, policy = world(seed)
        assert plan(build(nation), request, policy, 20) == solved(seed)[1][20]
