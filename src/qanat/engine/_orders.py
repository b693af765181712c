"""The cheapest order of stops for every set of transfers one unit could carry; compiled."""

from typing import Final, NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import compiled, inner

WAITS: Final = 0
ABOARD: Final = 1
THERE: Final = 2


class Asked(NamedTuple):
    """Transfers as columns."""

    start: Ints
    end: Ints
    ready_s: Floats
    due_s: Floats
    patients: Ints
    escorts: Ints


class Unit(NamedTuple):
    """A unit on duty; ``open_s`` are the spans in which it may arrive, ``(places, spans, 2)``."""

    base: int
    from_s: float
    until_s: float
    pace: float
    aboard: int
    seats: int
    turn_s: float
    open_s: Floats


@inner
def _arrives_s(unit: Unit, place: int, at_s: float) -> float:
    """Return the first moment from one on at which it may arrive."""
    for k in range(unit.open_s.shape[1]):
        if at_s <= unit.open_s[place, k, 1]:
            return float(max(at_s, unit.open_s[place, k, 0]))
    return np.inf


@compiled
def orders_of(
    asked: Asked, unit: Unit, travel_s: Floats, size: int, fewer: Ints
) -> tuple[Ints, Floats, Ints]:
    """Return the sets of a size which can be carried, travel and return, and their best orders.

    A set can't be carried if one without one of its transfers can't.

    Args:
        asked: the transfers, at most 62.
        unit: who carries.
        travel_s: between all places.
        size: transfers of each set.
        fewer: masks of the sets with one transfer less that can be carried, ascending.

    Returns:
        Masks ascending, travel and return of each, and its order as ``2 * transfer + step``.
    """
    count, found = len(asked.start), 0
    most = len(fewer) * count
    masks, times = np.empty(most, dtype=np.int64), np.empty((most, 2))
    orders, members = np.empty((most, 2 * size), dtype=np.int64), np.empty(size, dtype=np.int64)
    best = np.empty(2 * size, dtype=np.int64)
    for known in fewer:
        for more in range(count):
            mask = known | (1 << more)
            if known >> more or not _are_possible(mask, fewer, count, members):
                continue
            least_s, back_s = _cheapest(asked, unit, travel_s, members, best)
            if least_s < np.inf:
                masks[found], times[found, 0], times[found, 1] = mask, least_s, back_s
                orders[found] = best
                found += 1
    order = np.argsort(masks[:found])
    return masks[order], times[order], orders[order]


@inner
def _are_possible(mask: int, fewer: Ints, count: int, members: Ints) -> bool:
    """Fill in the members of a set; tell whether all sets with one less are possible."""
    n = 0
    for k in range(count):
        if mask >> k & 1:
            less = mask ^ (1 << k)
            at = np.searchsorted(fewer, less)
            if at == len(fewer) or fewer[at] != less:
                return False
            members[n] = k
            n += 1
    return True


@inner
def _cheapest(  # noqa: C901, PLR0912, PLR0915 - one loop: calls within would take most of the time
    asked: Asked, unit: Unit, travel_s: Floats, members: Ints, best: Ints
) -> tuple[float, float]:
    """Fill in the order with the least travel; return that and the return, infinite if none is."""
    many = len(members)
    steps = 2 * many
    done = np.zeros((steps + 1, many), dtype=np.int64)
    nexts, path = np.zeros(steps + 1, dtype=np.int64), np.empty(steps, dtype=np.int64)
    at, now_s = np.empty(steps + 1, dtype=np.int64), np.empty(steps + 1)
    travelled_s = np.zeros(steps + 1)
    at[0], now_s[0] = unit.base, unit.from_s
    least_s, back_s, depth = np.inf, np.inf, 0
    while depth >= 0:
        n = nexts[depth]
        if n == many:
            depth -= 1
            continue
        nexts[depth] += 1
        state, one = done[depth, n], members[n]
        if state == THERE or (state == WAITS and not _fits(asked, unit, members, done[depth], n)):
            continue
        place = asked.end[one] if state else asked.start[one]
        leg_s = travel_s[at[depth], place] * unit.pace
        home_s = travel_s[place, unit.base] * unit.pace
        sum_s = travelled_s[depth] + leg_s
        if sum_s + home_s >= least_s:
            continue
        there_s = now_s[depth] + leg_s
        there_s = _arrives_s(unit, place, there_s) if leg_s > 0.0 else there_s
        leave_s = (there_s if state else max(there_s, asked.ready_s[one])) + unit.turn_s
        if (state and there_s > asked.due_s[one]) or not leave_s <= unit.until_s:
            continue
        path[depth] = 2 * one + state
        if depth + 1 < steps:
            for k in range(many):
                done[depth + 1, k] = done[depth, k]
            done[depth + 1, n] = state + 1
            depth += 1
            at[depth], now_s[depth], travelled_s[depth], nexts[depth] = place, leave_s, sum_s, 0
            continue
        end_s = _arrives_s(unit, unit.base, leave_s + home_s) if home_s > 0.0 else leave_s
        if end_s <= unit.until_s:
            least_s, back_s = sum_s + home_s, end_s
            for k in range(steps):
                best[k] = path[k]
    return least_s, back_s


@inner
def _fits(asked: Asked, unit: Unit, members: Ints, done: Ints, n: int) -> bool:
    """Tell whether there is room for one more."""
    patients, escorts = asked.patients[members[n]], asked.escorts[members[n]]
    for k in range(len(members)):
        if done[k] == ABOARD:
            patients += asked.patients[members[k]]
            escorts += asked.escorts[members[k]]
    return bool(patients <= unit.aboard and escorts <= unit.seats)
