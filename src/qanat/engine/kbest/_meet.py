"""Who fetches from a landing place, and where to: lists made when first wanted; compiled.

A list holds what can still be part of a plan below the K-th charge, given the earliest landing
of any aircraft. Whoever is there before it is there in time: all of them count as equally early.
Of ambulances, those are dropped which
more than K others surpass in time, charge, rate and duty alike (K-skyband; one more than K, since
one of them may be the ambulance that brings the patient).

Source:
    docs/sources.md#exact-k-best
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import inner, lent
from qanat.engine.kbest._best import DOMINATED, Best, leave_out, most_surpassing
from qanat.engine.kbest._fit import Ends, Fit
from qanat.engine.kbest._tables import charge_at, latest_below, order_of, rearrange
from qanat.engine.kbest.tables import Ask, Ways

UNITS = 0
WARDS = 1
POOL = 131_072


class Meets(NamedTuple):
    """The lists of every place, one after another in two pools.

    Attributes:
        since_s: earliest landing at each place.
        is_made: whether there are lists of each place.
        first: where each list begins, shape ``(2, places)``.
        last: where it ends.
        used: how much of each pool is taken.
        unit: row in the fitting ambulances.
        there_s: when it is at the place.
        charge: of sending it there.
        ward: row in the fitting hospitals.
        way_s: from leaving the place to care.
        drive_s: of that, driving.
        road_s: least of all ways from each place.
    """

    since_s: Floats
    is_made: Bools
    first: Ints
    last: Ints
    used: Ints
    unit: Ints
    there_s: Floats
    charge: Floats
    ward: Ints
    way_s: Floats
    drive_s: Floats
    road_s: Floats


@inner
def new_meets(fit: Fit, ends: Ends, since_s: Floats, road_s: Floats) -> Meets:
    """Return room for the lists."""
    units, wards = max(POOL, 2 * len(fit.id)), max(POOL, 2 * len(ends.id))
    places = len(road_s)
    return Meets(
        since_s,
        np.zeros(places, dtype=np.bool_),
        np.zeros((2, places), dtype=np.int64),
        np.zeros((2, places), dtype=np.int64),
        np.zeros(2, dtype=np.int64),
        np.empty(units, dtype=np.int64),
        np.empty(units),
        np.empty(units),
        np.empty(wards, dtype=np.int64),
        np.empty(wards),
        np.empty(wards),
        road_s,
    )


@inner
def prepare(
    meets: Meets, best: Best, ask: Ask, fit: Fit, ends: Ends, ways: Ways, p: int, before: float
) -> None:
    """Make the lists of a place, unless they are made.

    Args:
        meets: the lists.
        best: plans found so far.
        ask: the request.
        fit: ambulances.
        ends: hospitals.
        ways: distances.
        p: the place.
        before: least charge of all that comes before.
    """
    if meets.is_made[p]:
        return
    full = meets.used[UNITS] + len(fit.id) > len(meets.unit)
    if full or meets.used[WARDS] + len(ends.id) > len(meets.ward):
        meets.is_made[:] = False
        meets.used[:] = 0
    meets.is_made[p] = True
    since_s = meets.since_s[p] + ask.air_unload_s
    drive_s = _list_wards(meets, best, ask, ends, ways, (p, since_s, before))
    _list_units(meets, best, ask, fit, ways, (p, since_s, before, drive_s))


@inner
def _list_units(
    meets: Meets, best: Best, ask: Ask, fit: Fit, ways: Ways, at: tuple[int, float, float, float]
) -> None:
    p, since_s, before, least_s = at
    care, limit = ask.care[-1], best.charges[-1]
    way_s = meets.road_s[p] - ask.onset_s
    soonest = charge_at(care, since_s + way_s)
    latest_s = latest_below(care, limit - before) - way_s - ask.air_unload_s
    most = limit - before - soonest
    begin = meets.used[UNITS]
    count = begin
    drive_s = ways.meet_s[p]
    for i in range(len(fit.id)):
        there_s = fit.free_s[i] + drive_s[fit.id[i]]
        if there_s >= latest_s or there_s == np.inf or fit.fixed[i] >= most:
            leave_out(best, limit)
            continue
        charge = fit.fixed[i] + fit.rate[i] * drive_s[fit.id[i]]
        meet_s = max(since_s, there_s + ask.air_unload_s)
        if meet_s + least_s + ask.road_unload_s > fit.duty_s[i]:
            continue
        if before + charge + charge_at(care, meet_s + way_s) < limit:
            meets.unit[count] = i
            meets.there_s[count] = there_s
            meets.charge[count] = charge
            count += 1
        else:
            leave_out(best, limit)
    order = order_of(meets.charge, begin, count)
    rearrange(meets.unit, begin, order)
    rearrange(meets.there_s, begin, order)
    rearrange(meets.charge, begin, order)
    count = _skyband(meets, best, fit, begin, count, meets.since_s[p])
    meets.first[UNITS, p], meets.last[UNITS, p] = begin, count
    meets.used[UNITS] = count


@lent
def _skyband(meets: Meets, best: Best, fit: Fit, begin: int, end: int, since_s: float) -> int:
    """Drop ambulances which more than K surpass, of a list in order of charge."""
    most = most_surpassing(best)
    count = begin
    for c in range(begin, end):
        i, surpassed = meets.unit[c], 0
        for d in range(begin, count):
            j = meets.unit[d]
            if (
                meets.there_s[d] <= max(meets.there_s[c], since_s)
                and fit.rate[j] <= fit.rate[i]
                and fit.duty_s[j] >= fit.duty_s[i]
            ):
                surpassed += 1
                if surpassed == most:
                    break
        if surpassed == most:
            best.proof[DOMINATED] += 1.0
            continue
        meets.unit[count] = i
        meets.there_s[count] = meets.there_s[c]
        meets.charge[count] = meets.charge[c]
        count += 1
    return count


@inner
def _list_wards(
    meets: Meets, best: Best, ask: Ask, ends: Ends, ways: Ways, at: tuple[int, float, float]
) -> float:
    """Make the list of hospitals; return the shortest drive to any of them."""
    p, since_s, before = at
    least_s = np.inf
    limit = best.charges[-1]
    latest_s = latest_below(ask.care[-1], limit - before) + ask.onset_s - since_s
    begin = meets.used[WARDS]
    count = begin
    drives_s = ways.drive_s[p]
    for e in range(len(ends.id)):
        drive_s = drives_s[ends.id[e]]
        way_s = drive_s + ask.road_unload_s + ends.door_s[e]
        if way_s >= latest_s or way_s == np.inf:
            leave_out(best, limit)
            continue
        care_s = since_s + way_s
        if before + charge_at(ask.care[ends.level[e]], care_s - ask.onset_s) < limit:
            meets.ward[count], meets.way_s[count], meets.drive_s[count] = e, way_s, drive_s
            least_s = min(least_s, drive_s)
            count += 1
        else:
            leave_out(best, limit)
    order = order_of(meets.way_s, begin, count)
    rearrange(meets.ward, begin, order)
    rearrange(meets.way_s, begin, order)
    rearrange(meets.drive_s, begin, order)
    meets.first[WARDS, p], meets.last[WARDS, p] = begin, count
    meets.used[WARDS] = count
    return least_s
