from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.arrays import Floats
from qanat.engine.coverage import best_moves, covered, losses, survival_losses
from qanat.engine.hindsight import best_in_hindsight

seeds = st.integers(0, 10_000)
chances = st.sampled_from([0.0, 0.1, 0.3, 0.7])


def survivors(survival: Floats, demand: Floats, busy: float) -> float:
    """Return the expected survivors: the best free unit goes."""
    best_first = -np.sort(-survival, axis=0)
    turns = (1 - busy) * busy ** np.arange(len(survival))
    return float(demand @ (turns @ best_first))


def test_a_second_unit_counts_for_when_the_first_is_busy() -> None:
    reach = np.array([[True, True], [True, False]])
    assert covered(reach, np.array([10.0, 4.0]), 0.3) == pytest.approx(10 * 0.91 + 4 * 0.7)
    assert losses(reach, np.array([10.0, 4.0]), 0.3) == pytest.approx([2.1 + 2.8, 2.1])


@given(seeds, chances)
def test_a_loss_is_what_coverage_falls_by(seed: int, busy: float) -> None:
    chance = np.random.default_rng(seed)
    reach = chance.random((6, 9)) < 0.4
    demand = chance.random(9) * 100
    whole = covered(reach, demand, busy)
    expected = [whole - covered(np.delete(reach, i, axis=0), demand, busy) for i in range(6)]
    assert losses(reach, demand, busy) == pytest.approx(expected)


@given(seeds, chances)
def test_a_loss_of_survivors_is_what_their_number_falls_by(seed: int, busy: float) -> None:
    chance = np.random.default_rng(seed)
    survival = np.where(chance.random((5, 7)) < 0.6, chance.random((5, 7)), 0.0)
    demand = chance.random(7) * 100
    whole = survivors(survival, demand, busy)
    expected = [whole - survivors(np.delete(survival, i, axis=0), demand, busy) for i in range(5)]
    assert survival_losses(survival, demand, busy) == pytest.approx(expected)


@given(seeds, chances)
def test_a_move_gains_what_coverage_rises_by(seed: int, busy: float) -> None:
    chance = np.random.default_rng(seed)
    reach, bases = chance.random((5, 8)) < 0.4, chance.random((4, 8)) < 0.4
    demand = chance.random(8) * 100
    whole = covered(reach, demand, busy)
    for move in best_moves(reach, bases, demand, busy):
        gains = []
        for base in bases:
            moved = reach.copy()
            moved[move.unit] = base
            gains.append(covered(moved, demand, busy) - whole)
        assert move.gain == pytest.approx(max(gains))
        assert gains[move.base] == pytest.approx(max(gains))


def test_bad_input_is_refused() -> None:
    reach = np.ones((2, 3), bool)
    for wrong in (
        lambda: covered(reach, np.ones(2), 0.3),
        lambda: losses(reach, np.ones(3), 1.0),
        lambda: losses(reach, np.array([1.0, np.nan, 1.0]), 0.3),
        lambda: best_moves(reach, np.ones((0, 3), bool), np.ones(3), 0.3),
        lambda: survival_losses(reach * 2.0, np.ones(3), 0.3),
    ):
        with pytest.raises(ValueError, match=r"shapes|chance|demand|base"):
            wrong()


def day_by_hand(cost: Floats, leaves: Floats, free: Floats, left_out: float) -> float:
    best = np.inf
    requests, units = cost.shape
    for way in product(range(-1, units), repeat=requests):
        total = sum(left_out if j < 0 else cost[i, j] for i, j in enumerate(way))
        clash = any(
            way[a] == way[b] >= 0
            and leaves[a, way[a]] < free[b, way[b]]
            and leaves[b, way[b]] < free[a, way[a]]
            for a in range(requests)
            for b in range(a)
        )
        if not clash:
            best = min(best, total)
    return float(best)


@given(seeds)
def test_no_dispatcher_could_have_done_better(seed: int) -> None:
    chance = np.random.default_rng(seed)
    cost = chance.integers(1, 20, (4, 3)).astype(float)
    cost[chance.random(cost.shape) < 0.2] = np.inf
    leaves = np.tile(chance.integers(0, 6, (4, 1)), (1, 3)).astype(float)
    free = leaves + chance.integers(1, 5, (4, 3)).astype(float)
    best = best_in_hindsight(cost, leaves, free, 30.0)
    assert best.cost == pytest.approx(day_by_hand(cost, leaves, free, 30.0))
    assert best.proof.is_proven


def test_the_nearest_unit_first_may_cost_more_than_hindsight() -> None:
    cost = np.array([[1.0, 2.0], [1.0, 9.0]])
    leaves = np.array([[0.0, 0.0], [1.0, 1.0]])
    best = best_in_hindsight(cost, leaves, leaves + 5, 50.0)
    assert best.units == (1, 0)
    assert best.cost == 3.0
