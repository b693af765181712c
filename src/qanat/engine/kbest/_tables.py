"""Reading tables by the minute and windows of time, compiled."""

import math

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import compiled, inner, lent


@lent
def charge_at(table: Floats, since_s: float) -> float:
    """Return the charge of a moment: straight between minutes, constant outside.

    Never decreasing in time if the table is, which every proof of the search rests on.
    """
    minutes = since_s / 60.0
    last = len(table) - 1
    if minutes <= 0.0:
        return float(table[0])
    if minutes >= last:
        return float(table[last])
    low = int(minutes)
    return float(table[low] + (minutes - low) * (table[low + 1] - table[low]))


@lent
def outcome_at(care: Floats, arrival: Floats, setup_s: float, since_s: float) -> float:
    """Return the charge of definitive care, and of the arrival of who gives it, if anybody does."""
    charge = charge_at(care, since_s)
    if len(arrival):
        charge += charge_at(arrival, since_s - setup_s)
    return charge


@lent
def latest_below(table: Floats, charge: float) -> float:
    """Return a moment from which on the table is not below a charge; infinite if it always is."""
    last = len(table) - 1
    if table[last] < charge:
        return math.inf
    if table[0] >= charge:
        return -math.inf
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if table[middle] < charge:
            low = middle
        else:
            high = middle
    return 60.0 * high


@lent
def landing_s(off: Floats, land: Floats, at_s: float, flight_s: float) -> float:
    """Return the earliest landing of a flight which may take off and land in given spans only.

    Waiting is always possible, so that an earlier aircraft never lands later.
    """
    best = np.inf
    for i in range(len(off)):
        for j in range(len(land)):
            leave_s = max(at_s, off[i, 0], land[j, 0] - flight_s)
            if leave_s <= off[i, 1] and leave_s + flight_s <= land[j, 1]:
                best = min(best, leave_s + flight_s)
    return best


@inner
def order_of(keys: Floats, first: int, last: int) -> Ints:
    """Return the order of a part of some keys, least first, counted from its beginning.

    Sorting by Shell's gaps: nearly as quick as any for a hundred keys, and quick to compile.
    """
    count = last - first
    order = np.arange(count)
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, count):
            moved, key, at = order[i], keys[first + order[i]], i
            while at >= gap and keys[first + order[at - gap]] > key:
                order[at] = order[at - gap]
                at -= gap
            order[at] = moved
        gap //= 3
    return order


@inner
def rearrange(values: Floats | Ints, first: int, order: Ints) -> None:
    """Put a part of an array into an order."""
    part = np.empty_like(values[: len(order)])
    for k in range(len(order)):
        part[k] = values[first + order[k]]
    for k in range(len(order)):
        values[first + k] = part[k]


@compiled
def unsurpassed(time_s: Floats, charge: Floats, may: Bools, most: int) -> Bools:
    """Return which rows of each column fewer than so many others surpass in time and charge.

    Args:
        time_s: of each row and column.
        charge: of each row and column.
        may: what counts at all.
        most: how many must surpass one for it to be dropped.
    """
    kept = may.copy()
    for column in range(time_s.shape[1]):
        least = np.full(most, np.inf)
        times = time_s[:, column].copy()
        for row in order_of(times, 0, len(times)):
            if not may[row, column]:
                continue
            paid = charge[row, column]
            if paid >= least[-1]:
                kept[row, column] = False
                continue
            at = most - 1
            while at > 0 and least[at - 1] > paid:
                least[at] = least[at - 1]
                at -= 1
            least[at] = paid
    return kept
