"""What can happen in dispatch. Ids and plain values only."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChanged(Event):
    """A request was registered, moved or corrected: lists and pages look again."""

    kind: ClassVar[str] = "dispatch.request_changed.1"
    request_id: int
    version: int
    region: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationNeeded(Event):
    """A request is to be answered by a remote consultation."""

    kind: ClassVar[str] = "dispatch.consultation_needed.1"
    request_id: int
    specialty: str
    urgency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionChanged(Event):
    """A mission was committed, moved, stamped or corrected."""

    kind: ClassVar[str] = "dispatch.mission_changed.1"
    mission_id: int
    version: int
    region: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionReplanned(Event):
    """A mission has other legs, times, crew or vehicle than before."""

    kind: ClassVar[str] = "dispatch.mission_replanned.1"
    mission_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionLeavesLater(Event):
    """A mission leaves later than it was to, and is as planned else."""

    kind: ClassVar[str] = "dispatch.mission_leaves_later.1"
    mission_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionOffered(Event):
    """An operator is to accept or refuse a mission."""

    kind: ClassVar[str] = "dispatch.mission_offered.1"
    mission_id: int
    operator_id: int
    answer_due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged(Event):
    """An ambulance call was taken or moved."""

    kind: ClassVar[str] = "dispatch.call_changed.1"
    call_id: int
    region: str
    state: str
