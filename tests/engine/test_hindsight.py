"""The best a past day could have been, against every way there was."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.arrays import Floats
from qanat.engine.hindsight import best_in_hindsight, timed

LEFT_OUT = 30.0


def by_hand(ready: Floats, serve: Floats, back: Floats) -> float:
    """Try every unit for every request, and every order of what a unit serves."""
    requests, units = serve.shape
    best = np.inf
    for way in product(range(-1, units), repeat=requests):
        total = LEFT_OUT * way.count(-1)
        for unit in range(units):
            own = [request for request in range(requests) if way[request] == unit]
            total += min(
                sum(
                    turn.done_s - ready[turn.request] for turn in timed(o, unit, ready, serve, back)
                )
                for o in permutations(own)
            )
        best = min(best, float(total))
    return best


@given(st.integers(0, 10_000))
def test_no_dispatcher_could_have_done_better(seed: int) -> None:
    chance = np.random.default_rng(seed)
    serve = chance.integers(1, 20, (4, 3)).astype(float)
    serve[chance.random(serve.shape) < 0.2] = np.inf
    back = chance.integers(0, 9, (4, 3)).astype(float)
    ready = chance.integers(0, 12, 4).astype(float)
    best = best_in_hindsight(ready, serve, back, LEFT_OUT)
    assert best.cost == pytest.approx(by_hand(ready, serve, back))
    assert best.proof.is_proven
    assert {turn.request for turn in best.turns} | {*best.left_out} == set(range(4))
    for one in best.turns:
        for other in best.turns:
            if one is not other and one.unit == other.unit and one.leaves_s <= other.leaves_s:
                assert one.done_s + back[one.request, one.unit] <= other.leaves_s


def test_the_nearest_unit_first_may_cost_more_than_hindsight() -> None:
    ready, serve = np.array([0.0, 1.0]), np.array([[1.0, 2.0], [1.0, 9.0]])
    best = best_in_hindsight(ready, serve, np.full((2, 2), 5.0), 50.0)
    assert [turn.unit for turn in best.turns] == [1, 0]
    assert best.cost == 3.0


def test_a_unit_waits_for_a_later_request_where_that_is_better() -> None:
    ready, serve = np.array([0.0, 2.0]), np.array([[9.0], [1.0]])
    best = best_in_hindsight(ready, serve, np.array([[9.0], [0.0]]), 100.0)
    assert [turn.leaves_s for turn in best.turns] == [3.0, 2.0]


def test_a_day_of_many_requests_is_answered_with_fewer_for_each_unit() -> None:
    chance = np.random.default_rng(4)
    serve = chance.integers(30, 90, (30, 40)).astype(float)
    ready = np.sort(chance.integers(0, 1_440, 30)).astype(float)
    best = best_in_hindsight(ready, serve, serve, 720.0)
    assert best.most == 2
    assert best.proof.is_proven


@pytest.mark.parametrize(
    ("serve", "words"), [(np.ones((2, 3)), "shapes"), (np.full((1, 1), -1.0), "negative")]
)
def test_what_makes_no_sense_is_refused(serve: Floats, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        best_in_hindsight(np.zeros(1), serve, np.abs(serve), 1.0)
