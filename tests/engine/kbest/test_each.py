"""The best plan of each unit and family, against the best of each group of all plans."""

from collections import Counter

import pytest
from tests.engine.kbest.brute import Brute, Key
from tests.engine.kbest.solved import COUNTS, SEEDS, answered, every, key_of
from tests.engine.kbest.worlds import few_fly, world

from qanat.engine.kbest import fetching
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import Each, Family, find_best
from qanat.engine.kbest.snapshot import build

GROUPED = (Each.UNIT, Each.LEAD, Each.AIRCRAFT)
pytestmark = pytest.mark.timeout(300)


def group_of(key: Key, each: Each) -> tuple[str, str | None]:
    family, lead, aircraft, first_lead = key[0], key[1], key[2], key[10]
    if each is Each.AIRCRAFT:
        return family, aircraft
    if each is Each.UNIT:
        return family, aircraft or first_lead or lead
    return family, first_lead or lead or aircraft


def best_of(plans: dict[Key, float], each: Each) -> dict[tuple[str, str | None], float]:
    best: dict[tuple[str, str | None], float] = {}
    for key, charge in plans.items():
        group = group_of(key, each)
        best[group] = min(charge, best.get(group, charge))
    return best


@pytest.mark.parametrize("each", GROUPED)
def test_the_best_of_each_equal_those_of_all_plans(each: Each) -> None:
    shown: Counter[Family] = Counter()
    for seed in SEEDS:
        snapshot, answers = answered(seed, each)
        groups = best_of(every(seed), each)
        expected = sorted(groups.values())
        for count, answer in answers.items():
            charges = [way.charge for way in answer.ways]
            assert charges == pytest.approx(expected[:count], abs=1e-9, rel=0), (seed, count)
            keys = [key_of(snapshot, way) for way in answer.ways]
            for key, charge in zip(keys, charges, strict=True):
                assert charge == pytest.approx(every(seed)[key], abs=1e-9, rel=0)
                assert charge == pytest.approx(groups[group_of(key, each)], abs=1e-9, rel=0)
            assert len({group_of(key, each) for key in keys}) == len(keys)
            shown.update(way.family for way in answer.ways)
    assert min(shown[family] for family in Family) >= 100, shown


@pytest.mark.parametrize("each", GROUPED)
def test_the_bound_proves_the_best_of_each(each: Each) -> None:
    for seed in SEEDS:
        expected = sorted(best_of(every(seed), each).values())
        for count, answer in answered(seed, each)[1].items():
            proof = answer.certificate
            assert proof.is_proved
            if len(expected) > count:
                assert proof.kth_charge <= proof.bound <= expected[count] + 1e-9


def test_the_best_plan_is_the_first_of_each() -> None:
    for seed in SEEDS:
        first = [way.charge for way in answered(seed)[1][1].ways]
        for each in GROUPED:
            assert [way.charge for way in answered(seed, each)[1][COUNTS[-1]].ways[:1]] == first


@pytest.mark.parametrize("each", GROUPED)
def test_the_same_question_has_the_same_best_of_each_to_the_bit(each: Each) -> None:
    for seed in SEEDS[:40]:
        nation, request, policy = world(seed)
        snapshot = build(nation)
        again = find_best(snapshot, question_of(snapshot, request, policy), 20, each=each)
        assert again == answered(seed, each)[1][20]


def test_where_few_fly_and_must_fetch_one_of_many_first_it_is_exact_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fetched = 0
    monkeypatch.setattr(fetching, "FIRST", 3)
    for seed in SEEDS[::2]:
        nation, request, policy = few_fly(seed)
        snapshot, every_plan = build(nation), Brute(nation, request, policy).charges()
        question = question_of(snapshot, request, policy)
        for each in (Each.PLAN, *GROUPED):
            groups = every_plan if each is Each.PLAN else best_of(every_plan, each)
            expected = sorted(groups.values())
            for count in COUNTS:
                answer = find_best(snapshot, question, count, each=each)
                charges = [way.charge for way in answer.ways]
                assert charges == pytest.approx(expected[:count], abs=1e-9, rel=0), (seed, count)
                assert answer.certificate.is_proved
                if len(expected) > count:
                    assert answer.certificate.bound <= expected[count] + 1e-9
                fetched += sum(way.specialist is not None for way in answer.ways)
    assert fetched >= 3_000
