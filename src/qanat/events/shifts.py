"""What can happen with the shifts of the centre."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftChanged(Event):
    """A shift was opened, joined, noted in, handed over or taken over."""

    kind: ClassVar[str] = "shifts.shift_changed.1"
    shift_id: int
    state: str
