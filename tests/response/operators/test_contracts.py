"""How long the hours of a contract last at the pace so far."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.response.operators.rules.contracts import HOUR_S, outlook

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 10)
"""A hundred days."""


def test_a_forecast_worked_by_hand() -> None:
    half = outlook(100 * HOUR_S, 40 * HOUR_S, FIRST, LAST, FIRST + timedelta(days=49))
    assert (half.forecast_s, half.runs_out_on) == (80 * HOUR_S, None)
    assert (half.left_s, half.left_percent) == (60 * HOUR_S, 60)
    fast = outlook(100 * HOUR_S, 80 * HOUR_S, FIRST, LAST, FIRST + timedelta(days=39))
    assert (fast.forecast_s, fast.runs_out_on) == (200 * HOUR_S, FIRST + timedelta(days=50))


def test_before_a_contract_begins_nothing_is_forecast_and_after_it_nothing_grows() -> None:
    early = outlook(HOUR_S, 0, FIRST, LAST, FIRST - timedelta(days=1))
    assert (early.forecast_s, early.runs_out_on) == (None, None)
    late = outlook(HOUR_S, HOUR_S // 2, FIRST, LAST, LAST + timedelta(days=300))
    assert (late.forecast_s, late.runs_out_on) == (HOUR_S // 2, None)


def test_more_flown_than_bought_is_told_and_divides_by_nothing() -> None:
    over = outlook(HOUR_S, 2 * HOUR_S, FIRST, LAST, FIRST)
    assert (over.left_s, over.runs_out_on) == (-HOUR_S, FIRST)
    assert outlook(0, 0, FIRST, LAST, FIRST).left_percent == 0


@given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(0, 99))
def test_hours_run_out_exactly_where_the_forecast_is_more_than_was_bought(
    bought: int, flown: int, passed: int
) -> None:
    found = outlook(bought, flown, FIRST, LAST, FIRST + timedelta(days=passed))
    assert found.forecast_s is not None
    is_short = found.forecast_s > bought or flown >= bought
    assert (found.runs_out_on is not None) is is_short
    assert found.runs_out_on is None or FIRST <= found.runs_out_on <= LAST
