"""Two patients on one flight: the cheapest way of one aircraft; compiled.

Both are fetched, then both are brought, in every order. Nobody but the aircraft has to do with
both, so that what fetches and brings each is chosen for him alone: where the cheapest way of all
would use one ambulance twice, the caller asks again without it.

Source:
    docs/sources.md#shared-flights
"""

from typing import NamedTuple

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import lent, lent_to
from qanat.engine.kbest._stops import (
    Case,
    Flight,
    boards,
    care_at,
    case_of,
    floor_at,
    fly_time_s,
    lands_s,
    leaves,
    may_drop,
    may_pick,
    rest_s,
)
from qanat.engine.kbest.tables import NOBODY

ROW = 17
"""Whether it is fuelled first; patient, spot, ambulance, fuelled of three stops, the hospital
after the third; of the last stop, spot, ambulance and hospital."""


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


@lent_to
def search(flight: Flight, n: int, escape_m: Floats, best: Best) -> None:
    """Find the cheapest way of an aircraft with both patients, if it is below the best so far.

    Args:
        flight: the patients, and who may help.
        n: the aircraft.
        escape_m: to keep after the last landing at each spot, so that fuel is reached.
        best: what was found.
    """
    case = case_of(flight, n)
    pair, costs, _vans, plane = case
    trial, found, one, two = best.trial, best.found, best.options[0], best.options[1]
    floors = (floor_at(case, 0), floor_at(case, 1))
    may_fuel = plane.stands != NOBODY and plane.fuels[plane.stands]
    for fuelled in range(1 + may_fuel):
        trial[0] = fuelled
        at_s = plane.ready_s + fuelled * costs.refuel_s
        has_m = plane.full_m if fuelled else plane.tank_m
        for i in range(2):
            for p in range(pair.places + 1):
                spot = p if p < pair.places else pair.places + i
                metres = plane.start_m[spot]
                if not may_pick(pair, plane, i, spot) or metres > has_m:
                    continue
                there_s = lands_s(pair, plane, plane.stands, spot, at_s, metres)
                paid = plane.fixed + plane.rate * fly_time_s(plane, metres)
                at = (spot, metres > 0.0 or fuelled == 0)
                trial[1], trial[2] = i, spot
                below = best.found[0] - paid - floors[1 - i]
                left = (there_s, has_m - metres)
                for a in range(boards(case, i, at, left, below, one)):
                    leaves_s, charge = one[a, 2], paid + one[a, 4]
                    bound = care_at(pair, i, leaves_s + rest_s(pair, plane, i, spot))
                    if charge + bound + floors[1 - i] >= found[0]:
                        continue
                    trial[3], trial[4] = one[a, 1], one[a, 0]
                    so_far = (leaves_s, one[a, 3], charge)
                    _second(case, best, (1 - i, spot), so_far, escape_m, two)


@lent
def _second(
    case: Case,
    best: Best,
    at: tuple[int, int],
    so_far: tuple[float, float, float],
    escape_m: Floats,
    two: Floats,
) -> None:
    """Fly to every spot where the second patient may come on board."""
    pair, costs, vans, plane = case
    (i, start), (off_s, has_m, before) = at, so_far
    trial = best.trial
    for n in range(pair.places + 1):
        spot = n if n < pair.places else pair.places + i
        metres = pair.apart_m[start, spot]
        if not may_pick(pair, plane, i, spot) or metres > has_m:
            continue
        fly_s = fly_time_s(plane, metres)
        paid, down_s = before + plane.rate * fly_s, off_s + fly_s
        if spot < pair.places:
            down_s, least = max(down_s, vans.soonest_s[i, spot]), vans.least[i]
            least += 2.0 * costs.hand_over
        else:
            down_s, least = max(down_s, pair.floor_s[i]), costs.hand_over
        down_s += costs.air_load_s
        bound = care_at(pair, 0, down_s + rest_s(pair, plane, 0, spot))
        bound += care_at(pair, 1, down_s + rest_s(pair, plane, 1, spot))
        if paid + least + bound >= best.found[0]:
            continue
        there_s = lands_s(pair, plane, start, spot, off_s, metres)
        trial[5], trial[6] = i, spot
        here, left = (spot, metres > 0.0), (there_s, has_m - metres)
        for b in range(boards(case, i, here, left, best.found[0] - paid - bound, two)):
            leaves_s, charge = two[b, 2], paid + two[b, 4]
            bound = care_at(pair, 0, leaves_s + rest_s(pair, plane, 0, spot))
            bound += care_at(pair, 1, leaves_s + rest_s(pair, plane, 1, spot))
            if charge + bound < best.found[0]:
                trial[7], trial[8] = two[b, 1], two[b, 0]
                _bring(case, best, spot, (leaves_s, two[b, 3], charge), escape_m)


@lent
def _bring(
    case: Case, best: Best, start: int, so_far: tuple[float, float, float], escape_m: Floats
) -> None:
    """Bring both, one and then the other, from where the second came on board."""
    pair, costs, _vans, plane = case
    off_s, has_m, before = so_far
    trial, three = best.trial, best.options[2]
    for i in range(2):
        own = trial[2] if trial[1] == i else trial[6]
        for spot in range(len(pair.ward)):
            metres = pair.apart_m[start, spot]
            if spot == own or metres > has_m or not may_drop(pair, plane, i, spot):
                continue
            fly_s = fly_time_s(plane, metres)
            paid, down_s = before + plane.rate * fly_s, off_s + fly_s + costs.air_unload_s
            bound = paid + care_at(pair, i, down_s + pair.way_s[i, spot])
            if bound >= best.found[0]:
                continue
            rest = care_at(pair, 1 - i, down_s + rest_s(pair, plane, 1 - i, spot))
            if bound + rest >= best.found[0]:
                continue
            landed_s = lands_s(pair, plane, start, spot, off_s, metres)
            may_fuel = spot < pair.places and plane.fuels[spot] and metres > 0.0
            trial[9], trial[10] = i, spot
            left = (landed_s, has_m - metres)
            below = best.found[0] - paid - rest
            for c in range(leaves(case, i, (spot, may_fuel), left, NOBODY, below, three)):
                leaves_s, charge = three[c, 2], paid + three[c, 4]
                rest = care_at(pair, 1 - i, leaves_s + rest_s(pair, plane, 1 - i, spot))
                if charge + rest >= best.found[0]:
                    continue
                trial[11], trial[12], trial[13] = three[c, 1], three[c, 0], three[c, 5]
                _last(case, best, (1 - i, spot), (leaves_s, three[c, 3], charge), escape_m)


@lent
def _last(
    case: Case,
    best: Best,
    at: tuple[int, int],
    so_far: tuple[float, float, float],
    escape_m: Floats,
) -> None:
    """Bring the last patient; keep the way if it is the best."""
    pair, costs, _vans, plane = case
    (i, start), (off_s, has_m, before) = at, so_far
    trial, four = best.trial, best.options[3]
    own = trial[2] if trial[1] == i else trial[6]
    taken = trial[13] if pair.single[trial[13]] else NOBODY
    for spot in range(len(pair.ward)):
        metres = pair.apart_m[start, spot]
        keep_m = escape_m[spot] if costs.must_reach_fuel else 0.0
        if spot == own or metres + keep_m > has_m or not may_drop(pair, plane, i, spot):
            continue
        fly_s = fly_time_s(plane, metres)
        paid = before + plane.rate * fly_s
        care_s = off_s + fly_s + costs.air_unload_s + pair.way_s[i, spot]
        if paid + care_at(pair, i, care_s) >= best.found[0]:
            continue
        landed_s = lands_s(pair, plane, start, spot, off_s, metres)
        left, below = (landed_s, 0.0), best.found[0] - paid
        for d in range(leaves(case, i, (spot, False), left, taken, below, four)):
            best.found[1] += 1.0
            if paid + four[d, 4] < best.found[0]:
                best.found[0] = paid + four[d, 4]
                trial[14], trial[15], trial[16] = spot, four[d, 1], four[d, 5]
                for k in range(ROW):
                    best.row[k] = trial[k]
