"""The periods one asks for most."""

from datetime import date, timedelta
from typing import Final

MONTHS_A_QUARTER: Final = 3
Days = tuple[date, date]


def offered(today: date) -> dict[str, Days]:
    """Return this and the last month, quarter and year, each by its name."""
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1)
    year = month.replace(month=1)
    starts = {"month": (month, 1), "quarter": (quarter, MONTHS_A_QUARTER), "year": (year, 12)}
    found = {f"this_{name}": (first, today) for name, (first, _months) in starts.items()}
    return found | {
        f"last_{name}": (_months_before(first, months), first - timedelta(days=1))
        for name, (first, months) in starts.items()
    }


def _months_before(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(years, month + 1, 1)
