from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanat.response.crisis.rules.together import Offer, Weights, choose_together

WEIGHTS = Weights(of_urgency={1: 4.0, 2: 2.0, 3: 1.0}, late_min=240.0, left_out_min=2_880.0)
offers = st.builds(
    Offer,
    units=st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=2),
    care_s=st.integers(10, 300).map(lambda minutes: minutes * 60.0),
    is_late=st.booleans(),
)
cases = st.dictionaries(st.integers(1, 9), st.lists(offers, max_size=3), max_size=4)


def offer(units: str, minutes: float, *, is_late: bool = False) -> Offer:
    return Offer(frozenset(units), minutes * 60, is_late)


def total(
    plans: dict[int, list[Offer]], urgency: dict[int, int], way: dict[int, int | None]
) -> float:
    cost = 0.0
    for one, n in way.items():
        weight = WEIGHTS.of_urgency[urgency[one]]
        if n is None:
            cost += weight * WEIGHTS.left_out_min
        else:
            late = WEIGHTS.late_min if plans[one][n].is_late else 0
            cost += weight * (plans[one][n].care_s / 60 + late)
    return cost


def test_who_loses_least_gives_way() -> None:
    plans = {1: [offer("a", 30), offer("b", 35)], 2: [offer("a", 40), offer("b", 120)]}
    found = choose_together(plans, {1: 1, 2: 1}, WEIGHTS)
    assert found.places == {1: 1, 2: 0}
    assert found.total == 4 * (35 + 40)
    assert found.saved == 4 * (30 + 120) - found.total
    assert found.is_proven
    assert found.by_duals


def test_who_is_in_greater_danger_is_asked_to_wait_less() -> None:
    plans = {1: [offer("a", 30), offer("b", 60)], 2: [offer("a", 30), offer("b", 70)]}
    assert choose_together(plans, {1: 1, 2: 3}, WEIGHTS).places == {1: 0, 2: 1}


def test_a_plan_that_misses_the_window_counts_for_more() -> None:
    plans = {1: [offer("a", 50), offer("b", 60)], 2: [offer("a", 40), offer("b", 55, is_late=True)]}
    assert choose_together(plans, {1: 2, 2: 2}, WEIGHTS).places == {1: 1, 2: 0}


def test_who_gets_nothing_is_told() -> None:
    plans = {1: [offer("ab", 30)], 2: [offer("b", 30)], 3: []}
    found = choose_together(plans, {1: 1, 2: 2, 3: 1}, WEIGHTS)
    assert found.places == {1: 0, 2: None, 3: None}
    assert found.is_proven


def test_nobody_waiting_is_no_question() -> None:
    assert choose_together({}, {}, WEIGHTS).places == {}


@settings(max_examples=80, deadline=None)
@given(cases, st.lists(st.integers(1, 3), min_size=9, max_size=9))
def test_no_other_choice_is_better(plans: dict[int, list[Offer]], levels: list[int]) -> None:
    urgency = {one: levels[one - 1] for one in plans}
    found = choose_together(plans, urgency, WEIGHTS)
    best = float("inf")
    for way in product(*([None, *range(len(p))] for p in plans.values())):
        chosen = dict(zip(plans, way, strict=True))
        used = [u for one, n in chosen.items() if n is not None for u in plans[one][n].units]
        if len(set(used)) == len(used):
            best = min(best, total(plans, urgency, chosen))
    assert found.total == pytest.approx(best)
    assert found.is_proven
    assert found.saved >= 0
    used = [u for one, n in found.places.items() if n is not None for u in plans[one][n].units]
    assert len(set(used)) == len(used)
