"""When landing and taking off is allowed: rows of intervals, in whole seconds from now.

A row belongs to a place; its intervals are closed at both ends, in order, and padded with empty
ones. Waiting is always possible, so that every question is for the earliest moment at or after
a given one; that keeps "earlier is never worse" true, on which the search for plans rests.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.daylight import seconds_since_2000, sun_elevations_deg

NEVER: Final = 1 << 40
"""A moment that does not come; sums of a few of them still fit."""

_STEP_S: Final = 600


@dataclass(frozen=True, slots=True)
class Windows:
    """Intervals of many places.

    Attributes:
        starts: first allowed second, ``NEVER`` for padding, shape ``(places, intervals)``.
        ends: last allowed second, -1 for padding, same shape.
    """

    starts: Ints
    ends: Ints

    def of(self, rows: Ints | slice) -> "Windows":
        """Return the windows of some places."""
        return Windows(self.starts[rows], self.ends[rows])

    def row(self, number: int) -> list[tuple[int, int]]:
        """Return the intervals of one place."""
        spans = zip(self.starts[number].tolist(), self.ends[number].tolist(), strict=True)
        return [(start, end) for start, end in spans if start <= end]

    def next_in(self, at_s: Ints) -> Ints:
        """Return the earliest allowed second at or after each, ``NEVER`` if there is none.

        Args:
            at_s: the moments, shape ``(places,)`` or ``(any, places)``.
        """
        best: Ints | None = None
        for start, end in zip(self.starts.T, self.ends.T, strict=True):
            moment = np.maximum(at_s, start)
            np.copyto(moment, NEVER, where=moment > end)
            best = moment if best is None else np.minimum(best, moment, out=best)
        if best is None:
            raise AssertionError("windows have a column at least")
        return best

    def meet(self, other: "Windows") -> "Windows":
        """Return when both allow it."""
        starts = np.maximum(self.starts[:, :, None], other.starts[:, None, :])
        ends = np.minimum(self.ends[:, :, None], other.ends[:, None, :])
        return _trimmed(starts.reshape(len(starts), -1), ends.reshape(len(ends), -1))

    def where(self, is_ours: Bools, other: "Windows") -> "Windows":
        """Return our rows where asked for, else the other's."""
        width = max(self.starts.shape[1], other.starts.shape[1])
        ours, theirs = _padded(self, width), _padded(other, width)
        chosen = is_ours[:, None]
        return _trimmed(
            np.where(chosen, ours.starts, theirs.starts), np.where(chosen, ours.ends, theirs.ends)
        )


def departures(at_s: Ints, flight_s: Ints, take_off: Windows, landing: Windows) -> Ints:
    """Return the earliest take-off from which the landing is allowed too.

    All arguments broadcast over flights; windows have a row for each flight, or one for all.

    Args:
        at_s: when the aircraft is ready to leave.
        flight_s: how long the flight takes.
        take_off: when it may take off.
        landing: when it may land.

    Returns:
        Seconds, ``NEVER`` where there is no such moment.
    """
    best: Ints | None = None
    for off_start, off_end in zip(take_off.starts.T, take_off.ends.T, strict=True):
        from_s, to_s = np.maximum(at_s, off_start), off_end
        for start, end in zip(landing.starts.T, landing.ends.T, strict=True):
            moment = np.maximum(from_s, start - flight_s)
            is_allowed = (moment <= to_s) & (moment + flight_s <= end)
            leave_s: Ints = np.where(is_allowed, moment, NEVER)
            best = leave_s if best is None else np.minimum(best, leave_s)
    if best is None:
        raise AssertionError("windows have a column at least")
    return best


def departure(
    at_s: int, flight_s: int, take_off: list[tuple[int, int]], landing: list[tuple[int, int]]
) -> int:
    """Return the same as ``departures`` for a single flight."""
    best = NEVER
    for off_start, off_end in take_off:
        for start, end in landing:
            moment = max(at_s, off_start, start - flight_s)
            if moment <= off_end and moment + flight_s <= end:
                best = min(best, moment)
    return best


def always(places: int, horizon_s: int) -> Windows:
    """Return windows that allow everything up to the horizon."""
    starts: Ints = np.zeros((places, 1), dtype=np.int64)
    return Windows(starts, np.full_like(starts, horizon_s))


def open_windows(
    hours: Sequence[tuple[tuple[datetime, datetime], ...] | None], now: datetime, horizon_s: int
) -> Windows:
    """Return when places are open; unknown hours count as always.

    Args:
        hours: opening and closing moments of each place, ``None`` if not known.
        now: second zero.
        horizon_s: last second that matters.
    """
    rows = [
        [(0, horizon_s)]
        if spans is None
        else [
            (max(0, -int(-(opens - now).total_seconds() // 1)), int((closes - now).total_seconds()))
            for opens, closes in spans
        ]
        for spans in hours
    ]
    return _from_rows(rows, horizon_s)


def daylight_windows(places: Floats, now: datetime, horizon_s: int, below_deg: float) -> Windows:
    """Return when the sun stands over a height, to the second.

    Args:
        places: degrees, columns longitude and latitude, shape ``(n, 2)``.
        now: second zero.
        horizon_s: last second that matters.
        below_deg: height of the sun at which night begins.
    """
    steps: Ints = np.append(np.arange(0, horizon_s, _STEP_S), horizon_s).astype(np.int64)
    is_day = _is_day(places, steps[None, :], now, below_deg)
    row, step = np.nonzero(is_day[:, 1:] != is_day[:, :-1])
    change_s = _narrowed(places[row], steps[step], steps[step + 1], now, below_deg)
    rows: list[list[tuple[int, int]]] = [[] for _ in places]
    for number, spans in enumerate(rows):
        edges = change_s[row == number].tolist()
        if is_day[number, 0]:
            edges.insert(0, 0)
        edges.append(horizon_s + 1)
        spans += [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return _from_rows(rows, horizon_s)


def _is_day(places: Floats, at_s: Ints, now: datetime, below_deg: float) -> Bools:
    heights = sun_elevations_deg(places, seconds_since_2000(now) + at_s.astype(np.float64))
    is_day: Bools = heights > below_deg
    return is_day


def _narrowed(places: Floats, low: Ints, high: Ints, now: datetime, below_deg: float) -> Ints:
    """Return the first second of the new light, between a step of the old and one of the new."""
    if not len(places):
        return high
    was_day = _is_day(places, low[:, None], now, below_deg)[:, 0]
    for _ in range(_STEP_S.bit_length()):
        middle = (low + high) // 2
        is_old = _is_day(places, middle[:, None], now, below_deg)[:, 0] == was_day
        low, high = np.where(is_old, middle, low), np.where(is_old, high, middle)
    return high


def _from_rows(rows: Sequence[Sequence[tuple[int, int]]], horizon_s: int) -> Windows:
    width = max([1, *map(len, rows)])
    starts: Ints = np.full((len(rows), width), NEVER)
    ends: Ints = np.full((len(rows), width), -1)
    for number, spans in enumerate(rows):
        for column, (start, end) in enumerate(sorted(spans)):
            starts[number, column], ends[number, column] = start, min(end, horizon_s)
    return _trimmed(starts, ends)


def _trimmed(starts: Ints, ends: Ints) -> Windows:
    """Move empty intervals to the end of each row and drop columns of nothing else."""
    is_empty = starts > ends
    starts, ends = np.where(is_empty, NEVER, starts), np.where(is_empty, -1, ends)
    order = np.argsort(starts, axis=1, kind="stable")
    width = max(1, int((~is_empty).sum(axis=1).max(initial=1)))
    return Windows(
        np.take_along_axis(starts, order, axis=1)[:, :width],
        np.take_along_axis(ends, order, axis=1)[:, :width],
    )


def _padded(windows: Windows, width: int) -> Windows:
    extra = ((0, 0), (0, width - windows.starts.shape[1]))
    return Windows(
        np.pad(windows.starts, extra, constant_values=NEVER),
        np.pad(windows.ends, extra, constant_values=-1),
    )
