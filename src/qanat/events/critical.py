"""What can happen in the watch over critical patients."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchChanged(Event):
    """A patient was included, reported on, seen, moved or discharged: pages look again."""

    kind: ClassVar[str] = "critical.watch_changed.1"
    watch_id: int
    region: str
    profile: str
    state: str
