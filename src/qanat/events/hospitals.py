"""What can happen in hospitals."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsStated(Event):
    """A hospital stated its free beds."""

    kind: ClassVar[str] = "hospitals.beds_stated.1"
    facility_id: int
