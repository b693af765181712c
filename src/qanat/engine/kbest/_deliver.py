"""Plans of one aircraft between two places: who brings, who fetches, where to; compiled.

Source:
    docs/sources.md#exact-k-best
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import lent
from qanat.engine.kbest._best import Best, aim, aim_at_all, is_led, leave_out, offer
from qanat.engine.kbest._fit import Ends, Fit
from qanat.engine.kbest._flyer import (
    Flyer,
    arrival,
    escape_m,
    left_m,
    to_drop_m,
    to_pick_m,
    touchdown,
)
from qanat.engine.kbest._leads import Leads
from qanat.engine.kbest._meet import UNITS, WARDS, Meets, prepare
from qanat.engine.kbest._tables import charge_at, outcome_at
from qanat.engine.kbest.tables import NOBODY, Ask, Rows, Ways

DIRECT = 1
RELAY = 2
MOST_BEFORE = 2
"""Stops before the patient is on board: on the way, and where he is taken on."""


class Case(NamedTuple):
    """A request and what suits it; ``front`` is the least charge but for who fetches and care."""

    ask: Ask
    fit: Fit
    ends: Ends
    leads: Leads
    meets: Meets
    ways: Ways
    place_s: Floats
    front: float
    row: Rows
    stops: Ints


class Route(NamedTuple):
    """Where an aircraft goes; places are ``NOBODY`` where it has none.

    Attributes:
        before: stop for fuel before the patient.
        pick: place of pick-up, ``NOBODY`` for the scene.
        refuels: 1 if it refuels there.
        after: stop for fuel after it.
        drop: place of landing, ``NOBODY`` for a hospital's door.
        end: row of that hospital among those which suit.
    """

    before: int
    pick: int
    refuels: int
    after: int
    drop: int
    end: int


@lent
def routes(best: Best, case: Case, flyer: Flyer, pick: int, to: int) -> None:
    """Offer the plans between two places over every route which has no stop too many.

    Args:
        best: plans found so far.
        case: the request.
        flyer: the aircraft.
        pick: place of pick-up, ``NOBODY`` for the scene.
        to: place of landing, or the number of places and the row of a hospital with a pad.
    """
    places = len(flyer.fuels)
    drop = to if to < places else NOBODY
    end = to - places
    ward = case.ends.id[end] if to >= places else NOBODY
    for k in range(_options(case.stops, flyer, pick, drop, ward)):
        before, refuels, after = case.stops[k, 0], case.stops[k, 1], case.stops[k, 2]
        _deliver(best, case, flyer, Route(before, pick, refuels, after, drop, end))


@lent
def _options(found: Ints, flyer: Flyer, pick: int, drop: int, ward: int) -> int:
    """Fill in the routes; return how many.

    They have as few stops before the patient is on board as the range allows: those without a stop
    afterwards, and those with one if they need fewer before.
    """
    fuel_m = escape_m(flyer, drop, ward)
    need_m = to_drop_m(flyer, pick, drop, ward) + fuel_m
    if flyer.via[2] == 1 and need_m <= flyer.lean_m - to_pick_m(flyer, NOBODY, pick):
        return 0  # there was no need to refuel where it fetched somebody
    for stops in range(MOST_BEFORE + 1):
        count = _before(found, flyer, pick, stops, need_m, 0)
        if count:
            for k in range(count):
                found[k, 2] = NOBODY
            return _over(found, flyer, (pick, drop, ward), fuel_m, (stops, count))
    return _over(found, flyer, (pick, drop, ward), fuel_m, (MOST_BEFORE + 1, 0))


@lent
def _over(
    found: Ints,
    flyer: Flyer,
    between: tuple[int, int, int],
    fuel_m: float,
    so_far: tuple[int, int],
) -> int:
    """Add the routes with a stop afterwards which have fewer before; return how many there are."""
    (pick, drop, ward), (fewer, first) = between, so_far
    on_m = np.inf
    for stop in range(len(flyer.fuels) if fewer else 0):
        is_stop = flyer.fuels[stop] and stop != pick and stop != drop
        if is_stop and to_drop_m(flyer, stop, drop, ward) + fuel_m <= flyer.full_m:
            on_m = min(on_m, to_drop_m(flyer, pick, stop, NOBODY))
    if on_m > flyer.full_m:
        return first
    for stops in range(fewer):
        ready = _before(found, flyer, pick, stops, on_m, first)
        if ready == first:
            continue
        count = ready
        for stop in range(len(flyer.fuels)):
            is_stop = flyer.fuels[stop] and stop != pick and stop != drop
            if not is_stop or to_drop_m(flyer, stop, drop, ward) + fuel_m > flyer.full_m:
                continue
            there_m = to_drop_m(flyer, pick, stop, NOBODY)
            for k in range(first, ready):
                if there_m <= left_m(flyer, found[k, 0], pick, found[k, 1]):
                    found[count, 0], found[count, 1] = found[k, 0], found[k, 1]
                    found[count, 2] = stop
                    count += 1
        for k in range(count - ready):
            for column in range(3):
                found[first + k, column] = found[ready + k, column]
        return first + count - ready
    return first


@lent
def _before(found: Ints, flyer: Flyer, pick: int, stops: int, on_m: float, first: int) -> int:
    """Fill in how it can have so much range left at the pick-up after so many stops.

    Returns:
        One more than the last row that was filled in.
    """
    count = first
    may_here = 1 if stops and pick != NOBODY and flyer.fuels[pick] else 0
    for refuels in range(1 + may_here):
        if stops == refuels:
            if on_m <= left_m(flyer, NOBODY, pick, refuels):
                found[count, 0], found[count, 1] = NOBODY, refuels
                count += 1
        elif stops - refuels == 1:
            for stop in range(len(flyer.fuels)):
                if (
                    stop != pick
                    and stop != flyer.via[1]
                    and flyer.fuels[stop]
                    and on_m <= left_m(flyer, stop, pick, refuels)
                ):
                    found[count, 0], found[count, 1] = stop, refuels
                    count += 1
    return count


@lent
def _deliver(best: Best, case: Case, flyer: Flyer, route: Route) -> None:
    """Offer the plans over one route, whoever brings the patient to it."""
    ask, row = case.ask, case.row
    there_s, flown_s = arrival(flyer, route.before, route.pick)
    if there_s == np.inf:
        return
    ready_s = there_s + (flyer.refuel_s if route.refuels else 0.0)
    hands = 1 + (route.pick != NOBODY) + (route.drop != NOBODY)
    charge = ask.base + flyer.fixed + flyer.rate * flown_s + ask.hand_over * hands
    row[0] = DIRECT if hands == 1 else RELAY
    row[1], row[2], row[3], row[4] = NOBODY, flyer.number, route.before, route.pick
    row[5], row[6], row[7] = route.refuels, route.after, route.drop
    row[12], row[13], row[14] = flyer.via[0], flyer.via[1], flyer.via[2]
    if route.pick != NOBODY:
        _brought(best, case, flyer, route, charge, ready_s)
        return
    contact_s = max(there_s, ask.floor_s)
    charge += charge_at(ask.first, contact_s - ask.onset_s)
    on_board_s = max(ready_s, contact_s) + ask.air_load_s
    _fly(best, case, flyer, route, charge, on_board_s)


@lent
def _brought(
    best: Best, case: Case, flyer: Flyer, route: Route, charge: float, ready_s: float
) -> None:
    """Offer the plans of every ambulance which may bring the patient, in the order of charge.

    The first whose charge with the earliest flight of all is too much ends the search. A flight
    after which nothing is possible rules out every later one.
    """
    ask, fit, row, drop = case.ask, case.fit, case.row, route.drop
    drive_s = case.place_s[route.pick]
    brought_s = case.leads.soonest_s + ask.road_load_s + drive_s
    on_board_s = max(ready_s, brought_s) + ask.air_load_s
    landed_s, flown_s = _touchdown(case, flyer, route, on_board_s)
    way_s = case.ends.door_s[route.end] if drop == NOBODY else case.meets.road_s[drop]
    care_s = landed_s + ask.air_unload_s + way_s - ask.onset_s
    least = charge + flyer.rate * flown_s + case.leads.rate * drive_s
    least += charge_at(ask.care[-1], care_s)
    hopeless_s = np.inf
    is_key = is_led(best, row)
    for i in case.leads.unit:
        row[1] = fit.id[i]
        if is_key:
            aim(best, row)
        if least + fit.key[i] >= best.limit[0]:
            leave_out(best, least + fit.key[i])
            if is_key and least + fit.key[i] < best.charges[-1]:
                continue
            break
        brought_s = fit.contact_s[i] + ask.road_load_s + drive_s
        on_board_s = max(ready_s, brought_s) + ask.air_load_s
        if on_board_s > fit.duty_s[i] or on_board_s >= hopeless_s:
            continue
        paid = charge + fit.key[i] + fit.rate[i] * drive_s
        if not _fly(best, case, flyer, route, paid, on_board_s):
            hopeless_s = on_board_s
    if is_key:
        aim_at_all(best)


@lent
def _touchdown(case: Case, flyer: Flyer, route: Route, on_board_s: float) -> tuple[float, float]:
    """Return when it lands with the patient on board since a moment, and how long it flew."""
    ward = NOBODY if route.drop != NOBODY else case.ends.id[route.end]
    return touchdown(flyer, route.pick, route.after, route.drop, ward, on_board_s)


@lent
def _fly(
    best: Best, case: Case, flyer: Flyer, route: Route, charge: float, on_board_s: float
) -> bool:
    """Offer the plans of a flight; tell if any may be: if not, none is from a later moment."""
    landed_s, flown_s = _touchdown(case, flyer, route, on_board_s)
    if landed_s == np.inf or landed_s + case.ask.air_unload_s > flyer.duty_s:
        return False
    charge += flyer.rate * flown_s
    if route.drop != NOBODY:
        return _fetch(best, case, flyer.duty_s, route.drop, charge, landed_s)
    _at_door(best, case, route.end, charge, landed_s)
    return True


@lent
def _at_door(best: Best, case: Case, end: int, charge: float, landed_s: float) -> None:
    """Offer the plan which lands at a hospital's door."""
    ask, row = case.ask, case.row
    care_s = landed_s + ask.air_unload_s + case.ends.door_s[end]
    if care_s <= ask.deadline_s:
        row[8], row[9] = NOBODY, case.ends.id[end]
        table = ask.care[case.ends.level[end]]
        since_s = care_s - ask.onset_s
        offer(best, charge + outcome_at(table, ask.arrival, ask.setup_s, since_s), row)


@lent
def _fetch(
    best: Best, case: Case, duty_s: float, drop: int, charge: float, landed_s: float
) -> bool:
    """Offer the plans in which an ambulance fetches from a landing place; tell if any may be."""
    ask, fit, meets, row = case.ask, case.fit, case.meets, case.row
    care = ask.care[-1]
    least_s = landed_s + ask.air_unload_s + meets.road_s[drop] - ask.onset_s
    soonest = charge + charge_at(care, least_s)
    if soonest >= best.limit[0]:
        leave_out(best, soonest)
        return True
    prepare(meets, best, ask, fit, case.ends, case.ways, drop, case.front)
    is_any = False
    for c in range(meets.first[UNITS, drop], meets.last[UNITS, drop]):
        if soonest + meets.charge[c] >= best.limit[0]:
            leave_out(best, soonest + meets.charge[c])
            return True
        i = meets.unit[c]
        meet_s = max(landed_s, meets.there_s[c]) + ask.air_unload_s
        if fit.id[i] == row[1]:
            is_any = True
        elif meet_s <= duty_s:
            row[8] = fit.id[i]
            is_any |= _end(best, case, drop, i, charge + meets.charge[c], meet_s)
    return is_any


@lent
def _end(best: Best, case: Case, drop: int, i: int, charge: float, meet_s: float) -> bool:
    """Offer the plans of an ambulance which leaves a landing place; tell if any may be."""
    is_any = False
    ask, meets, row = case.ask, case.meets, case.row
    care, spare_s = ask.care[-1], case.fit.duty_s[i] - meet_s - ask.road_unload_s
    for c in range(meets.first[WARDS, drop], meets.last[WARDS, drop]):
        care_s = meet_s + meets.way_s[c]
        bound = charge + charge_at(care, care_s - ask.onset_s)
        if bound >= best.limit[0]:
            leave_out(best, bound)
            return True
        e = meets.ward[c]
        if meets.drive_s[c] > spare_s or care_s > ask.deadline_s:
            continue
        is_any = True
        row[9] = case.ends.id[e]
        full = charge + case.fit.rate[i] * meets.drive_s[c]
        table, since_s = ask.care[case.ends.level[e]], care_s - ask.onset_s
        offer(best, full + outcome_at(table, ask.arrival, ask.setup_s, since_s), row)
    return is_any
