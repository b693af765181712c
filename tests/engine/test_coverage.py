import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.arrays import Floats
from qanat.engine.coverage import best_moves, covered, losses, survival_losses

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
