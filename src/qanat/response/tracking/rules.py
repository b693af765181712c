"""Which positions can be: a vehicle moves no faster than its class, and a second one decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qanat.engine.geodesy import Point, great_circle_m


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at a time; degrees."""

    at: datetime
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a vehicle gets: by its speed, and what positions and clocks may be wrong by."""

    fastest_mps: float
    allowance_m: float

    def joins(self, a: Spot, b: Spot) -> bool:
        """Tell whether one vehicle may have been at both, whichever was first."""
        apart_m = great_circle_m(Point(a.lon, a.lat), Point(b.lon, b.lat))
        between_s = abs((a.at - b.at).total_seconds())
        return apart_m <= self.fastest_mps * between_s + self.allowance_m


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of a vehicle after some fixes.

    Attributes:
        last: the newest which is used; None if there is none.
        doubt: a newer one which waits for a second that agrees with it.
        doubtful: the times of the given ones which were not believed.
        cleared: the time of the earlier doubt which turned out to be right.
    """

    last: Spot | None
    doubt: Spot | None
    doubtful: frozenset[datetime]
    cleared: datetime | None


def judge(fixes: Iterable[Spot], last: Spot | None, doubt: Spot | None, reach: Reach) -> Judged:
    """Judge the fixes of a vehicle, oldest first.

    The first is believed, and so is one which the vehicle could have reached from the last one
    believed, or which could have been reached from a doubtful one: two that agree. Any other is in
    doubt, until a newer one is believed.
    """
    known, doubtful, cleared = doubt, set[datetime](), None
    for fix in fixes:
        is_newer = last is None or fix.at > last.at
        if last is None or reach.joins(last, fix):
            if is_newer:
                last = fix
                doubt = doubt if doubt is not None and doubt.at > fix.at else None
        elif is_newer and doubt is not None and fix.at != doubt.at and reach.joins(doubt, fix):
            doubtful.discard(doubt.at)
            cleared = doubt.at if doubt is known else cleared
            last, doubt = fix, None
        else:
            doubtful.add(fix.at)
            if is_newer and (doubt is None or fix.at > doubt.at):
                doubt = fix
    return Judged(last, doubt, frozenset(doubtful), cleared)
