"""Family G: an ambulance drives the patient all the way; compiled.

Source:
    docs/sources.md#exact-k-best
"""

import numpy as np

from qanat.engine.arrays import Ints
from qanat.engine.compiled import inner
from qanat.engine.kbest._best import (
    AIRCRAFT,
    EXAMINED,
    Best,
    aim,
    aim_at_all,
    leave_out,
    offer,
)
from qanat.engine.kbest._fit import Ends, Fit
from qanat.engine.kbest._tables import charge_at, outcome_at
from qanat.engine.kbest.tables import NOBODY, Ask, Rows

GROUND = 0


@inner
def by_road(best: Best, ask: Ask, fit: Fit, ends: Ends, row: Rows) -> None:
    """Offer every plan by road that may be among the best.

    The nearest hospital is tried with every ambulance first, which makes the K-th charge low.
    Then an ambulance is kept only if its bound, the nearest and cheapest hospital at the least
    charge of any level, is below; and a hospital only if its bound with the soonest and cheapest
    of those ambulances is.
    """
    if not len(fit.id) or not len(ends.id):
        return
    row[0] = GROUND
    row[1:9] = NOBODY
    if best.each == AIRCRAFT or row[10] != NOBODY:
        aim(best, row)
    else:
        aim_at_all(best)
    nearest, way_s, drive_s = 0, np.inf, np.inf
    for e in range(len(ends.id)):
        drive_s = min(drive_s, ends.drive_s[e])
        if ends.drive_s[e] + ends.door_s[e] < way_s:
            nearest, way_s = e, ends.drive_s[e] + ends.door_s[e]
    first = np.searchsorted(fit.id, ask.leads_from)
    kept = first + np.flatnonzero(fit.is_whole[first:])
    if not len(kept):
        return
    _to(best, ask, fit, ends, kept, nearest, row)
    count = 0
    soonest_s, cheapest, rate = np.inf, np.inf, np.inf
    care, base, limit, least = ask.care[-1], ask.base + ask.hand_over, best.limit[0], np.inf
    after_s = ask.road_load_s + ask.road_unload_s + way_s - ask.onset_s
    contact_s, keys, rates = fit.contact_s, fit.key, fit.rate
    for i in kept.copy():
        bound = base + keys[i] + rates[i] * drive_s
        if bound < limit:
            bound += charge_at(care, contact_s[i] + after_s)
        if bound >= limit:
            least = min(least, bound)
            continue
        kept[count] = i
        count += 1
        soonest_s = min(soonest_s, contact_s[i])
        cheapest, rate = min(cheapest, keys[i]), min(rate, rates[i])
    leave_out(best, least)
    after_s = soonest_s + ask.road_load_s + ask.road_unload_s - ask.onset_s
    for e in range(len(ends.id)):
        bound = base + cheapest + rate * ends.drive_s[e]
        bound += charge_at(ask.care[ends.level[e]], after_s + ends.drive_s[e] + ends.door_s[e])
        if bound >= best.limit[0]:
            leave_out(best, bound)
        elif e != nearest and count:
            _to(best, ask, fit, ends, kept[:count], e, row)


@inner
def _to(best: Best, ask: Ask, fit: Fit, ends: Ends, kept: Ints, e: int, row: Rows) -> None:
    """Offer some ambulances with one hospital, where duty and deadline allow."""
    way_s, door_s = ends.drive_s[e], ends.door_s[e]
    if way_s == np.inf:
        return
    table, base = ask.care[ends.level[e]], ask.base + ask.hand_over
    limit, contact_s, keys, rates = best.limit, fit.contact_s, fit.key, fit.rate
    arrival, setup_s = ask.arrival, ask.setup_s
    after_s = ask.road_load_s + way_s + ask.road_unload_s
    left, examined = np.inf, 0
    row[9] = ends.id[e]
    for i in kept:
        done_s = contact_s[i] + after_s
        care_s = done_s + door_s
        if done_s > fit.duty_s[i] or care_s > ask.deadline_s or care_s == np.inf:
            continue
        charge = base + keys[i] + rates[i] * way_s
        if charge < limit[0]:
            charge += outcome_at(table, arrival, setup_s, care_s - ask.onset_s)
        examined += 1
        if charge < limit[0]:
            row[1] = fit.id[i]
            offer(best, charge, row)
        else:
            left = min(left, charge)
    best.proof[EXAMINED] += examined
    leave_out(best, left)
