"""Periods of national time, and growth from one to another."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from qanat.foundation.days import NATIONAL

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included, in national time."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    @property
    def starts_at(self) -> datetime:
        """The first instant of the period."""
        return datetime.combine(self.first, time(), NATIONAL).astimezone(UTC)

    @property
    def ends_before(self) -> datetime:
        """The first instant after the period."""
        return datetime.combine(self.last + timedelta(days=1), time(), NATIONAL).astimezone(UTC)

    @property
    def is_of_whole_months(self) -> bool:
        """Tell whether it begins and ends with a month."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def covers(self, at: datetime) -> bool:
        """Tell whether an instant lies in the period."""
        return self.starts_at <= at < self.ends_before


def national_month(at: datetime) -> str:
    """Return the month of national time, as ``2025-03``."""
    return f"{at.astimezone(NATIONAL):%Y-%m}"


def months_of(period: Period) -> list[tuple[str, Period]]:
    """Cut a period into calendar months, each with its name ``2025-03``."""
    months = []
    first = period.first
    while first <= period.last:
        following = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
        last = min(following - timedelta(days=1), period.last)
        months.append((f"{first:%Y-%m}", Period(first, last)))
        first = following
    return months


def period_before(first: date, last: date) -> tuple[date, date]:
    """Return the days just before: of whole calendar months as many months, else as many days."""
    before = first - timedelta(days=1)
    if not Period(first, last).is_of_whole_months:
        return before - (last - first), before
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return _months_before(first, months), before


def year_before(first: date, last: date) -> tuple[date, date]:
    """Return the same days a year before; whole calendar months stay whole."""
    if Period(first, last).is_of_whole_months:
        following = (last + timedelta(days=1)).replace(year=(last + timedelta(days=1)).year - 1)
        return first.replace(year=first.year - 1), following - timedelta(days=1)
    return _year_before(first), _year_before(last)


def usual_periods(today: date) -> dict[str, tuple[date, date]]:
    """Return the periods one asks for most, by name: this and the last month, quarter and year."""
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    starts = {"month": month, "quarter": quarter, "year": month.replace(month=1)}
    found = {f"this_{name}": (first, today) for name, first in starts.items()}
    for name, months in (("month", 1), ("quarter", 3), ("year", 12)):
        first = starts[name]
        found[f"last_{name}"] = (_months_before(first, months), first - timedelta(days=1))
    return found


def _months_before(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _year_before(on: date) -> date:
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth of one figure; the percentage is absent when the base is 0."""

    percent: float | None
    absolute: int


def growth(now: int, base: int) -> Growth:
    """Compare a figure with its base; to one decimal, half up."""
    if not base:
        return Growth(None, now - base)
    return Growth(percent_of(now - base, base), now - base)


def percent_of(part: int, whole: int) -> float:
    """Return a share in percent, to one decimal, half up; 0 of nothing."""
    if not whole:
        return 0.0
    return float((Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP))
