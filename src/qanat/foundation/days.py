"""National time: the day to which a moment belongs, and which days are worked."""

from calendar import monthrange
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

NATIONAL: Final = ZoneInfo("Asia/Almaty")
SATURDAY: Final = 5
FIRST_DAY: Final = date(1800, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""Days outside of these are slips of the pen; one may count a lifetime beyond them safely."""


def national_day(at: datetime) -> date:
    """Return the day of a moment in national time."""
    return at.astimezone(NATIONAL).date()


def start_of(on: date) -> datetime:
    """Return the moment in which a day of national time begins."""
    return datetime.combine(on, time(), NATIONAL)


def months_later(on: date, months: int) -> date:
    """Return the same day some months later; the last of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def is_working_day(on: date) -> bool:
    """Tell whether offices of the country work on a day: no weekend, no holiday, none in lieu.

    Days which the government moved are known as far as the library knows them.
    """
    days = _holidays()
    is_off = on in days  # reads the year, with its weekends on which offices work
    return on in days.weekend_workdays or (on.weekday() < SATURDAY and not is_off)


@cache
def _holidays() -> "HolidayBase":
    from holidays import country_holidays  # takes its time: who counts no terms needs it not

    return country_holidays("KZ")


def is_sensible(on: date) -> bool:
    """Tell whether somebody can have meant a day."""
    return FIRST_DAY <= on <= LAST_DAY
