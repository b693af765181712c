"""Two patients who may share a flight, and the ambulances which may help each; compiled.

Source:
    docs/sources.md#shared-flights
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import compiled, inner, lent
from qanat.engine.kbest._tables import charge_at, order_of
from qanat.engine.kbest.tables import NOBODY, Units


class Pair(NamedTuple):
    """Two patients and every spot where an aircraft may stop for them.

    Spots are the places, the scene of each patient, and the pads of hospitals which take one.

    Attributes:
        places: how many spots are places.
        apart_m: between spots.
        ward: the hospital of a pad, ``NOBODY`` elsewhere.
        land, off: windows, shape ``(KINDS, spots, spans, 2)``.
        can_land: whether helicopters land beside each patient.
        takes: which hospitals take each patient, shape ``(2, hospitals)``.
        single: which hospitals take one of them only.
        level: row of each hospital in each patient's table of care.
        door_s: of hospitals.
        drive_s: from places to hospitals.
        place_s: from each patient to places.
        first, care: charges by patient, level and minute; the last level of care is the least of
            all, ``first`` has one alone.
        onset_s, floor_s, deadline_s: of each patient.
        ends: hospitals which take each patient from each place, the soonest first; those which two
            of their level surpass are left out.
        many: how many of them there are, shape ``(2, places)``.
        way_s: least time from each spot to each patient's care once he is unloaded.
        here_s, away_s: least time to each patient's care from a spot, without a flight and by the
            fastest aeroplane and helicopter; shapes ``(2, spots)`` and ``(2, 2, spots)``.
    """

    places: int
    apart_m: Floats
    ward: Ints
    land: Floats
    off: Floats
    can_land: Bools
    takes: Bools
    single: Bools
    level: Ints
    door_s: Floats
    drive_s: Floats
    place_s: Floats
    first: Floats
    care: Floats
    onset_s: Floats
    floor_s: Floats
    deadline_s: Floats
    ends: Ints
    many: Ints
    way_s: Floats
    here_s: Floats
    away_s: Floats


class Costs(NamedTuple):
    """What is charged for, and how long handling takes."""

    cost: float
    hand_over: float
    now_s: float
    must_reach_fuel: bool
    road_load_s: float
    road_unload_s: float
    air_load_s: float
    air_unload_s: float
    refuel_s: float


class Vans(NamedTuple):
    """Ambulances which nobody surpasses: of each patient, and of each patient and place.

    Attributes:
        lead: rows of leads, from ``since[patient]`` to ``since[patient + 1]``.
        contact_s, key, rate, duty_s: of leads; ``key`` is the charge but for the drive to a place.
        meet: rows of those which fetch, from ``first[patient, place]`` to ``last``.
        there_s, charge, meet_rate, meet_duty_s: of these, ``charge`` for coming.
        soonest_s: least moment at which each patient can be at each place.
        least: least charge of any lead.
    """

    lead: Ints
    since: Ints
    contact_s: Floats
    key: Floats
    rate: Floats
    duty_s: Floats
    meet: Ints
    first: Ints
    last: Ints
    there_s: Floats
    charge: Floats
    meet_rate: Floats
    meet_duty_s: Floats
    soonest_s: Floats
    least: Floats


@compiled
def ways_of(pair: Pair, speeds: Floats, costs: Costs) -> None:
    """Fill in the least times to care."""
    for i in range(2):
        for p in range(len(pair.ward)):
            least_s = np.inf
            if pair.ward[p] != NOBODY:
                if pair.takes[i, pair.ward[p]]:
                    least_s = pair.door_s[pair.ward[p]]
            elif p < pair.places and pair.many[i, p]:
                h = pair.ends[i, p, 0]
                least_s = pair.drive_s[p, h] + pair.door_s[h] + costs.road_unload_s
            pair.way_s[i, p] = least_s
            pair.here_s[i, p] = least_s + costs.air_unload_s
        for n in range(len(pair.ward)):
            for k in range(2):
                least_s = np.inf
                for p in range(len(pair.ward)):
                    if k == 1 or p < pair.places:
                        fly_s = pair.apart_m[n, p] / speeds[k]
                        least_s = min(least_s, fly_s + pair.here_s[i, p])
                pair.away_s[k, i, n] = least_s


@compiled
def ends_of(takes: Bools, level: Ints, drive_s: Floats, door_s: Floats) -> tuple[Ints, Ints]:
    """Return the hospitals to which a patient may be brought from each place, and how many.

    Left out are those which two others of their level surpass in driving time and in time to care:
    the other patient takes the bed of one at most.
    """
    places, levels = len(drive_s), level.max() + 1 if len(level) else 1
    numbers = np.flatnonzero(takes)
    ends = np.empty((places, len(numbers)), dtype=np.int64)
    many = np.zeros(places, dtype=np.int64)
    some, keys = np.empty(len(numbers), dtype=np.int64), np.empty(len(numbers))
    for p in range(places):
        least_s = np.full((levels, 2, 2), np.inf)  # of the two soonest: time to care, drive
        for h in numbers:
            way_s, best = drive_s[p, h] + door_s[h], least_s[level[h]]
            if way_s < best[0, 0]:
                best[1] = best[0]
                best[0, 0], best[0, 1] = way_s, drive_s[p, h]
            elif way_s < best[1, 0]:
                best[1, 0], best[1, 1] = way_s, drive_s[p, h]
        count = 0
        for h in numbers:
            reach_s = max(least_s[level[h], 0, 1], least_s[level[h], 1, 1])
            if drive_s[p, h] <= reach_s and drive_s[p, h] < np.inf:
                some[count], keys[count] = h, drive_s[p, h] + door_s[h]
                count += 1
        nearest_s = np.full((levels, 2), np.inf)
        for k in order_of(keys, 0, count):
            h = some[k]
            near, own_s = nearest_s[level[h]], drive_s[p, h]
            if own_s >= near[1]:
                continue
            near[1] = max(near[0], own_s)
            near[0] = min(near[0], own_s)
            ends[p, many[p]] = h
            many[p] += 1
    return ends, many


@compiled
def vans_of(
    pair: Pair,
    costs: Costs,
    units: Units,
    charges: tuple[Floats, Floats],
    asked: tuple[Bools, Floats, Floats],
    barred: Bools,
    speeds: Floats,
) -> Vans:
    """Return the ambulances which may help each patient, but for those barred.

    Args:
        pair: the patients.
        costs: what is charged.
        units: all ambulances.
        charges: fixed charge of sending each, and of a second of driving.
        asked: which can carry each patient, their drives to him, those to places.
        barred: of each patient, as lead and as the one which fetches; shape ``(2, 2, vans)``.
        speeds: of the fastest aeroplane and helicopter.
    """
    may, unit_s, meet_s = asked
    count, places = may.shape[1], pair.places
    lead, since = np.empty(2 * count, dtype=np.int64), np.zeros(3, dtype=np.int64)
    lead_at, least = np.empty((4, 2 * count)), np.full(2, np.inf)
    meet, meet_at = np.empty(count, dtype=np.int64), np.empty((4, count))
    first, last = np.zeros((2, places), dtype=np.int64), np.zeros((2, places), dtype=np.int64)
    values, rows = np.empty((4, count)), np.empty(count, dtype=np.int64)
    soonest_s, used = np.full((2, places), np.inf), 0
    for i in range(2):
        n = _leads(
            pair, costs, units, charges, (i, may[i] & ~barred[i, 0]), unit_s[i], rows, values
        )
        since[i + 1] = _unsurpassed(rows, values, n, lead, lead_at, since[i])
        for c in range(since[i], since[i + 1]):
            least[i] = min(least[i], lead_at[1, c])
        _soonest(pair, costs, i, since, lead_at, soonest_s)
        free_s = np.where(may[i] & ~barred[i, 1], np.maximum(units.ready_s, costs.now_s), np.inf)
        for p in range(places):
            down_s = _down_s(pair, costs, i, p, soonest_s, speeds)
            until_s = pair.deadline_s[i] - pair.way_s[i, p] - costs.air_unload_s
            at_s = (down_s, until_s, pair.deadline_s[i])
            n = 0
            if down_s <= until_s:
                n = _meeters(units, charges, free_s, meet_s[p], at_s, rows, values)
            if used + n > len(meet):
                more, more_at = (
                    np.empty(2 * (used + n), dtype=np.int64),
                    np.empty((4, 2 * (used + n))),
                )
                more[:used], more_at[:, :used] = meet[:used], meet_at[:, :used]
                meet, meet_at = more, more_at
            first[i, p] = used
            used = last[i, p] = _unsurpassed(rows, values, n, meet, meet_at, used)
    return Vans(
        lead, since, lead_at[0], lead_at[1], lead_at[2], lead_at[3],
        meet, first, last, meet_at[0], meet_at[1], meet_at[2], meet_at[3],
        soonest_s, least,
    )  # fmt: skip


@lent
def _leads(
    pair: Pair,
    costs: Costs,
    units: Units,
    charges: tuple[Floats, Floats],
    who: tuple[int, Bools],
    unit_s: Floats,
    rows: Ints,
    values: Floats,
) -> int:
    """Fill in who may bring a patient: contact, charge but for the way to a place, rate, duty."""
    (fixed, rate), (i, can) = charges, who
    n = 0
    for v in range(len(can)):
        if not can[v]:
            continue
        contact_s = max(max(units.ready_s[v], costs.now_s) + unit_s[v], pair.floor_s[i])
        on_s = contact_s + costs.road_load_s + costs.air_load_s
        if on_s == np.inf or on_s > min(pair.deadline_s[i], units.duty_s[v]):
            continue
        key = charge_at(pair.first[i, 0], contact_s - pair.onset_s[i])
        rows[n], values[0, n] = v, contact_s
        values[1, n] = key + fixed[v] + rate[v] * unit_s[v]
        values[2, n], values[3, n] = rate[v], min(units.duty_s[v], pair.deadline_s[i])
        n += 1
    return n


@lent
def _meeters(
    units: Units,
    charges: tuple[Floats, Floats],
    free_s: Floats,
    meet_s: Floats,
    at_s: tuple[float, float, float],
    rows: Ints,
    values: Floats,
) -> int:
    """Fill in who may fetch a patient at a place: when there, charge of coming, rate, duty.

    Who is there before the patient can be is there in time, and whose duty ends after the deadline
    is on duty long enough; of those who are both, the cheapest alone counts.

    Args:
        units: all ambulances.
        charges: fixed charge of sending each, and of a second of driving.
        free_s: when each can leave, infinite if it can't.
        meet_s: their drives to the place.
        at_s: before which no patient is there, by which one must be met, and the deadline.
        rows: where they go.
        values: where what is known of them goes.
    """
    (fixed, rate), (down_s, until_s, deadline_s) = charges, at_s
    n, cheapest, slowest = 0, np.inf, np.inf
    for v in range(len(free_s)):
        there_s = max(free_s[v] + meet_s[v], down_s)
        if not (there_s < np.inf and there_s <= until_s):
            continue
        charge, duty_s = fixed[v] + rate[v] * meet_s[v], min(units.duty_s[v], deadline_s)
        if charge >= cheapest and rate[v] >= slowest:
            continue
        if there_s == down_s and duty_s == deadline_s and rate[v] <= slowest:
            cheapest, slowest = charge, rate[v]
        rows[n], values[0, n], values[1, n] = v, there_s, charge
        values[2, n], values[3, n] = rate[v], duty_s
        n += 1
    return n


@lent
def _down_s(pair: Pair, costs: Costs, i: int, p: int, soonest_s: Floats, speeds: Floats) -> float:
    """Return a moment before which no flight brings a patient to a place, a second less."""
    least_s = np.inf
    for m in range(pair.places):
        least_s = min(least_s, soonest_s[i, m] + pair.apart_m[m, p] / max(speeds[0], speeds[1]))
    if pair.can_land[i]:
        scene = pair.places + i
        least_s = min(least_s, pair.floor_s[i] + pair.apart_m[scene, p] / speeds[1])
    return least_s + costs.air_load_s - 1.0


@lent
def _soonest(
    pair: Pair, costs: Costs, i: int, since: Ints, lead_at: Floats, soonest_s: Floats
) -> None:
    """Fill in when a patient can be at each place at the earliest."""
    for p in range(pair.places):
        for c in range(since[i], since[i + 1]):
            brought_s = lead_at[0, c] + costs.road_load_s + pair.place_s[i, p]
            if brought_s + costs.air_load_s <= lead_at[3, c]:
                soonest_s[i, p] = min(soonest_s[i, p], brought_s)


@inner
def _unsurpassed(rows: Ints, values: Floats, n: int, to: Ints, to_at: Floats, begin: int) -> int:
    """Add those whom nobody surpasses in time, charge, rate and duty alike, cheapest first."""
    end = begin
    for c in order_of(values[1], 0, n):
        is_surpassed = False
        for d in range(begin, end):
            if (
                to_at[0, d] <= values[0, c]
                and to_at[2, d] <= values[2, c]
                and to_at[3, d] >= values[3, c]
            ):
                is_surpassed = True
                break
        if not is_surpassed:
            to[end] = rows[c]
            for k in range(4):
                to_at[k, end] = values[k, c]
            end += 1
    return end
