"""Shares: how sure they are, and which are too small to be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.readiness.costs.rules.shares import too_small, wilson


def test_wilson_agrees_with_a_case_worked_by_hand() -> None:
    # 2 of 10: centre (0.2 + 0.19207) / 1.38415, reach 1.95996 / 1.38415 * sqrt(0.016 + 0.0096036)
    found = wilson(2, 10)
    assert found is not None
    assert found.share == 0.2
    assert found.low == pytest.approx(0.05668, abs=1e-5)
    assert found.high == pytest.approx(0.50984, abs=1e-5)


def test_nothing_of_nothing_has_no_share() -> None:
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="within"):
        wilson(3, 2)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_within_the_whole(pair: tuple[int, int]) -> None:
    found = wilson(*pair)
    assert found is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    other = wilson(pair[1] - pair[0], pair[1])
    assert other is not None
    assert other.low == pytest.approx(1 - found.high)


@given(st.lists(st.integers(0, 60), max_size=9), st.integers(0, 20))
def test_what_is_hidden_can_not_be_had_from_the_sum(sizes: list[int], least: int) -> None:
    hidden = too_small(sizes, least)
    assert all(place in hidden for place, size in enumerate(sizes) if 0 < size < least)
    assert all(sizes[place] for place in hidden)
    filled = sum(1 for size in sizes if size)
    if hidden and len(hidden) < filled:
        assert len(hidden) >= 2
        assert sum(sizes[place] for place in hidden) >= least


def test_a_part_which_is_large_enough_stays() -> None:
    assert too_small([12, 5, 80], 5) == frozenset()
    assert too_small([12, 4, 80], 5) == {0, 1}
