"""National time: the day to which a moment belongs."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

NATIONAL: Final = ZoneInfo("Asia/Almaty")
FIRST_DAY: Final = date(1800, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""Days outside of these are slips of the pen; one may count a lifetime beyond them safely."""


def national_day(at: datetime) -> date:
    """Return the day of a moment in national time."""
    return at.astimezone(NATIONAL).date()


def is_sensible(on: date) -> bool:
    """Tell whether somebody can have meant a day."""
    return FIRST_DAY <= on <= LAST_DAY
