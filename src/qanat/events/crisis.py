"""What can happen with mass-casualty incidents."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChanged(Event):
    """An incident was declared, moved, or its casualties changed."""

    kind: ClassVar[str] = "crisis.incident_changed.1"
    incident_id: int
    region: str
    state: str
