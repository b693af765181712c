"""Two patients who may share a flight, and the ambulances which may help each; compiled.

Source:
    docs/sources.md#shared-flights
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import compiled, inner
from qanat.engine.kbest._tables import charge_at, order_of
from qanat.engine.kbest.tables import NOBODY, Units

Tables = tuple[Floats, Floats]


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
        first, care: charges by minute of each patient.
        onset_s, floor_s, deadline_s: of each patient.
        ends: hospitals which take each patient from each place, the soonest first.
        many: how many of them do.
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
    first: Tables
    care: Tables
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
            elif p < pair.places and pair.many[i]:
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
def vans_of(
    pair: Pair,
    costs: Costs,
    units: Units,
    charges: tuple[Floats, Floats],
    asked: tuple[Bools, Floats, Floats],
    barred: Bools,
) -> Vans:
    """Return the ambulances which may help each patient, but for those barred.

    Args:
        pair: the patients.
        costs: what is charged.
        units: all ambulances.
        charges: fixed charge of sending each, and of a second of driving.
        asked: which can carry each patient, their drives to him, those to places.
        barred: of each patient, as lead and as the one which fetches; shape ``(2, 2, vans)``.
    """
    may, unit_s, meet_s = asked
    count, places = may.shape[1], pair.places
    lead, since = np.empty(2 * count, dtype=np.int64), np.zeros(3, dtype=np.int64)
    lead_at, least = np.empty((4, 2 * count)), np.full(2, np.inf)
    meet, meet_at = np.empty(count, dtype=np.int64), np.empty((4, count))
    first, last = np.zeros((2, places), dtype=np.int64), np.zeros((2, places), dtype=np.int64)
    values, rows = np.empty((4, count)), np.empty(count, dtype=np.int64)
    used = 0
    for i in range(2):
        n = _leads(
            pair, costs, units, charges, (i, may[i] & ~barred[i, 0]), unit_s[i], rows, values
        )
        since[i + 1] = _unsurpassed(rows, values, n, lead, lead_at, since[i])
        for c in range(since[i], since[i + 1]):
            least[i] = min(least[i], lead_at[1, c])
        can = may[i] & ~barred[i, 1]
        for p in range(places):
            n = _meeters(pair, costs, units, charges, (i, p), can, meet_s[p], rows, values)
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
        _soonest(pair, costs, since, lead_at), least,
    )  # fmt: skip


@inner
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
        key = charge_at(pair.first[i], contact_s - pair.onset_s[i])
        rows[n], values[0, n] = v, contact_s
        values[1, n] = key + fixed[v] + rate[v] * unit_s[v]
        values[2, n], values[3, n] = rate[v], units.duty_s[v]
        n += 1
    return n


@inner
def _meeters(
    pair: Pair,
    costs: Costs,
    units: Units,
    charges: tuple[Floats, Floats],
    at: tuple[int, int],
    can: Bools,
    meet_s: Floats,
    rows: Ints,
    values: Floats,
) -> int:
    """Fill in who may fetch a patient at a place: when there, charge of coming, rate, duty."""
    (fixed, rate), (i, p) = charges, at
    n, way_s = 0, pair.way_s[i, p] + costs.air_unload_s
    for v in range(len(can) if way_s < np.inf else 0):
        there_s = max(units.ready_s[v], costs.now_s) + meet_s[v]
        if not can[v] or there_s == np.inf or there_s + way_s > pair.deadline_s[i]:
            continue
        rows[n], values[0, n] = v, there_s
        values[1, n] = fixed[v] + rate[v] * meet_s[v]
        values[2, n], values[3, n] = rate[v], units.duty_s[v]
        n += 1
    return n


@inner
def _soonest(pair: Pair, costs: Costs, since: Ints, lead_at: Floats) -> Floats:
    """Return when each patient can be at each place at the earliest."""
    soonest_s = np.full((2, pair.places), np.inf)
    for i in range(2):
        for p in range(pair.places):
            for c in range(since[i], since[i + 1]):
                brought_s = lead_at[0, c] + costs.road_load_s + pair.place_s[i, p]
                if brought_s + costs.air_load_s <= lead_at[3, c]:
                    soonest_s[i, p] = min(soonest_s[i, p], brought_s)
    return soonest_s


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
