"""What can happen to a case of treatment abroad."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Event):
    """A case went on to another step, by a move of its lifecycle."""

    kind: ClassVar[str] = "abroad.case_moved.1"
    case_id: int
    move: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionGranted(Event):
    """More days, or more money, were granted for a treatment."""

    kind: ClassVar[str] = "abroad.extension_granted.1"
    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyPlanned(Event):
    """A journey of a patient was planned, out or home."""

    kind: ClassVar[str] = "abroad.journey_planned.1"
    case_id: int
    at: datetime
