"""Two patients on one flight: the cheapest way of one aircraft; compiled.

Both are fetched, then both are brought, in every order. Nobody but the aircraft has to do with
both, so that what fetches and brings each is chosen for him alone: where the cheapest way of all
would use one ambulance twice, the caller asks again without it.

Source:
    docs/sources.md#shared-flights
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import compiled, inner
from qanat.engine.kbest._sharers import Costs, Pair, Vans
from qanat.engine.kbest._tables import charge_at, landing_s
from qanat.engine.kbest.tables import NOBODY

ROW = 17
"""Whether it is fuelled first; patient, spot, ambulance, fuelled of three stops, the hospital
after the third; of the last stop, spot, ambulance and hospital."""


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
    escape_m: Floats


class Case(NamedTuple):
    """An aircraft, two patients and who may help."""

    pair: Pair
    costs: Costs
    vans: Vans
    plane: Plane


class Best(NamedTuple):
    """The best way so far.

    Attributes:
        found: its charge, below which others are looked for, and how many were computed.
        row: what it is.
        trial: what is being tried.
        options: room for what may be done at each of the four stops.
    """

    found: Floats
    row: Ints
    trial: Ints
    options: Floats


@inner
def _rest_s(pair: Pair, plane: Plane, i: int, n: int) -> float:
    """Return the least time from a spot to a patient's care."""
    away_s = pair.away_s[1 if plane.is_rotor else 0, i, n] + plane.extra_s
    return float(min(pair.here_s[i, n], away_s))


@inner
def _care(pair: Pair, i: int, at_s: float) -> float:
    """Return the least charge of care at a moment, infinite if that is too late."""
    if at_s == np.inf or at_s > pair.deadline_s[i]:
        return np.inf
    return charge_at(pair.care[i][-1], at_s - pair.onset_s[i])


@inner
def _fly_s(plane: Plane, metres: float) -> float:
    return plane.extra_s + metres / plane.speed_mps if metres > 0.0 else 0.0


@inner
def _lands_s(pair: Pair, plane: Plane, start: int, end: int, at_s: float, metres: float) -> float:
    """Return when a flight lands which can leave from a moment on; no flight takes no time."""
    if metres <= 0.0:
        return at_s
    fly_s = _fly_s(plane, metres)
    if start == NOBODY:
        always = np.array([[-np.inf, np.inf]])
        return landing_s(always, pair.land[plane.kind, end], at_s, fly_s)
    return landing_s(pair.off[plane.kind, start], pair.land[plane.kind, end], at_s, fly_s)


@inner
def _may_pick(pair: Pair, plane: Plane, i: int, spot: int) -> bool:
    if spot >= pair.places:
        return bool(plane.is_rotor and pair.can_land[i] and spot == pair.places + i)
    return bool(plane.may[spot])


@inner
def _may_drop(pair: Pair, plane: Plane, i: int, spot: int) -> bool:
    if pair.ward[spot] != NOBODY:
        return bool(plane.is_rotor and pair.takes[i, pair.ward[spot]])
    return bool(spot < pair.places and plane.may[spot])


@inner
def _floor(case: Case, i: int) -> float:
    """Return the least charge of one patient's part of a flight."""
    pair, costs, vans, plane = case
    least = np.inf
    for n in range(pair.places + 1):
        spot = n if n < pair.places else pair.places + i
        if not _may_pick(pair, plane, i, spot):
            continue
        there_s = plane.ready_s + _fly_s(plane, plane.start_m[spot])
        if spot >= pair.places:
            contact_s = max(there_s, pair.floor_s[i])
            charge = charge_at(pair.first[i], contact_s - pair.onset_s[i]) + costs.hand_over
        else:
            contact_s = max(there_s, vans.soonest_s[i, spot])
            charge = vans.least[i] + 2.0 * costs.hand_over
        care_s = contact_s + costs.air_load_s + _rest_s(pair, plane, i, spot)
        least = min(least, charge + _care(pair, i, care_s))
    return least


@compiled
def floor_of(case: Case) -> float:
    """Return a charge below which no way of an aircraft with both patients is."""
    return case.plane.fixed + _floor(case, 0) + _floor(case, 1)


@inner
def _boards(
    case: Case, i: int, at: tuple[int, bool], so_far: tuple[float, float], to: Floats
) -> int:
    """Fill in how a patient may come on board: refuels, ambulance, departure, range, charge.

    Args:
        case: the flight.
        i: the patient.
        at: the spot, and whether the aircraft may have come to refuel.
        so_far: when it is there, and its range left.
        to: room for the answers.
    """
    pair, costs, vans, plane = case
    (spot, is_new), (there_s, left_m) = at, so_far
    count = 0
    if there_s == np.inf:
        return count
    if spot >= pair.places:
        contact_s = max(there_s, pair.floor_s[i])
        charge = charge_at(pair.first[i], contact_s - pair.onset_s[i]) + costs.hand_over
        to[0, 0], to[0, 1], to[0, 2] = 0.0, NOBODY, contact_s + costs.air_load_s
        to[0, 3], to[0, 4] = left_m, charge
        return 1
    for refuels in range(1 + (is_new and plane.fuels[spot])):
        ready_s = there_s + refuels * costs.refuel_s
        cheapest = np.inf
        for c in range(vans.since[i], vans.since[i + 1]):
            brought_s = vans.contact_s[c] + costs.road_load_s + pair.place_s[i, spot]
            leaves_s = max(brought_s, ready_s) + costs.air_load_s
            charge = vans.key[c] + vans.rate[c] * pair.place_s[i, spot]
            if leaves_s > vans.duty_s[c] or charge >= cheapest:
                continue
            if brought_s <= ready_s:
                cheapest = charge
            to[count, 0], to[count, 1], to[count, 2] = refuels, vans.lead[c], leaves_s
            to[count, 3] = plane.full_m if refuels else left_m
            to[count, 4] = charge + 2.0 * costs.hand_over
            count += 1
    return count


@inner
def _leaves(
    case: Case,
    i: int,
    at: tuple[int, bool],
    so_far: tuple[float, float],
    but_for: int,
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
        table = pair.care[i][pair.level[i, ward]]
        to[0, 0], to[0, 1], to[0, 2] = 0.0, NOBODY, landed_s + costs.air_unload_s
        to[0, 3], to[0, 5] = left_m, ward
        to[0, 4] = charge_at(table, care_s - pair.onset_s[i])
        return 1
    for c in range(vans.first[i, spot], vans.last[i, spot]):
        free_s = max(landed_s, vans.there_s[c]) + costs.air_unload_s
        if not free_s <= plane.duty_s:
            continue
        taken = but_for
        for _choice in range(2):
            found, charge = NOBODY, np.inf
            for e in range(pair.many[i]):
                h = pair.ends[i, spot, e]
                if h in (taken, but_for):
                    continue
                handed_s = free_s + pair.drive_s[spot, h] + costs.road_unload_s
                care_s = handed_s + pair.door_s[h]
                if vans.charge[c] + _care(pair, i, care_s) >= charge:
                    break
                if not (care_s <= pair.deadline_s[i] and handed_s <= vans.meet_duty_s[c]):
                    continue
                paid = vans.charge[c] + vans.meet_rate[c] * pair.drive_s[spot, h]
                if paid >= charge:
                    continue
                paid += charge_at(pair.care[i][pair.level[i, h]], care_s - pair.onset_s[i])
                if paid < charge:
                    found, charge = h, paid
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


@compiled
def search(case: Case, best: Best) -> None:
    """Find the cheapest way of an aircraft with both patients, if it is below the best so far."""
    pair, costs, _vans, plane = case
    trial, found, one, two = best.trial, best.found, best.options[0], best.options[1]
    floors = (_floor(case, 0), _floor(case, 1))
    may_fuel = plane.stands != NOBODY and plane.fuels[plane.stands]
    for fuelled in range(1 + may_fuel):
        trial[0] = fuelled
        at_s = plane.ready_s + fuelled * costs.refuel_s
        has_m = plane.full_m if fuelled else plane.tank_m
        for i in range(2):
            for n in range(pair.places + 1):
                spot = n if n < pair.places else pair.places + i
                metres = plane.start_m[spot]
                if not _may_pick(pair, plane, i, spot) or metres > has_m:
                    continue
                there_s = _lands_s(pair, plane, plane.stands, spot, at_s, metres)
                paid = plane.fixed + plane.rate * _fly_s(plane, metres)
                at = (spot, metres > 0.0 or fuelled == 0)
                trial[1], trial[2] = i, spot
                for a in range(_boards(case, i, at, (there_s, has_m - metres), one)):
                    leaves_s, charge = one[a, 2], paid + one[a, 4]
                    bound = _care(pair, i, leaves_s + _rest_s(pair, plane, i, spot))
                    if charge + bound + floors[1 - i] >= found[0]:
                        continue
                    trial[3], trial[4] = one[a, 1], one[a, 0]
                    _second(case, best, (1 - i, spot), (leaves_s, one[a, 3], charge), two)


@inner
def _second(
    case: Case, best: Best, at: tuple[int, int], so_far: tuple[float, float, float], two: Floats
) -> None:
    """Fly to every spot where the second patient may come on board."""
    pair, _costs, _vans, plane = case
    (i, start), (off_s, has_m, before) = at, so_far
    trial = best.trial
    for n in range(pair.places + 1):
        spot = n if n < pair.places else pair.places + i
        metres = pair.apart_m[start, spot]
        if not _may_pick(pair, plane, i, spot) or metres > has_m:
            continue
        there_s = _lands_s(pair, plane, start, spot, off_s, metres)
        paid = before + plane.rate * _fly_s(plane, metres)
        trial[5], trial[6] = i, spot
        here = (spot, metres > 0.0)
        for b in range(_boards(case, i, here, (there_s, has_m - metres), two)):
            leaves_s, charge = two[b, 2], paid + two[b, 4]
            bound = _care(pair, 0, leaves_s + _rest_s(pair, plane, 0, spot))
            bound += _care(pair, 1, leaves_s + _rest_s(pair, plane, 1, spot))
            if charge + bound < best.found[0]:
                trial[7], trial[8] = two[b, 1], two[b, 0]
                _bring(case, best, spot, (leaves_s, two[b, 3], charge))


@inner
def _bring(case: Case, best: Best, start: int, so_far: tuple[float, float, float]) -> None:
    """Bring both, one and then the other, from where the second came on board."""
    pair, costs, _vans, plane = case
    off_s, has_m, before = so_far
    trial, three = best.trial, best.options[2]
    for i in range(2):
        own = trial[2] if trial[1] == i else trial[6]
        for spot in range(len(pair.ward)):
            metres = pair.apart_m[start, spot]
            if spot == own or metres > has_m or not _may_drop(pair, plane, i, spot):
                continue
            fly_s = _fly_s(plane, metres)
            paid, down_s = before + plane.rate * fly_s, off_s + fly_s + costs.air_unload_s
            bound = paid + _care(pair, i, down_s + pair.way_s[i, spot])
            if bound >= best.found[0]:
                continue
            rest = _care(pair, 1 - i, down_s + _rest_s(pair, plane, 1 - i, spot))
            if bound + rest >= best.found[0]:
                continue
            landed_s = _lands_s(pair, plane, start, spot, off_s, metres)
            may_fuel = spot < pair.places and plane.fuels[spot] and metres > 0.0
            trial[9], trial[10] = i, spot
            left = (landed_s, has_m - metres)
            for c in range(_leaves(case, i, (spot, may_fuel), left, NOBODY, three)):
                leaves_s, charge = three[c, 2], paid + three[c, 4]
                rest = _care(pair, 1 - i, leaves_s + _rest_s(pair, plane, 1 - i, spot))
                if charge + rest >= best.found[0]:
                    continue
                trial[11], trial[12], trial[13] = three[c, 1], three[c, 0], three[c, 5]
                _last(case, best, (1 - i, spot), (leaves_s, three[c, 3], charge))


@inner
def _last(case: Case, best: Best, at: tuple[int, int], so_far: tuple[float, float, float]) -> None:
    """Bring the last patient; keep the way if it is the best."""
    pair, costs, _vans, plane = case
    (i, start), (off_s, has_m, before) = at, so_far
    trial, four = best.trial, best.options[3]
    own = trial[2] if trial[1] == i else trial[6]
    taken = trial[13] if pair.single[trial[13]] else NOBODY
    for spot in range(len(pair.ward)):
        metres = pair.apart_m[start, spot]
        keep_m = plane.escape_m[spot] if costs.must_reach_fuel else 0.0
        if spot == own or metres + keep_m > has_m or not _may_drop(pair, plane, i, spot):
            continue
        fly_s = _fly_s(plane, metres)
        paid = before + plane.rate * fly_s
        care_s = off_s + fly_s + costs.air_unload_s + pair.way_s[i, spot]
        if paid + _care(pair, i, care_s) >= best.found[0]:
            continue
        landed_s = _lands_s(pair, plane, start, spot, off_s, metres)
        for d in range(_leaves(case, i, (spot, False), (landed_s, 0.0), taken, four)):
            best.found[1] += 1.0
            if paid + four[d, 4] < best.found[0]:
                best.found[0] = paid + four[d, 4]
                trial[14], trial[15], trial[16] = spot, four[d, 1], four[d, 5]
                best.row[:] = trial
