"""Days and moments as people type them, in every way that can have one meaning only."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from qanat.foundation.days import is_sensible

ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
PARTS: Final = re.compile(
    r"(\d{1,2})[./\- ](\d{1,2})(?:[./\- ](\d{4}|\d{2}))?[., ]*(?:[T ]+(\d{1,2})[:.\- ]?(\d{2}))?"
)
DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{4})(?:[ T]*(\d{2}):?(\d{2}))?")
TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})")
AHEAD_YEARS: Final = 10
"""A year of two digits farther ahead was a century ago."""
CENTURY: Final = 100
HALF_A_DAY: Final = timedelta(hours=12)
SLIP: Final = timedelta(hours=6)
"""A time so little earlier than the one above it was written down wrongly: a design assumption."""


def day_of(text: str, today: date) -> date | None:
    """Return the day somebody typed; without a year it is this year's."""
    found = _numbers(text, today)
    return found[0] if found and found[1] is None else None


def moment_of(text: str, now: datetime, days: Sequence[int] = (0,)) -> datetime | None:
    """Return the moment somebody typed, without a zone, as ``now``.

    A time alone is the one nearest to now on some days, counted from today: just after midnight
    ``23:50`` of what has happened is yesterday's.
    """
    if alone := TIME.fullmatch(text.strip()):
        hour, minute = int(alone[1]), int(alone[2])
        found_at = (_at(now.date() + timedelta(days=day), hour, minute) for day in days)
        return min((at for at in found_at if at), key=lambda at: abs(at - now), default=None)
    found = _numbers(text, now.date())
    if found is None or found[1] is None:
        return None
    return _at(found[0], *found[1])


def in_turn(texts: Sequence[str], now: datetime, since: datetime | None = None) -> list[str]:
    """Return moments of the past which follow each other, each time alone with its day.

    It is the first such time after the moment above it, or after ``since``; one that lies up to
    some hours before that is a slip of the pen and stays before it, for people to look at.
    """
    above, found = since, []
    for text in texts:
        at = moment_of(text, now, (0, -1))
        if at and above and TIME.fullmatch(text.strip()):
            at = moment_of(text, above + HALF_A_DAY - SLIP, (-1, 0, 1))
        above = at if at and is_sensible(at.date()) else above
        found.append(f"{at:%d.%m.%Y %H:%M}" if at else text)
    return found


def last_before(text: str, at: datetime) -> str:
    """Return a time alone with the day on which it came last before a moment; other text as is."""
    alone = TIME.fullmatch(text.strip()) and is_sensible(at.date())
    found = moment_of(text, at - HALF_A_DAY, (-1, 0, 1)) if alone else None
    return f"{found:%d.%m.%Y %H:%M}" if found else text


def _numbers(text: str, today: date) -> tuple[date, tuple[int, int] | None] | None:
    """Return the day and the hour and minute of a text."""
    text = " ".join(text.replace("\u00a0", " ").split())
    if iso := ISO.fullmatch(text):
        year, month, day, hour, minute = iso.groups()
    elif typed := PARTS.fullmatch(text) or DIGITS.fullmatch(text):
        day, month, year, hour, minute = typed.groups()
    else:
        return None
    try:
        on = date(_year(year, today), int(month), int(day))
    except ValueError:
        return None
    return on, (int(hour), int(minute)) if hour else None


def _year(digits: str | None, today: date) -> int:
    if digits is None:
        return today.year
    year = int(digits)
    if len(digits) == len("2026"):
        return year
    year += today.year - today.year % CENTURY
    return year - CENTURY if year > today.year + AHEAD_YEARS else year


def _at(on: date, hour: int, minute: int) -> datetime | None:
    try:
        return datetime(on.year, on.month, on.day, hour, minute)  # noqa: DTZ001 (zone of the viewer)
    except ValueError:
        return None
