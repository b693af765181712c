"""What an aircraft may do at each of the stops of a flight with two patients; compiled.

Source:
    docs/sources.md#shared-flights
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import lent, lent_to
from qanat.engine.kbest._sharers import Costs, Pair, Vans
from qanat.engine.kbest.tables import NOBODY


class Plane(NamedTuple):
    """One aircraft; spots are rows."""

    is_rotor: bool
    kind: int
    ready_s: float
    duty_s: float
    speed_mps: float
    extra_s: float
    tank_m: float
    full_m: float
    stands: int
    fixed: float
    rate: float
    start_m: Floats
    may: Bools
    fuels: Bools


class Planes(NamedTuple):
    """All aircraft, as ``Plane``: rows are aircraft, columns spots or places."""

    is_rotor: Bools
    kind: Ints
    ready_s: Floats
    duty_s: Floats
    speed_mps: Floats
    extra_s: Floats
    tank_m: Floats
    full_m: Floats
    stands: Ints
    fixed: Floats
    rate: Floats
    start_m: Floats
    may: Bools
    fuels: Bools


class Case(NamedTuple):
    """An aircraft, two patients and who may help."""

    pair: Pair
    costs: Costs
    vans: Vans
    plane: Plane


class Flight(NamedTuple):
    """Two patients, who may help, and all aircraft."""

    pair: Pair
    costs: Costs
    vans: Vans
    planes: Planes


@lent
def case_of(flight: Flight, n: int) -> Case:
    """Return a flight of one of the aircraft."""
    planes = flight.planes
    plane = Plane(
        planes.is_rotor[n],
        planes.kind[n],
        planes.ready_s[n],
        planes.duty_s[n],
        planes.speed_mps[n],
        planes.extra_s[n],
        planes.tank_m[n],
        planes.full_m[n],
        planes.stands[n],
        planes.fixed[n],
        planes.rate[n],
        planes.start_m[n],
        planes.may[n],
        planes.fuels[n],
    )
    return Case(flight.pair, flight.costs, flight.vans, plane)


@lent
def rest_s(pair: Pair, plane: Plane, i: int, n: int) -> float:
    """Return the least time from a spot to a patient's care."""
    away_s = pair.away_s[1 if plane.is_rotor else 0, i, n] + plane.extra_s
    return float(min(pair.here_s[i, n], away_s))


@lent
def _read(tables: Floats, i: int, row: int, since_s: float) -> float:
    """Return ``charge_at`` of a row of a patient's table, read number by number.

    A row of its own would be counted by all who hold it, which here takes longer than reading it.
    """
    minutes, last = since_s / 60.0, tables.shape[2] - 1
    if minutes <= 0.0:
        return float(tables[i, row, 0])
    if minutes >= last:
        return float(tables[i, row, last])
    low = int(minutes)
    least = tables[i, row, low]
    return float(least + (minutes - low) * (tables[i, row, low + 1] - least))


@lent
def _first(pair: Pair, i: int, at_s: float) -> float:
    """Return the charge of first contact at a moment."""
    return _read(pair.first, i, 0, at_s - pair.onset_s[i])


@lent
def care_at(pair: Pair, i: int, at_s: float) -> float:
    """Return the least charge of care at a moment, infinite if that is too late."""
    if at_s == np.inf or at_s > pair.deadline_s[i]:
        return np.inf
    return _read(pair.care, i, len(pair.care[0]) - 1, at_s - pair.onset_s[i])


@lent
def fly_time_s(plane: Plane, metres: float) -> float:
    return plane.extra_s + metres / plane.speed_mps if metres > 0.0 else 0.0


@lent
def lands_s(pair: Pair, plane: Plane, start: int, end: int, at_s: float, metres: float) -> float:
    """Return when a flight lands which can leave from a moment on; no flight takes no time."""
    if metres <= 0.0:
        return at_s
    fly_s, kind, best_s = fly_time_s(plane, metres), plane.kind, np.inf
    for a in range(pair.off.shape[2]):
        from_s, until_s = -np.inf, np.inf
        if start != NOBODY:
            from_s, until_s = pair.off[kind, start, a, 0], pair.off[kind, start, a, 1]
        for b in range(pair.land.shape[2]):
            leave_s = max(at_s, from_s, pair.land[kind, end, b, 0] - fly_s)
            if leave_s <= until_s and leave_s + fly_s <= pair.land[kind, end, b, 1]:
                best_s = min(best_s, leave_s + fly_s)
    return best_s


@lent
def may_pick(pair: Pair, plane: Plane, i: int, spot: int) -> bool:
    if spot >= pair.places:
        return bool(plane.is_rotor and pair.can_land[i] and spot == pair.places + i)
    return bool(plane.may[spot])


@lent
def may_drop(pair: Pair, plane: Plane, i: int, spot: int) -> bool:
    if pair.ward[spot] != NOBODY:
        return bool(plane.is_rotor and pair.takes[i, pair.ward[spot]])
    return bool(spot < pair.places and plane.may[spot])


@lent
def floor_at(case: Case, i: int) -> float:
    """Return the least charge of one patient's part of a flight."""
    pair, costs, vans, plane = case
    least = np.inf
    for n in range(pair.places + 1):
        spot = n if n < pair.places else pair.places + i
        if not may_pick(pair, plane, i, spot):
            continue
        there_s = plane.ready_s + fly_time_s(plane, plane.start_m[spot])
        if spot >= pair.places:
            contact_s = max(there_s, pair.floor_s[i])
            charge = _first(pair, i, contact_s) + costs.hand_over
        else:
            contact_s = max(there_s, vans.soonest_s[i, spot])
            charge = vans.least[i] + 2.0 * costs.hand_over
        care_s = contact_s + costs.air_load_s + rest_s(pair, plane, i, spot)
        least = min(least, charge + care_at(pair, i, care_s))
    return least


@lent_to
def floors_of(flight: Flight, carries: Bools, floors: Floats) -> None:
    """Fill in of each aircraft which carries both a charge below which no way of it is."""
    for n in range(len(carries)):
        if carries[n]:
            case = case_of(flight, n)
            floors[n] = case.plane.fixed + floor_at(case, 0) + floor_at(case, 1)


@lent
def boards(
    case: Case,
    i: int,
    at: tuple[int, bool],
    so_far: tuple[float, float],
    below: float,
    to: Floats,
) -> int:
    """Fill in how a patient may come on board: refuels, ambulance, departure, range, charge.

    Args:
        case: the flight.
        i: the patient.
        at: the spot, and whether the aircraft may have come to refuel.
        so_far: when it is there, and its range left.
        below: a charge from which on no way is wanted; of two, who is there later and costs no
            less is not either.
        to: room for the answers.
    """
    pair, costs, vans, plane = case
    (spot, is_new), (there_s, left_m) = at, so_far
    count = 0
    if there_s == np.inf:
        return count
    if spot >= pair.places:
        contact_s = max(there_s, pair.floor_s[i])
        charge = _first(pair, i, contact_s) + costs.hand_over
        to[0, 0], to[0, 1], to[0, 2] = 0.0, NOBODY, contact_s + costs.air_load_s
        to[0, 3], to[0, 4] = left_m, charge
        return 1
    for refuels in range(1 + (is_new and plane.fuels[spot])):
        ready_s = there_s + refuels * costs.refuel_s
        begin = count
        for c in range(vans.since[i], vans.since[i + 1]):
            if vans.key[c] + 2.0 * costs.hand_over >= below:
                break
            brought_s = vans.contact_s[c] + costs.road_load_s + pair.place_s[i, spot]
            leaves_s = max(brought_s, ready_s) + costs.air_load_s
            charge = vans.key[c] + vans.rate[c] * pair.place_s[i, spot] + 2.0 * costs.hand_over
            if leaves_s > vans.duty_s[c]:
                continue
            is_surpassed = False
            for other in range(count - 1, begin - 1, -1):
                if to[other, 2] <= leaves_s and to[other, 4] <= charge:
                    is_surpassed = True
                    break
            if is_surpassed:
                continue
            to[count, 0], to[count, 1], to[count, 2] = refuels, vans.lead[c], leaves_s
            to[count, 3] = plane.full_m if refuels else left_m
            to[count, 4] = charge
            count += 1
    return count


@lent
def _end(
    case: Case, i: int, at: tuple[int, int], free_s: float, taken: tuple[int, int]
) -> tuple[int, float]:
    """Return the best hospital to which an ambulance brings a patient who landed, and its charge.

    Args:
        case: the flight.
        i: the patient.
        at: the spot, and the ambulance.
        free_s: when it can leave.
        taken: hospitals which are not wanted.
    """
    pair, costs, vans, _plane = case
    spot, c = at
    found, charge = NOBODY, np.inf
    for e in range(pair.many[i, spot]):
        h = pair.ends[i, spot, e]
        if h in taken:
            continue
        handed_s = free_s + pair.drive_s[spot, h] + costs.road_unload_s
        care_s = handed_s + pair.door_s[h]
        if vans.charge[c] + care_at(pair, i, care_s) >= charge:
            break
        if not (care_s <= pair.deadline_s[i] and handed_s <= vans.meet_duty_s[c]):
            continue
        paid = vans.charge[c] + vans.meet_rate[c] * pair.drive_s[spot, h]
        if paid >= charge:
            continue
        paid += _read(pair.care, i, pair.level[i, h], care_s - pair.onset_s[i])
        if paid < charge:
            found, charge = h, paid
    return found, charge


@lent
def leaves(
    case: Case,
    i: int,
    at: tuple[int, bool],
    so_far: tuple[float, float],
    but_for: int,
    below: float,
    to: Floats,
) -> int:
    """Fill in how a patient may be brought to care from where he lands.

    Refuels, ambulance, departure, range, charge, hospital; of the hospitals which take one of
    both, the best two, since the other patient may take one.

    Args:
        case: the flight.
        i: the patient.
        at: the spot, and whether the aircraft may refuel.
        so_far: when it landed, and its range left.
        but_for: the hospital which the other patient has taken, if it takes one.
        below: a charge from which on no way is wanted.
        to: room for the answers.
    """
    pair, costs, vans, plane = case
    (spot, may_fuel), (landed_s, left_m) = at, so_far
    count = 0
    if landed_s == np.inf or landed_s + costs.air_unload_s > plane.duty_s:
        return count
    ward = pair.ward[spot]
    if ward != NOBODY:
        care_s = landed_s + costs.air_unload_s + pair.door_s[ward]
        if ward == but_for or care_s > pair.deadline_s[i]:
            return count
        to[0, 0], to[0, 1], to[0, 2] = 0.0, NOBODY, landed_s + costs.air_unload_s
        to[0, 3], to[0, 5] = left_m, ward
        to[0, 4] = _read(pair.care, i, pair.level[i, ward], care_s - pair.onset_s[i])
        return 1
    least = costs.hand_over + care_at(pair, i, landed_s + costs.air_unload_s + pair.way_s[i, spot])
    for c in range(vans.first[i, spot], vans.last[i, spot]):
        if vans.charge[c] + least >= below:
            break
        free_s = max(landed_s, vans.there_s[c]) + costs.air_unload_s
        if not free_s <= plane.duty_s:
            continue
        taken = but_for
        for _choice in range(2):
            found, charge = _end(case, i, (spot, c), free_s, (taken, but_for))
            if found == NOBODY:
                break
            for refuels in range(1 + may_fuel):
                to[count, 0], to[count, 1] = refuels, vans.meet[c]
                to[count, 2] = max(free_s, landed_s + refuels * costs.refuel_s)
                to[count, 3] = plane.full_m if refuels else left_m
                to[count, 4], to[count, 5] = charge + costs.hand_over, found
                count += 1
            if not pair.single[found]:
                break
            taken = found
    return count
