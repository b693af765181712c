"""Families D and R: an aircraft, alone or with ambulances at its ends; compiled.

For every aircraft and place of pick-up a bound tells the least charge a plan can have. They are
tried in the order of their bounds until no bound is below the K-th charge.

Source:
    docs/sources.md#exact-k-best
"""

from typing import Final, NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import inner, lent
from qanat.engine.kbest._best import (
    EVERY,
    Best,
    aim,
    aim_at_all,
    is_led,
    leave_out,
    limit_of,
)
from qanat.engine.kbest._deliver import DIRECT, RELAY, Case, routes
from qanat.engine.kbest._fit import Ends, Fit, pad_floor, road_floor
from qanat.engine.kbest._flyer import (
    Flyer,
    Sky,
    first_at,
    flight_s,
    new_flyer,
    next_open,
    to_drop_m,
    to_pick_m,
)
from qanat.engine.kbest._leads import Leads, leads_of
from qanat.engine.kbest._meet import UNITS, new_meets, prepare
from qanat.engine.kbest._picks import Picks, from_scene_s, picks_of
from qanat.engine.kbest._tables import charge_at, latest_below, order_of
from qanat.engine.kbest.tables import (
    NOBODY,
    Around,
    Ask,
    Craft,
    Floors,
    Rows,
    Sites,
    Wards,
    Ways,
)

ROUNDED_S: Final = 0.001
"""More than sums of the same times in another order may differ by."""


class Starts(NamedTuple):
    """Pairs of aircraft and pick-up which may be part of a plan, in the order of their bounds."""

    bound: Floats
    craft: Ints
    pick: Ints
    order: Ints
    front: float


@inner
def _able(craft: Craft, ask: Ask) -> tuple[Ints, float]:
    """Return the aircraft which can carry this patient, and the least charge of sending one."""
    able, fixed = np.empty(len(craft.kit), dtype=np.int64), np.inf
    kit, skills, stretchers, seats = craft.kit, craft.skills, craft.stretchers, craft.seats
    is_pressurised, ready_s = craft.is_pressurised, craft.ready_s
    cost, loss, risk = craft.cost, craft.loss, craft.risk
    count = 0
    for a in range(len(kit)):
        if (
            (kit[a] & ask.kit) == ask.kit
            and (skills[a] & ask.skills) == ask.skills
            and stretchers[a] >= ask.stretchers
            and seats[a] >= ask.seats
            and (is_pressurised[a] or not ask.needs_pressurised)
            and ready_s[a] < np.inf
        ):
            able[count] = a
            count += 1
            fixed = min(fixed, ask.cost * cost[a] + ask.coverage * loss[a] + ask.risk * risk[a])
    return able[:count], fixed


@lent
def _front(ask: Ask, leads: Leads, flyer: Flyer, picks: Picks, c: int) -> tuple[float, float]:
    """Return the least charge before take-off and the earliest take-off, of one pick-up."""
    pick = NOBODY if c == NOBODY else picks.place[c]
    there_s = first_at(flyer, pick)
    charge = ask.base + flyer.fixed
    charge += flyer.rate * flight_s(flyer, to_pick_m(flyer, NOBODY, pick))
    if pick == NOBODY:
        contact_s = max(there_s, ask.floor_s)
        charge += charge_at(ask.first, contact_s - ask.onset_s) + ask.hand_over
        return charge, next_open(flyer.scene_off, contact_s + ask.air_load_s)
    charge += leads.key + leads.rate * picks.drive_s[c]
    charge += 2.0 * ask.hand_over
    if there_s + ask.air_load_s - ROUNDED_S > picks.until_s[c]:
        return charge, np.inf
    ready_s = max(there_s, picks.brought_s[c]) + ask.air_load_s
    return charge, next_open(flyer.off[pick], ready_s)


@lent
def _is_late(ask: Ask, duty_s: float, off_s: float, way_s: float) -> bool:
    """Tell whether nobody who takes off at a moment can be brought to care in time."""
    care_s = off_s + way_s
    if care_s == np.inf or care_s - ROUNDED_S > ask.deadline_s:
        return True
    return bool(off_s + ask.air_unload_s - ROUNDED_S > duty_s)


@lent
def _limit(best: Best, row: Rows, number: int, pick: int) -> float:
    """Return the charge from which on no plan of one aircraft and pick-up matters."""
    if best.each == EVERY or (pick != NOBODY and is_led(best, row)):
        return float(best.charges[-1])
    row[0], row[1], row[2] = RELAY, NOBODY, number
    limit = limit_of(best, row)
    if pick == NOBODY:
        row[0] = DIRECT
        limit = max(limit, limit_of(best, row))
    return limit


@inner
def _starts(
    best: Best, sky: Sky, ask: Ask, leads: Leads, picks: Picks, some: tuple[Ints, Rows]
) -> Starts:
    """Return the pairs of aircraft and pick-up whose bound is low enough to matter."""
    likely = _likely(best, sky, ask, leads, picks, some)
    most = len(likely)
    bounds = np.empty(most)
    craft, pick = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    count, least = 0, np.inf
    for a, c in likely:
        flyer = new_flyer(sky, ask, a)
        way_s = picks.scene_s
        if c != NOBODY:
            way_s = picks.rotor_s[c] if flyer.is_rotor else picks.wing_s[c]
        charge, off_s = _front(ask, leads, flyer, picks, c)
        if _is_late(ask, flyer.duty_s, off_s, way_s):
            continue
        bound = charge + charge_at(ask.care[-1], off_s + way_s - ask.onset_s)
        if bound >= _limit(best, some[1], flyer.number, c):
            leave_out(best, bound)
            continue
        bounds[count], craft[count], pick[count] = bound, a, c
        least = min(least, charge)
        count += 1
    order = order_of(bounds, 0, count)
    return Starts(bounds, craft, pick, order, least)


@inner
def _likely(
    best: Best, sky: Sky, ask: Ask, leads: Leads, picks: Picks, some: tuple[Ints, Rows]
) -> Ints:
    """Return the pairs whose bound is low enough if nothing is ever closed, shape ``(n, 2)``.

    The same bound as of :func:`_front` but for spans of time, and of numbers alone: few of a
    nation's aircraft pass it.
    """
    able, row = some
    found, count = np.empty((len(able) * (len(picks.place) + 1), 2), dtype=np.int64), 0
    craft, ways, onset_s, limit, left = sky.craft, sky.ways, ask.onset_s, best.charges[-1], np.inf
    first, care, craft_m = ask.first, ask.care[-1], sky.around.craft_m
    start_m, may, tank_m, full_m = ways.start_m, ways.may, craft.tank_m, craft.full_m
    is_rotor, ready_s, speed_mps, extra_s, duty_s = (
        craft.is_rotor, craft.ready_s, craft.speed_mps, craft.extra_s, craft.duty_s,
    )  # fmt: skip
    rates, costs, losses, risks = craft.rate, craft.cost, craft.loss, craft.risk
    places, brought_s, drive_s, until_s = (
        picks.place, picks.brought_s, picks.drive_s, picks.until_s,
    )  # fmt: skip
    rotor_s, wing_s = picks.rotor_s, picks.wing_s
    for a in able:
        rate, soon_s = ask.cost * rates[a], max(ready_s[a], ask.now_s)
        fixed = ask.cost * costs[a] + ask.coverage * losses[a] + ask.risk * risks[a]
        matters = _limit(best, row, craft.number[a], NOBODY)
        for c in range(NOBODY, len(places)):
            metres = craft_m[a] if c == NOBODY else start_m[a, places[c]]
            fly_s = extra_s[a] + metres / speed_mps[a] if metres > 0.0 else 0.0
            charge, there_s = ask.base + fixed + rate * fly_s, soon_s + fly_s
            if c == 0:
                matters = _limit(best, row, craft.number[a], c)
            if c == NOBODY:
                if not (is_rotor[a] and ask.can_land):
                    continue
                contact_s = max(there_s, ask.floor_s)
                charge += charge_at(first, contact_s - onset_s) + ask.hand_over
                off_s, way_s = contact_s + ask.air_load_s, picks.scene_s
            else:
                if not may[a, places[c]] or metres > tank_m[a] + full_m[a]:
                    continue
                if there_s + ask.air_load_s - ROUNDED_S > until_s[c]:
                    continue
                charge += leads.key + leads.rate * drive_s[c]
                charge += 2.0 * ask.hand_over
                off_s = max(there_s, brought_s[c]) + ask.air_load_s
                way_s = rotor_s[c] if is_rotor[a] else wing_s[c]
            if _is_late(ask, duty_s[a], off_s, way_s):
                continue
            charge += charge_at(care, off_s + way_s - onset_s)
            if charge < matters:
                found[count, 0], found[count, 1] = a, c
                count += 1
            elif charge >= limit:
                left = min(left, charge)
    leave_out(best, left)
    return found[:count]


@inner
def _landings(sky: Sky, ask: Ask, leads: Leads, picks: Picks, starts: Starts) -> Floats:
    """Return the earliest landing at each place of any start; range and stops are left out."""
    soonest_s = np.full(len(sky.around.place_m), np.inf)
    for n in starts.order:
        flyer, c = new_flyer(sky, ask, starts.craft[n]), starts.pick[n]
        pick = NOBODY if c == NOBODY else picks.place[c]
        off_s = _front(ask, leads, flyer, picks, c)[1] + flyer.extra_s
        pace = 1.0 / flyer.speed_mps
        metres = flyer.place_m if pick == NOBODY else flyer.apart_m[pick]
        for q in range(len(soonest_s)):
            soonest_s[q] = min(soonest_s[q], off_s + metres[q] * pace)
    return soonest_s - 0.001


@lent
def _aim(best: Best, row: Rows, flyer: Flyer, pick: int, family: int) -> None:
    """Look at plans of one aircraft and pick-up, and of one ambulance where that is known."""
    row[0], row[1], row[2] = family, NOBODY, flyer.number
    if pick != NOBODY and is_led(best, row):
        aim_at_all(best)
    else:
        aim(best, row)


@lent
def _drops(best: Best, case: Case, flyer: Flyer, pick: int, so_far: tuple[float, float]) -> None:
    """Offer the plans of one aircraft and pick-up, wherever it lands."""
    _aim(best, case.row, flyer, pick, RELAY)
    ask, limit = case.ask, best.limit[0]
    charge, off_s = so_far
    others = case.meets.road_s
    latest_s = latest_below(ask.care[-1], limit - charge - ask.hand_over) + ask.onset_s
    spare_s = latest_s - off_s - ask.air_unload_s - flyer.extra_s
    for q in range(len(others)):
        if q == pick or not flyer.may[q]:
            continue
        metres = to_drop_m(flyer, pick, q, NOBODY)
        fly_s = metres / flyer.speed_mps
        if fly_s + others[q] >= spare_s:
            leave_out(best, limit)
            continue
        landed_s = next_open(flyer.land[q], off_s + flyer.extra_s + fly_s)
        way_s = ask.air_unload_s + others[q]
        if _is_late(ask, flyer.duty_s, landed_s, way_s):
            continue
        if to_pick_m(flyer, NOBODY, pick) + metres > flyer.tank_m + 3.0 * flyer.full_m:
            continue
        flown = charge + ask.hand_over + flyer.rate * (flyer.extra_s + fly_s)
        bound = flown + charge_at(ask.care[-1], landed_s + way_s - ask.onset_s)
        if bound >= best.limit[0]:
            leave_out(best, bound)
            continue
        prepare(case.meets, best, ask, case.fit, case.ends, case.ways, q, case.front)
        first = case.meets.first[UNITS, q]
        if first == case.meets.last[UNITS, q]:
            continue
        bound += case.meets.charge[first]
        if bound >= best.limit[0]:
            leave_out(best, bound)
        else:
            routes(best, case, flyer, pick, q)


@lent
def _pads(
    best: Best, case: Case, flyer: Flyer, wards: Wards, pick: int, so_far: tuple[float, float]
) -> None:
    """Offer the plans of one helicopter and pick-up to the doors of hospitals."""
    _aim(best, case.row, flyer, pick, DIRECT if pick == NOBODY else RELAY)
    ask, ends, limit = case.ask, case.ends, best.limit[0]
    charge, off_s = so_far
    spare_s = latest_below(ask.care[-1], limit - charge) + ask.onset_s
    spare_s -= off_s + ask.air_unload_s + flyer.extra_s
    for e in range(len(ends.id)):
        h = ends.id[e]
        if not wards.has_pad[h]:
            continue
        metres = to_drop_m(flyer, pick, NOBODY, h)
        fly_s = metres / flyer.speed_mps
        if fly_s + ends.door_s[e] >= spare_s:
            leave_out(best, limit)
            continue
        landed_s = next_open(flyer.ward_land[h], off_s + flyer.extra_s + fly_s)
        way_s = ask.air_unload_s + ends.door_s[e]
        if _is_late(ask, flyer.duty_s, landed_s, way_s):
            continue
        if to_pick_m(flyer, NOBODY, pick) + metres > flyer.tank_m + 3.0 * flyer.full_m:
            continue
        bound = charge + flyer.rate * (flyer.extra_s + fly_s)
        bound += charge_at(ask.care[ends.level[e]], landed_s + way_s - ask.onset_s)
        if bound >= best.limit[0]:
            leave_out(best, bound)
        else:
            routes(best, case, flyer, pick, len(flyer.fuels) + e)


@inner
def by_air(
    best: Best,
    nation: tuple[Craft, Sites, Wards, Ways, Floors],
    asked: tuple[Ask, Around],
    fit: Fit,
    ends: Ends,
    row: Rows,
) -> None:
    """Offer every plan by air that may be among the best."""
    craft, sites, wards, ways, floors = nation
    ask, around = asked
    able, fixed = _able(craft, ask)
    if not len(able) or not len(ends.id):
        return
    road_s, pad_s = road_floor(wards, ways, floors, ask), pad_floor(wards, ways, floors, ask)
    leads = leads_of(best, ask, fit, row)
    scene_s = from_scene_s(ask, ends, around, wards, floors, road_s) if ask.can_land else np.inf
    known = (fit, leads, road_s, pad_s, fixed, scene_s)
    picks = picks_of(best, ask, around, sites, ways, floors, known)
    sky = Sky(craft, sites, wards, ways, around, np.array([[-np.inf, np.inf]]))
    starts = _starts(best, sky, ask, leads, picks, (able, row))
    since_s = _landings(sky, ask, leads, picks, starts)
    meets = new_meets(fit, ends, since_s, road_s)
    places = len(road_s)
    stops = np.empty((2 * places * places + 4 * places + 4, 3), dtype=np.int64)
    front = starts.front + ask.hand_over
    case = Case(ask, fit, ends, leads, meets, ways, around.place_s, front, row, stops)
    for n in starts.order:
        if starts.bound[n] >= best.charges[-1]:
            leave_out(best, starts.bound[n])
            return
        a, c = starts.craft[n], starts.pick[n]
        if starts.bound[n] >= _limit(best, row, craft.number[a], c):
            continue
        flyer = new_flyer(sky, ask, a)
        so_far = _front(ask, leads, flyer, picks, c)
        pick = NOBODY if c == NOBODY else picks.place[c]
        if flyer.is_rotor:
            _pads(best, case, flyer, wards, pick, so_far)
        _drops(best, case, flyer, pick, so_far)
