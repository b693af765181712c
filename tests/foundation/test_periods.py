"""The period before: whole months stay whole months."""

from datetime import date

import pytest

from qanat.foundation.periods import period_before, year_before


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
