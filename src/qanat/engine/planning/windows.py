"""When it is day at places: spans of whole seconds from now, closed at both ends."""

from datetime import datetime
from typing import TypeAlias

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.daylight import seconds_since_2000, sun_elevations_deg

Spans: TypeAlias = list[tuple[int, int]]

_STEP_S = 600


def daylight_windows(
    places: Floats, now: datetime, horizon_s: int, below_deg: float
) -> list[Spans]:
    """Return when the sun stands over a height, to the second.

    Args:
        places: degrees, columns longitude and latitude, shape ``(n, 2)``.
        now: second zero.
        horizon_s: last second that matters.
        below_deg: height of the sun at which night begins.

    Returns:
        Of each place the spans of day, first and last second, in their order.
    """
    steps: Ints = np.append(np.arange(0, horizon_s, _STEP_S), horizon_s).astype(np.int64)
    is_day = _is_day(places, steps[None, :], now, below_deg)
    row, step = np.nonzero(is_day[:, 1:] != is_day[:, :-1])
    change_s = _narrowed(places[row], steps[step], steps[step + 1], now, below_deg)
    rows: list[Spans] = []
    for number in range(len(places)):
        edges = change_s[row == number].tolist()
        if is_day[number, 0]:
            edges.insert(0, 0)
        edges.append(horizon_s + 1)
        days = [(a, min(b - 1, horizon_s)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
        rows.append([(first, last) for first, last in days if first <= last])
    return rows


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
