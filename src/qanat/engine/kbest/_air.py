"""Families D and R: an aircraft, alone or with ambulances at its ends; compiled.

For every aircraft and place of pick-up a bound tells the least charge a plan can have. They are
tried in the order of their bounds until no bound is below the K-th charge.

Source:
    docs/sources.md#exact-k-best
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import inner
from qanat.engine.kbest._best import (
    Best,
    aim,
    aim_at_all,
    is_led,
    leave_out,
)
from qanat.engine.kbest._deliver import DIRECT, RELAY, Case, routes
from qanat.engine.kbest._fit import Ends, Fit, pad_floor, road_floor
from qanat.engine.kbest._flyer import (
    Flyer,
    first_at,
    flight_s,
    new_flyer,
    next_open,
    to_drop_m,
    to_pick_m,
)
from qanat.engine.kbest._leads import Leads, first_brought_s, leads_of
from qanat.engine.kbest._meet import UNITS, new_meets, prepare
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


class Picks(NamedTuple):
    """Places to which the patient may be brought, with the least time from take-off to care.

    Attributes:
        place: numbers of the places.
        drive_s: from the scene.
        brought_s: when the patient can be there at the earliest.
        rotor_s: from the place to care by helicopter, at least.
        wing_s: from the place to care by aeroplane, at least.
        scene_s: from the scene to care by helicopter, at least.
    """

    place: Ints
    drive_s: Floats
    brought_s: Floats
    rotor_s: Floats
    wing_s: Floats
    scene_s: float


class Starts(NamedTuple):
    """Pairs of aircraft and pick-up which may be part of a plan, in the order of their bounds."""

    bound: Floats
    craft: Ints
    pick: Ints
    order: Ints
    front: float


@inner
def carries(craft: Craft, ask: Ask, a: int) -> bool:
    """Tell whether an aircraft can carry this patient."""
    return bool(
        (craft.kit[a] & ask.kit) == ask.kit
        and (craft.skills[a] & ask.skills) == ask.skills
        and craft.stretchers[a] >= ask.stretchers
        and craft.seats[a] >= ask.seats
        and (craft.is_pressurised[a] or not ask.needs_pressurised)
        and craft.ready_s[a] < np.inf
    )


@inner
def _picks(
    best: Best,
    ask: Ask,
    around: Around,
    sites: Sites,
    ways: Ways,
    floors: Floors,
    at: tuple[Fit, Leads, Floats, Floats, float],
) -> Picks:
    """Return the places whose bound, with the best of everything, is below the K-th charge."""
    fit, leads, road_s, pad_s, fixed = at
    places = len(around.place_s)
    number = np.empty(places, dtype=np.int64)
    times = np.empty((4, places))
    count = 0
    care, limit = ask.care[-1], best.charges[-1]
    base = ask.base + leads.key + fixed + 2.0 * ask.hand_over
    least = limit - base if base < np.inf else -np.inf
    latest_s = latest_below(care, least) + ask.onset_s
    nearest_s = ask.air_load_s + ask.air_unload_s
    for p in range(places):
        brought_s = first_brought_s(ask, fit, leads, around.place_s[p])
        if brought_s + nearest_s >= latest_s or brought_s == np.inf:
            leave_out(best, limit)
            continue
        rotor_s, wing_s = pad_s[p], np.inf
        for q in range(places):
            if q != p:
                on_s = ask.air_unload_s + road_s[q]
                rotor_s = min(rotor_s, ways.apart_m[p, q] / floors.rotor_mps + on_s)
                if sites.runway_m[q] > 0.0:
                    wing_s = min(wing_s, ways.apart_m[p, q] / floors.wing_mps + on_s)
        if brought_s + ask.air_load_s + min(rotor_s, wing_s) >= latest_s:
            leave_out(best, limit)
            continue
        number[count] = p
        times[0, count], times[1, count] = around.place_s[p], brought_s
        times[2, count], times[3, count] = rotor_s, wing_s
        count += 1
    return Picks(
        number[:count],
        times[0, :count],
        times[1, :count],
        times[2, :count],
        times[3, :count],
        np.inf,
    )


@inner
def _from_scene_s(
    ask: Ask, ends: Ends, around: Around, wards: Wards, floors: Floors, road_s: Floats
) -> float:
    """Return the least time from take-off beside the patient to care, by helicopter."""
    least_s = np.inf
    for q in range(len(road_s)):
        way_s = around.place_m[q] / floors.rotor_mps + ask.air_unload_s + road_s[q]
        least_s = min(least_s, way_s)
    for e in range(len(ends.id)):
        if wards.has_pad[ends.id[e]]:
            way_s = around.ward_m[ends.id[e]] / floors.rotor_mps + ask.air_unload_s
            least_s = min(least_s, way_s + ends.door_s[e])
    return least_s


@inner
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
    ready_s = max(there_s, picks.brought_s[c]) + ask.air_load_s
    return charge + 2.0 * ask.hand_over, next_open(flyer.off[pick], ready_s)


@inner
def _starts(best: Best, ask: Ask, leads: Leads, picks: Picks, flyers: list[Flyer]) -> Starts:
    """Return the pairs of aircraft and pick-up whose bound is below the K-th charge."""
    most = len(flyers) * (len(picks.place) + 1)
    bounds = np.empty(most)
    craft, pick = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    count, least = 0, np.inf
    for n in range(len(flyers)):
        flyer = flyers[n]
        for c in range(NOBODY, len(picks.place)):
            if c == NOBODY:
                if not (flyer.is_rotor and ask.can_land):
                    continue
                way_s = picks.scene_s
            else:
                p = picks.place[c]
                if not flyer.may[p] or flyer.start_m[p] > flyer.tank_m + flyer.full_m:
                    continue
                way_s = picks.rotor_s[c] if flyer.is_rotor else picks.wing_s[c]
            charge, off_s = _front(ask, leads, flyer, picks, c)
            if off_s == np.inf:
                continue
            bound = charge + charge_at(ask.care[-1], off_s + way_s - ask.onset_s)
            if bound >= best.charges[-1]:
                leave_out(best, bound)
                continue
            bounds[count], craft[count], pick[count] = bound, n, c
            least = min(least, charge)
            count += 1
    order = order_of(bounds, 0, count)
    return Starts(bounds, craft, pick, order, least)


@inner
def _landings(ask: Ask, leads: Leads, picks: Picks, flyers: list[Flyer], starts: Starts) -> Floats:
    """Return the earliest landing at each place of any start; range and stops are left out."""
    soonest_s = np.full(len(flyers[0].may), np.inf)
    for n in starts.order:
        flyer, c = flyers[starts.craft[n]], starts.pick[n]
        pick = NOBODY if c == NOBODY else picks.place[c]
        off_s = _front(ask, leads, flyer, picks, c)[1] + flyer.extra_s
        pace = 1.0 / flyer.speed_mps
        metres = flyer.place_m if pick == NOBODY else flyer.apart_m[pick]
        for q in range(len(soonest_s)):
            soonest_s[q] = min(soonest_s[q], off_s + metres[q] * pace)
    return soonest_s - 0.001


@inner
def _aim(best: Best, row: Rows, flyer: Flyer, pick: int, family: int) -> None:
    """Look at plans of one aircraft and pick-up, and of one ambulance where that is known."""
    row[0], row[1], row[2] = family, NOBODY, flyer.number
    if pick != NOBODY and is_led(best, row):
        aim_at_all(best)
    else:
        aim(best, row)


@inner
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
        if landed_s + ask.air_unload_s > flyer.duty_s or landed_s == np.inf:
            continue
        if to_pick_m(flyer, NOBODY, pick) + metres > flyer.tank_m + 3.0 * flyer.full_m:
            continue
        flown = charge + ask.hand_over + flyer.rate * (flyer.extra_s + fly_s)
        care_s = landed_s + ask.air_unload_s + others[q] - ask.onset_s
        bound = flown + charge_at(ask.care[-1], care_s)
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


@inner
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
        fly_s = to_drop_m(flyer, pick, NOBODY, h) / flyer.speed_mps
        if fly_s + ends.door_s[e] >= spare_s:
            leave_out(best, limit)
            continue
        landed_s = next_open(flyer.ward_land[h], off_s + flyer.extra_s + fly_s)
        if landed_s == np.inf:
            continue
        care_s = landed_s + ask.air_unload_s + ends.door_s[e]
        bound = charge + flyer.rate * (flyer.extra_s + fly_s)
        bound += charge_at(ask.care[ends.level[e]], care_s - ask.onset_s)
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
    flyers = [
        new_flyer(craft, sites, wards, ways, ask, around, a)
        for a in range(len(craft.kit))
        if carries(craft, ask, a)
    ]
    if not flyers or not len(ends.id):
        return
    road_s, pad_s = road_floor(wards, ways, floors, ask), pad_floor(wards, ways, floors, ask)
    fixed = np.inf
    for flyer in flyers:
        fixed = min(fixed, flyer.fixed)
    leads = leads_of(best, ask, fit, row)
    picks = _picks(best, ask, around, sites, ways, floors, (fit, leads, road_s, pad_s, fixed))
    scene_s = _from_scene_s(ask, ends, around, wards, floors, road_s) if ask.can_land else np.inf
    picks = Picks(picks.place, picks.drive_s, picks.brought_s, picks.rotor_s, picks.wing_s, scene_s)
    starts = _starts(best, ask, leads, picks, flyers)
    since_s = _landings(ask, leads, picks, flyers, starts)
    meets = new_meets(fit, ends, since_s, road_s)
    places = len(road_s)
    stops = np.empty((2 * places * places + 4 * places + 4, 3), dtype=np.int64)
    front = starts.front + ask.hand_over
    case = Case(ask, fit, ends, leads, meets, ways, around.place_s, front, row, stops)
    for n in starts.order:
        if starts.bound[n] >= best.charges[-1]:
            leave_out(best, starts.bound[n])
            return
        flyer, c = flyers[starts.craft[n]], starts.pick[n]
        so_far = _front(ask, leads, flyer, picks, c)
        pick = NOBODY if c == NOBODY else picks.place[c]
        if flyer.is_rotor:
            _pads(best, case, flyer, wards, pick, so_far)
        _drops(best, case, flyer, pick, so_far)
