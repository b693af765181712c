"""What can happen in tracking."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsReported(Event):
    """Vehicles reported where they are."""

    kind: ClassVar[str] = "tracking.positions_reported.1"
    count: int
