"""What is due when, and what is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """What has to happen next with a request or a mission."""

    REGISTER = "register"
    DECIDE = "decide"
    FIND_BED = "find_bed"
    COMMIT = "commit"
    ANSWER = "answer"
    TAKE_OFF = "take_off"
    REPORT_WEATHER = "report_weather"
    ARRIVE = "arrive"


@dataclass(frozen=True, slots=True)
class Clock:
    """A running clock against its norm.

    Attributes:
        is_verified: whether the norm was confirmed by a second person.
    """

    step: Step
    started_at: datetime
    due_at: datetime
    is_verified: bool

    def is_late(self, now: datetime) -> bool:
        """Tell whether the norm is missed."""
        return now > self.due_at

    def left(self, now: datetime) -> timedelta:
        """Return the time left; negative when late."""
        return self.due_at - now


def clock(step: Step, started_at: datetime, norm_min: float, *, is_verified: bool) -> Clock:
    """Start a clock."""
    return Clock(step, started_at, started_at + timedelta(minutes=norm_min), is_verified)
