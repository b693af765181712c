"""Days and moments as people type them, in every way that can have one meaning only."""

import re
from datetime import date, datetime
from typing import Final

ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
PARTS: Final = re.compile(
    r"(\d{1,2})[./\- ](\d{1,2})(?:[./\- ](\d{4}|\d{2}))?[., ]*(?:[T ]+(\d{1,2})[:.\- ]?(\d{2}))?"
)
DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{4})(?:[ T]*(\d{2}):?(\d{2}))?")
TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})")
AHEAD_YEARS: Final = 10
"""A year of two digits farther ahead was a century ago."""
CENTURY: Final = 100


def day_of(text: str, today: date) -> date | None:
    """Return the day somebody typed; without a year it is this year's."""
    found = _numbers(text, today)
    return found[0] if found and found[1] is None else None


def moment_of(text: str, today: date) -> datetime | None:
    """Return the moment somebody typed, without a zone; a time alone is today's."""
    if alone := TIME.fullmatch(text.strip()):
        return _at(today, int(alone[1]), int(alone[2]))
    found = _numbers(text, today)
    if found is None or found[1] is None:
        return None
    return _at(found[0], *found[1])


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
