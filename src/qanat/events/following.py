"""What can happen while flights are followed."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightReported(Event):
    """A flight was heard of by radio or telephone, or did not answer."""

    kind: ClassVar[str] = "following.flight_reported.1"
    mission_id: int
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStepDone(Event):
    """A step of a flight's emergency plan was done."""

    kind: ClassVar[str] = "following.plan_step_done.1"
    mission_id: int
    region: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStepTakenBack(Event):
    """A step of a flight's emergency plan is not done after all."""

    kind: ClassVar[str] = "following.plan_step_taken_back.1"
    mission_id: int
    region: str
    step: str
