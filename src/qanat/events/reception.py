"""What can happen at the reception of other services."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTaken(Event):
    """Somebody sees to an incident which was handed in: nobody else has to."""

    kind: ClassVar[str] = "reception.incident_taken.1"
    call_id: int
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentHandedIn(Event):
    """Another service, such as 112, handed an incident in, or told more of it."""

    kind: ClassVar[str] = "reception.incident_handed_in.1"
    hand_in_id: int
    call_id: int
    region: str
