"""What can happen in telemedicine."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(Event):
    """A consultation was ordered, taken, concluded or cancelled."""

    kind: ClassVar[str] = "telemedicine.order_changed.1"
    order_id: int
    region: str
    state: str
