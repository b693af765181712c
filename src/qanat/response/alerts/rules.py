"""What is raised anew, what gets worse, what is passed on; and how many alerts a shift has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST, SECOND = 1, 2
"""Urgencies of alerts: act now; act soon."""
MOST_ESCALATIONS = 3
HOUR = timedelta(hours=1)


Key = tuple[str, str, int]
"""Cause, kind and id of what an alert is about: of one key at most one alert is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that holds now and wants a person.

    Attributes:
        onset_at: since when it holds; the same occurrence keeps the same onset.
        values: plain words for the reader: numbers of missions, tails; nothing that changes
            every minute.
    """

    cause: str
    subject_kind: str
    subject_id: int
    urgency: int
    onset_at: datetime
    region: str = ""
    operator_id: int | None = None
    values: Mapping[str, str | int | Mapping[str, str] | list[str]] = field(default_factory=dict)
    is_exercise: bool = False
    is_synthetic: bool = False

    @property
    def key(self) -> Key:
        """What its alert is about."""
        return (self.cause, self.subject_kind, self.subject_id)


def is_new(condition: Condition, closed_onset_at: datetime | None) -> bool:
    """Tell whether a condition is raised: not the very occurrence which somebody has closed."""
    return closed_onset_at is None or condition.onset_at > closed_onset_at


def is_unanswered(waits_since: datetime, escalations: int, now: datetime, norm: timedelta) -> bool:
    """Tell whether an alert is to be passed on, again as long as nobody answers."""
    return escalations < MOST_ESCALATIONS and now >= waits_since + norm


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of the centre."""

    start_at: datetime
    end_at: datetime


def shift_at(local: datetime, starts_h: int, lasts_h: int) -> Shift:
    """Return the shift of a moment, given in the centre's own zone."""
    first = local.replace(hour=starts_h, minute=0, second=0, microsecond=0)
    if local < first:
        first -= timedelta(days=1)
    start = first + (local - first) // timedelta(hours=lasts_h) * timedelta(hours=lasts_h)
    return Shift(start, min(start + timedelta(hours=lasts_h), first + timedelta(days=1)))


def rate(count: int, operators: int, shift: Shift, now: datetime) -> float:
    """Return alerts per operator and hour of a shift so far; its first hour counts whole."""
    passed = max(min(now, shift.end_at) - shift.start_at, HOUR)
    return count / operators / (passed / HOUR)
