"""What can happen between the service and the operators of aircraft. Ids and plain values only."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceChanged(Event):
    """An invoice was taken in, compared, answered or decided about."""

    kind: ClassVar[str] = "operators.invoice_changed.1"
    invoice_id: int
    operator_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswered(Event):
    """An operator accepted or refused a mission."""

    kind: ClassVar[str] = "operators.task_answered.1"
    mission_id: int
    operator_id: int
    is_accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayReported(Event):
    """An operator says that a mission leaves later than planned."""

    kind: ClassVar[str] = "operators.delay_reported.1"
    mission_id: int
    operator_id: int
    expected_at: str
