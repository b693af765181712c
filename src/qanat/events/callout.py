"""What can happen in call-outs. Ids and plain values only."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CalloutChanged(Event):
    """A call-out was started, answered, passed on or ended."""

    kind: ClassVar[str] = "callout.changed.1"
    callout_id: int
    mission_id: int | None
    request_id: int | None
    region: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalQuestionChanged(Event):
    """Hospitals are asked to take a patient, or how they stand to it has changed: look again."""

    kind: ClassVar[str] = "callout.question.1"
    callout_id: int
