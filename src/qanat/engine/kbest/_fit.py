"""Which ambulances and hospitals suit a request at all, and what they charge; compiled."""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import inner
from qanat.engine.kbest._tables import charge_at
from qanat.engine.kbest.tables import NOBODY, Around, Ask, Floors, Units, Wards, Ways


class Fit(NamedTuple):
    """Ambulances which suit, in the order of the snapshot.

    Attributes:
        id: of each.
        free_s: when it can leave.
        contact_s: when it can take the patient at the scene.
        duty_s: when it must be done.
        fixed: charge of sending it.
        rate: charge of a second of driving.
        key: charge of first contact and of the way to the scene.
        is_whole: whether somebody in it can do all that is asked of companions.
    """

    id: Ints
    free_s: Floats
    contact_s: Floats
    duty_s: Floats
    fixed: Floats
    rate: Floats
    key: Floats
    is_whole: Bools


class Ends(NamedTuple):
    """Hospitals which suit.

    Attributes:
        id: of each.
        level: of its care.
        door_s: from hand-over to care.
        drive_s: from the scene.
    """

    id: Ints
    level: Ints
    door_s: Floats
    drive_s: Floats


@inner
def fit_units(units: Units, ask: Ask, around: Around) -> Fit:
    """Return the ambulances which can carry this patient."""
    n = len(units.ready_s)
    ids = np.empty(n, dtype=np.int64)
    found, is_whole = np.empty((6, n)), np.empty(n, dtype=np.bool_)
    count = 0
    kit, stretchers, seats, ready_s = units.kit, units.stretchers, units.seats, units.ready_s
    for v in range(n):
        if (
            (kit[v] & ask.kit) != ask.kit
            or stretchers[v] < ask.stretchers
            or seats[v] < ask.seats
            or v == ask.barred
        ):
            continue
        drive_s = around.unit_s[v]
        if drive_s == np.inf or ready_s[v] == np.inf:
            continue
        free_s = max(ready_s[v], ask.now_s)
        contact_s = max(free_s + drive_s, ask.floor_s)
        rate = ask.cost * units.rate[v]
        fixed = ask.cost * units.cost[v] + ask.coverage * units.loss[v] + ask.risk * units.risk[v]
        ids[count], is_whole[count] = v, (units.skills[v] & ask.skills) == ask.skills
        found[0, count], found[1, count], found[2, count] = free_s, contact_s, units.duty_s[v]
        found[3, count], found[4, count] = fixed, rate
        found[5, count] = charge_at(ask.first, contact_s - ask.onset_s) + fixed + rate * drive_s
        count += 1
    return Fit(
        ids[:count],
        found[0, :count],
        found[1, :count],
        found[2, :count],
        found[3, :count],
        found[4, :count],
        found[5, :count],
        is_whole[:count],
    )


@inner
def fit_wards(wards: Wards, ask: Ask, around: Around) -> Ends:
    """Return the hospitals which can take this patient; a chosen one always can."""
    n = len(wards.level)
    ids = np.empty(n, dtype=np.int64)
    count = 0
    if ask.destination != NOBODY:
        ids[0], count = ask.destination, 1
    else:
        # Taken out of their tuples: a tuple handed on counts the references of all its arrays.
        able, beds, is_accepting = wards.capabilities, wards.beds, wards.is_accepting
        wanted, bed, stretchers, own = ask.capabilities, ask.bed, ask.stretchers, ask.facility
        for h in range(n):
            ids[count] = h
            is_able = (able[h] & wanted) == wanted
            count += is_able & (beds[h, bed] >= stretchers) & is_accepting[h] & (h != own)
    ids = ids[:count]
    top = len(ask.care) - 2
    levels, doors_s, drives_s = wards.level, wards.door_s, around.ward_s
    level = np.empty(count, dtype=np.int64)
    door_s, drive_s = np.empty(count), np.empty(count)
    for e in range(count):
        h = ids[e]
        level[e], door_s[e], drive_s[e] = min(levels[h], top), doors_s[h], drives_s[h]
    return Ends(ids, level, door_s, drive_s)


@inner
def road_floor(wards: Wards, ways: Ways, floors: Floors, ask: Ask) -> Floats:
    """Return the least time from leaving each place by road to care, hand-over included."""
    places = ways.drive_s.shape[0]
    floor_s = np.empty(places)
    for p in range(places):
        if ask.destination != NOBODY:
            least = ways.drive_s[p, ask.destination] + wards.door_s[ask.destination]
        else:
            least = floors.road_s[ask.bed, ask.floor_rows[0], p]
            for row in ask.floor_rows[1:]:
                least = max(least, floors.road_s[ask.bed, row, p])
        floor_s[p] = least + ask.road_unload_s
    return floor_s


@inner
def pad_floor(wards: Wards, ways: Ways, floors: Floors, ask: Ask) -> Floats:
    """Return the least time from taking off at each place to care at a hospital with a pad."""
    places = ways.drive_s.shape[0]
    floor_s = np.empty(places)
    for p in range(places):
        if ask.destination != NOBODY:
            least = np.inf
            if wards.has_pad[ask.destination]:
                fly_s = ways.pad_m[p, ask.destination] / floors.rotor_mps
                least = fly_s + wards.door_s[ask.destination]
        else:
            least = floors.pad_s[ask.bed, ask.floor_rows[0], p]
            for row in ask.floor_rows[1:]:
                least = max(least, floors.pad_s[ask.bed, row, p])
        floor_s[p] = least + ask.air_unload_s
    return floor_s
