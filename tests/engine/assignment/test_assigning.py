from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment

from qanat.engine.arrays import Floats
from qanat.engine.assignment import ProofError, assign, check

small = st.tuples(st.integers(0, 6), st.integers(0, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(-5, 9).map(float))
)
masked = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0, 2.5, 7.0, np.inf]))
)


def by_hand(cost: Floats) -> tuple[int, float]:
    """Return the most rows that can be served, and what that costs at least: all orders tried."""
    rows, columns = cost.shape
    wide = np.hstack([cost, np.full((rows, rows), np.inf)])
    best = (0, 0.0)
    for order in permutations(range(columns + rows), rows):
        pairs = wide[range(rows), list(order)]
        served = pairs[np.isfinite(pairs)]
        best = min(best, (-len(served), float(served.sum())))
    return -best[0], best[1]


def crowd(rows: int, columns: int, seed: int, *, spots: int) -> Floats:
    chance = np.random.default_rng(seed)
    centres = chance.random((spots, 2))
    scenes = centres[chance.integers(0, spots, rows)] + chance.normal(0, 0.01, (rows, 2))
    away = scenes[:, None] - chance.random((columns, 2))[None]
    return np.asarray(chance.uniform(0.1, 1, (rows, 1)) * np.hypot(away[..., 0], away[..., 1]))


def test_each_takes_what_costs_least_together() -> None:
    answer = assign(np.array([[1.0, 2.0], [1.0, 9.0]]))
    assert answer.columns.tolist() == [1, 0]
    assert answer.cost == 3.0
    assert answer.unserved == ()


def test_who_fits_nothing_is_told() -> None:
    cost = np.array([[np.inf, np.inf], [4.0, 2.0], [1.0, np.inf]])
    answer = assign(cost)
    assert answer.unserved == (0,)
    assert answer.columns.tolist() == [-1, 1, 0]
    assert check(cost, answer) == pytest.approx(0, abs=1e-9)


def test_more_rows_than_columns_leave_the_dearest_out() -> None:
    answer = assign(np.array([[5.0], [3.0], [4.0]]))
    assert answer.unserved == (0, 2)


def test_a_row_is_left_out_where_serving_it_costs_more() -> None:
    cost = np.array([[5.0, 6.0], [1.0, 9.0]])
    answer = assign(cost, unserved_costs=np.array([4.0, 4.0]))
    assert answer.columns.tolist() == [-1, 0]
    check(cost, answer)


@given(small)
def test_it_costs_what_scipy_finds_too(cost: Floats) -> None:
    answer = assign(cost)
    rows, columns = linear_sum_assignment(cost)
    assert answer.cost == pytest.approx(cost[rows, columns].sum())
    assert len(answer.unserved) == max(0, cost.shape[0] - cost.shape[1])
    check(cost, answer)


@settings(max_examples=60)
@given(masked.filter(lambda cost: sum(cost.shape) <= 7))
def test_it_serves_as_many_as_trying_every_order_does_and_as_cheaply(cost: Floats) -> None:
    answer = assign(cost)
    served, least = by_hand(cost)
    assert cost.shape[0] - len(answer.unserved) == served
    assert answer.cost == pytest.approx(least)
    check(cost, answer)


@pytest.mark.parametrize("spots", [1, 10, 200])
@pytest.mark.parametrize("seed", range(4))
def test_crowds_of_national_size_are_proven(spots: int, seed: int) -> None:
    cost = crowd(120, 1_500, seed, spots=spots)
    answer = assign(cost)
    rows, columns = linear_sum_assignment(cost)
    assert answer.cost == pytest.approx(cost[rows, columns].sum())
    check(cost, answer)
    assert (answer.columns_seen < cost.shape[1]) == (spots == 1)


@pytest.mark.parametrize("seed", range(6))
def test_a_crowd_with_units_that_do_not_fit_is_proven(seed: int) -> None:
    chance = np.random.default_rng(seed)
    cost = crowd(60, 700, seed, spots=1 + seed % 2 * 9)
    cost[chance.random(cost.shape) < 0.6] = np.inf
    cost[chance.integers(0, 60, 3)] = np.inf
    answer = assign(cost)
    check(cost, answer)
    assert set(answer.unserved) == set(np.flatnonzero(~np.isfinite(cost).any(axis=1)).tolist())


@given(small.filter(lambda cost: cost.size > 1))
def test_the_order_of_the_rows_changes_nothing_in_the_cost(cost: Floats) -> None:
    assert assign(cost[::-1]).cost == pytest.approx(assign(cost).cost)
    assert assign(cost[:, ::-1]).cost == pytest.approx(assign(cost).cost)


@given(small.filter(lambda cost: cost.size > 0))
def test_one_more_unit_never_costs_more(cost: Floats) -> None:
    wider = np.hstack([cost, cost[:, :1] + 1])
    if cost.shape[0] <= cost.shape[1]:
        assert assign(wider).cost <= assign(cost).cost + 1e-9


def test_a_false_answer_is_not_proven() -> None:
    cost = np.array([[1.0, 2.0], [1.0, 9.0]])
    answer = assign(cost)
    swapped = replace(answer, columns=np.array([0, 1]), cost=10.0)
    twice = replace(answer, columns=np.array([0, 0]), cost=2.0)
    cheap = replace(answer, row_duals=answer.row_duals + 1)
    for false in (swapped, twice, cheap):
        with pytest.raises(ProofError):
            check(cost, false)


@pytest.mark.parametrize("wrong", [np.nan, -np.inf])
def test_costs_that_are_no_numbers_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        assign(np.array([[1.0, wrong]]))


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="matrix"):
        assign(np.array([1.0]))
    with pytest.raises(ValueError, match="do not fit"):
        assign(np.ones((2, 2)), unserved_costs=np.ones(3))


def test_columns_left_out_are_proven_not_to_matter() -> None:
    cost = np.array([[2.0, 2.0, 2.0, -1.0, 1.0], [0.0, 0.0, 0.0, -1.0, -1.0]])
    assert check(cost, assign(cost)) == 0.0


def test_where_nothing_fits_nobody_is_served_however_many_columns_there_are() -> None:
    answer = assign(np.full((2, 5), np.inf))
    assert answer.columns.tolist() == [-1, -1]
    assert answer.cost == 0.0
