"""What can happen to alerts."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChanged(Event):
    """An alert was raised, acknowledged, passed on, resolved or closed."""

    kind: ClassVar[str] = "alerts.alert_changed.1"
    alert_id: int
    cause: str
    urgency: int
    region: str
    state: str
    escalations: int
