"""Whether a distance can be covered in a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final

TAILWIND: Final = 1.5
"""The most of a type's cruising speed that wind and a rounded minute explain; an assumption."""
FASTEST_ROAD_MPS: Final = 50.0
"""180 km/h."""
FASTEST_AIR_MPS: Final = 300.0
"""Where the type is not known: 1,080 km/h."""


@dataclass(frozen=True, slots=True)
class Run:
    """A departure, the arrival that follows it, and how far it is between them."""

    start: datetime
    end: datetime
    distance_m: float

    @property
    def speed_mps(self) -> float:
        """The average speed; without end where no time passes."""
        seconds = (self.end - self.start).total_seconds()
        return self.distance_m / seconds if seconds > 0 else float("inf")


def fastest_mps(cruise_mps: float | None, *, is_by_air: bool) -> float:
    """Return what a vehicle can't surpass."""
    if not is_by_air:
        return FASTEST_ROAD_MPS
    return cruise_mps * TAILWIND if cruise_mps else FASTEST_AIR_MPS


def pairs(starts: Sequence[datetime], ends: Sequence[datetime]) -> list[tuple[int, int]]:
    """Return which arrival follows which departure, by their places in the sorted times."""
    found = []
    for n, (start, following) in enumerate(zip_longest(starts, starts[1:])):
        first = next((m for m, end in enumerate(ends) if end >= start), None)
        if first is not None and (following is None or ends[first] <= following):
            found.append((n, first))
    return found
