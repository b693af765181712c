"""What can happen to duties."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyStarted(Event):
    """Somebody was put on duty, now or for later."""

    kind: ClassVar[str] = "workforce.duty_started.1"
    duty_id: int
    person_id: int
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChanged(Event):
    """A duty ends at another time than was said, or was cancelled."""

    kind: ClassVar[str] = "workforce.duty_changed.1"
    duty_id: int
    person_id: int
    region: str
