"""When an aircraft or a vehicle is busy: never with two things at once."""

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

BETWEEN: Final = timedelta(minutes=20)
"""Rest between two journeys of one vehicle."""
Busy = tuple[datetime, datetime]


@dataclass(slots=True)
class Diary:
    """The busy times of every vehicle, in order."""

    busy: dict[int, list[Busy]] = field(default_factory=lambda: defaultdict(list))

    def first_free(self, vehicle: int, start: datetime, lasting: timedelta) -> datetime:
        """Return the first moment from a start at which a vehicle is free for so long."""
        times = self.busy[vehicle]
        at = max(0, bisect_left(times, (start, start)) - 1)
        for begins, ends in times[at:]:
            if start + lasting + BETWEEN <= begins:
                return start
            start = max(start, ends + BETWEEN)
        return start

    def book(self, vehicle: int, start: datetime, end: datetime) -> None:
        """Make a vehicle busy."""
        insort(self.busy[vehicle], (start, end))
