"""The period before, in which whole months stay whole months, and the periods asked for most."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.periods import (
    Period,
    months_of,
    period_before,
    usual_periods,
    year_before,
)


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2025-03-01", "2025-03-31", ("2025-02-01", "2025-02-28")),
        ("2025-01-01", "2025-03-31", ("2024-10-01", "2024-12-31")),
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2025-01-01", "2025-06-30", ("2024-07-01", "2024-12-31")),
        ("2025-03-02", "2025-03-08", ("2025-02-23", "2025-03-01")),
        ("2025-01-01", "2025-11-25", ("2024-02-07", "2024-12-31")),
    ],
)
def test_the_period_before(first: str, last: str, before: tuple[str, str]) -> None:
    days = period_before(date.fromisoformat(first), date.fromisoformat(last))
    assert tuple(str(day) for day in days) == before


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2024-02-29", "2024-03-05", ("2023-02-28", "2023-03-05")),
    ],
)
def test_the_same_days_a_year_before(first: str, last: str, before: tuple[str, str]) -> None:
    days = year_before(date.fromisoformat(first), date.fromisoformat(last))
    assert tuple(str(day) for day in days) == before


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_usual_periods_are_whole_or_run_until_today(today: date) -> None:
    found = {name: Period(*days) for name, days in usual_periods(today).items()}
    for name, months in (("month", 1), ("quarter", 3), ("year", 12)):
        assert found[f"this_{name}"].last == today
        before = found[f"last_{name}"]
        assert len(months_of(before)) == months
        assert (found[f"this_{name}"].first - before.last).days == 1
