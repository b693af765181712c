"""By when a case has to go on: calendar days or working days, and a clock which stood still.

Source:
    docs/sources.md#treatment-abroad
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

IsWorking = Callable[[date], bool]
"""Tells whether a day is a working day."""


@dataclass(frozen=True, slots=True)
class Term:
    """How many days a step may take, working ones or all."""

    days: int
    is_working: bool


def due_at(since: datetime, term: Term, zone: tzinfo, is_working: IsWorking) -> datetime:
    """Return the moment so many days later, at the same time of day in a zone.

    The first day counted is the one after; a term of working days ends on one.
    """
    local = since.astimezone(zone)
    if not term.is_working:
        return (local + timedelta(days=term.days)).astimezone(since.tzinfo)
    left = term.days
    while left:
        local += timedelta(days=1)
        left -= is_working(local.date())
    return local.astimezone(since.tzinfo)


def moved_on(due: datetime, stopped: datetime, now: datetime) -> datetime:
    """Return a due moment moved on by the time for which the clock stood still."""
    return due + max(now - stopped, timedelta())
