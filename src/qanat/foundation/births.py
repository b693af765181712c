"""On which days somebody alive may have been born."""

from datetime import date
from typing import Final

OLDEST_YEARS: Final = 130
"""Nobody is older: an earlier date of birth is a slip of the pen."""


def is_birth(on: date, today: date) -> bool:
    """Tell whether somebody alive may have been born on a day."""
    had_birthday = (today.month, today.day) >= (on.month, on.day)
    years = today.year - on.year - (0 if had_birthday else 1)
    return on <= today and years <= OLDEST_YEARS
