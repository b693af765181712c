"""When things happen: seasons, hours of the day, daylight and winter storms."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from qanat.foundation.days import NATIONAL, national_day

SEASON: Final = (92, 88, 98, 100, 106, 110, 114, 112, 104, 100, 92, 84)
"""How busy each month is: good weather flies more, and roads kill more in summer."""
HOURS: Final = (2, 2, 2, 2, 2, 3, 4, 5, 7, 9, 10, 10, 9, 9, 9, 9, 8, 8, 7, 6, 5, 5, 4, 3)
"""How many requests come in each hour of the day."""
DAYLIGHT: Final = (
    (8.7, 17.3), (8.0, 18.2), (7.1, 19.0), (6.2, 19.8), (5.4, 20.6), (5.0, 21.1),
    (5.2, 21.0), (5.9, 20.2), (6.7, 19.1), (7.4, 18.0), (8.2, 17.2), (8.8, 16.9),
)  # fmt: skip
"""Sunrise and sunset of each month, hours of national time, roughly for the whole country."""
STORMY: Final = {12: 0.08, 1: 0.10, 2: 0.09, 3: 0.05, 11: 0.05, 4: 0.02, 10: 0.02}
"""Share of days on which a region's weather forbids flying, by month."""
MILD: Final = frozenset({"KZ-43", "KZ-47", "KZ-61", "KZ-31", "KZ-79"})
"""Regions of the south, with half as many such days."""
NOON: Final = 12


@dataclass(slots=True)
class Calendar:
    """The moments of one year, drawn by chance."""

    chance: random.Random
    first: date
    last: date
    regions: tuple[str, ...]
    storms: set[tuple[str, date]] = field(default_factory=set)
    days: list[date] = field(default_factory=list)
    _weights: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw the days on which nobody flies, region by region."""
        days = (self.last - self.first).days + 1
        self.days = [self.first + timedelta(days=n) for n in range(days)]
        total = 0
        for day in self.days:
            total += SEASON[day.month - 1]
            self._weights.append(total)
        for region in self.regions:
            share = 0.5 if region in MILD else 1.0
            for day in self.days:
                if self.chance.random() < share * STORMY.get(day.month, 0.004):
                    self.storms.add((region, day))

    def moment(self, *, until: date | None = None) -> datetime:
        """Draw the moment at which somebody calls, not after a day if given."""
        while True:
            (day,) = self.chance.choices(self.days, cum_weights=self._weights)
            if until is None or day <= until:
                return self.moment_of(day)

    def moment_of(self, day: date) -> datetime:
        """Draw a moment of a day."""
        (hour,) = self.chance.choices(range(24), HOURS)
        clock = time(hour, self.chance.randrange(60))
        return datetime.combine(day, clock, NATIONAL).astimezone(UTC)

    def flying_moment(self, region: str, *, until: date | None = None) -> datetime:
        """Draw the moment of a call from a region on a day when its weather lets aircraft fly."""
        while True:
            at = self.moment(until=until)
            if (region, national_day(at)) not in self.storms:
                return at

    def stormy_moment(self, region: str) -> datetime:
        """Draw the moment of a call on a day when nobody flies there."""
        found = sorted(day for where, day in self.storms if where == region)
        return self.moment_of(self.chance.choice(found)) if found else self.moment()


def in_daylight(at: datetime, lasting: timedelta) -> datetime:
    """Return the moment itself, or the next morning, so that a flight ends before dark."""
    here = at.astimezone(NATIONAL)
    morning, dark = _morning(here.date()), _clock(here.date(), DAYLIGHT[here.month - 1][1])
    if here < morning:
        return morning.astimezone(UTC)
    if here + lasting <= dark or here.hour < NOON:
        return at
    return _morning(here.date() + timedelta(days=1)).astimezone(UTC)


def _morning(day: date) -> datetime:
    """Return when helicopters begin to fly: somewhat after sunrise, on no two days the same."""
    return _clock(day, DAYLIGHT[day.month - 1][0]) + timedelta(minutes=day.toordinal() * 37 % 80)


def _clock(day: date, hours: float) -> datetime:
    return datetime.combine(day, time(int(hours), int(hours % 1 * 60)), NATIONAL)
