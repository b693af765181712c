"""Decisions about duties, as plain functions of plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A time from a moment on, up to another."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    def within(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of it lies between two moments."""
        return max(min(self.end, end) - max(self.start, start), timedelta(0))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a group of roles may bear, in hours; ``None``: no limit."""

    longest_h: float | None = None
    least_rest_h: float | None = None
    most_in_7_days_h: float | None = None
    most_in_28_days_h: float | None = None


def exceeded(duty: Span, others: Sequence[Span], limits: Limits) -> tuple[str, ...]:
    """Return which limits a duty would exceed, among the other duties of the same person.

    A limit of so many hours in days holds for every window of that length, not for calendar
    weeks.

    Source:
        docs/sources.md#duty-limits
    """
    found = []
    if limits.longest_h is not None and duty.length > limits.longest_h * HOUR:
        found.append("too_long")
    if limits.least_rest_h is not None and _rest(duty, others) < limits.least_rest_h * HOUR:
        found.append("too_little_rest")
    for days, most_h, name in (
        (7, limits.most_in_7_days_h, "too_much_7_days"),
        (28, limits.most_in_28_days_h, "too_much_28_days"),
    ):
        if most_h is not None and most_in_window(duty, others, days) > most_h * HOUR:
            found.append(name)
    return tuple(found)


def _rest(duty: Span, others: Sequence[Span]) -> timedelta:
    """Return the shortest time between the duty and the ones before and after it."""
    before = [duty.start - other.end for other in others if other.end <= duty.start]
    after = [other.start - duty.end for other in others if other.start >= duty.end]
    return min([*before, *after], default=timedelta.max)


def most_in_window(duty: Span, others: Sequence[Span], days: int) -> timedelta:
    """Return the most time on duty in any window of so many days which touches the duty.

    The duties do not overlap. The fullest window then begins with one or ends with one, so only
    those are looked at.
    """
    length = timedelta(days=days)
    spans = [duty, *others]
    starts = [span.start for span in spans] + [span.end - length for span in spans]
    touching = [s for s in starts if s < duty.end and s + length > duty.start]
    return max(sum((span.within(s, s + length) for span in spans), timedelta(0)) for s in touching)


def is_qualified(professions: frozenset[str], held: frozenset[str]) -> bool:
    """Tell whether one of the professions that may fill a role is held."""
    return bool(professions & held)


def manned(watches: Sequence[tuple[str, Span]], at: datetime, least: timedelta) -> Span | None:
    """Return from when until when a vehicle has one crew; ``None`` if nobody is known to be there.

    A crew is complete from when the last of its roles begins, and is to be done when the first
    one ends. Whose duty ends within ``least`` waits for who relieves him, if somebody does.

    Args:
        watches: role and time of each duty on the vehicle.
        at: the moment.
        least: what is worth setting out for.
    """
    now = _together([one for one in watches if one[1].start <= at < one[1].end])
    if now is None or now.end - at >= least:
        return now
    here = {role for role, span in watches if span.start <= at < span.end}
    later = [one for one in watches if one[1].start > at]
    relief = _together(later) if here <= {role for role, _span in later} else None
    return relief or now


def relieved(watches: Sequence[tuple[str, Span]], crew: Span) -> list[Span]:
    """Return a crew with those that relieve it and each other without a gap, in their order."""
    crews = [crew]
    while (later := manned(watches, crews[-1].end, timedelta(0))) is not None:
        crews.append(later)
    return crews


def _together(watches: Sequence[tuple[str, Span]]) -> Span | None:
    """Return the time in which every role is filled, each by who begins first, then ends last."""
    by_role: dict[str, Span] = {}
    for role, span in sorted(watches, key=lambda one: (one[1].start, -one[1].length)):
        by_role.setdefault(role, span)
    if not by_role:
        return None
    start = max(span.start for span in by_role.values())
    return Span(start, max(start, min(span.end for span in by_role.values())))
