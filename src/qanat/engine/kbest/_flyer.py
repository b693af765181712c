"""One aircraft and one request: where it flies, refuels and lands, and when; compiled.

A flight with a patient may stop for fuel on the way to the pick-up, at the pick-up, and on the
way to the landing. It has as few stops before the patient is on board as its range allows, without
a stop afterwards, and with one if it needs fewer before. Whether a stop is needed depends on
distances only, so that "earlier is never worse" stays true.
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import inner, lent
from qanat.engine.kbest._tables import landing_s
from qanat.engine.kbest.tables import NOBODY, Around, Ask, Craft, Sites, Wards, Ways


class Flyer(NamedTuple):
    """What the search knows of an aircraft; places are rows, the scene is ``NOBODY``."""

    number: int
    via: Ints
    stands: int
    is_rotor: bool
    ready_s: float
    duty_s: float
    speed_mps: float
    extra_s: float
    tank_m: float
    lean_m: float
    full_m: float
    refuel_s: float
    fixed: float
    rate: float
    scene_m: float
    must_reach_fuel: bool
    start_m: Floats
    may: Bools
    fuels: Bools
    escape_m: Floats
    start_off: Floats
    land: Floats
    off: Floats
    ward_land: Floats
    scene_land: Floats
    scene_off: Floats
    apart_m: Floats
    pad_m: Floats
    place_m: Floats
    ward_m: Floats


class Sky(NamedTuple):
    """What aircraft fly between; ``always`` is a span without end."""

    craft: Craft
    sites: Sites
    wards: Wards
    ways: Ways
    around: Around
    always: Floats


@inner
def new_flyer(sky: Sky, ask: Ask, a: int) -> Flyer:
    """Return what the search knows of an aircraft."""
    craft, sites, wards, ways, around, always = sky
    kind, stands = craft.kind[a], craft.stands[a]
    charge = ask.cost * craft.cost[a] + ask.coverage * craft.loss[a] + ask.risk * craft.risk[a]
    ready_s = max(craft.ready_s[a], ask.now_s)
    start_off = always if stands == NOBODY else sites.off[kind, stands]
    return Flyer(
        craft.number[a],
        craft.via[:, a],
        stands,
        craft.is_rotor[a],
        ready_s,
        craft.duty_s[a],
        craft.speed_mps[a],
        craft.extra_s[a],
        craft.tank_m[a],
        craft.lean_m[a],
        craft.full_m[a],
        ask.refuel_s,
        charge,
        ask.cost * craft.rate[a],
        around.craft_m[a],
        ask.must_reach_fuel,
        ways.start_m[a],
        ways.may[a],
        ways.fuels[a],
        ways.escape_m[a],
        start_off,
        sites.land[kind],
        sites.off[kind],
        wards.land[kind],
        ask.land[kind],
        ask.off[kind],
        ways.apart_m,
        ways.pad_m,
        around.place_m,
        around.ward_m,
    )


@lent
def flight_s(flyer: Flyer, metres: float) -> float:
    """Return how long a flight takes; no flight takes no time."""
    return flyer.extra_s + metres / flyer.speed_mps if metres > 0.0 else 0.0


@lent
def to_pick_m(flyer: Flyer, stop: int, pick: int) -> float:
    """Return the flight to the pick-up from where the aircraft is, or from a stop."""
    if stop == NOBODY:
        return flyer.scene_m if pick == NOBODY else float(flyer.start_m[pick])
    return float(flyer.place_m[stop] if pick == NOBODY else flyer.apart_m[stop, pick])


@lent
def to_drop_m(flyer: Flyer, place: int, drop: int, ward: int) -> float:
    """Return the flight from a place or the scene to a place, or to a hospital's pad."""
    if drop != NOBODY:
        return float(flyer.place_m[drop] if place == NOBODY else flyer.apart_m[place, drop])
    return float(flyer.ward_m[ward] if place == NOBODY else flyer.pad_m[place, ward])


@lent
def escape_m(flyer: Flyer, drop: int, ward: int) -> float:
    """Return the range to keep after the landing, so that fuel is reached."""
    if not flyer.must_reach_fuel:
        return 0.0
    if drop != NOBODY:
        return float(flyer.escape_m[drop])
    least = np.inf
    for p in range(len(flyer.fuels)):
        if flyer.fuels[p]:
            least = min(least, flyer.pad_m[p, ward])
    return least


@lent
def left_m(flyer: Flyer, before: int, pick: int, refuels: int) -> float:
    """Return the range left when it leaves the pick-up, negative if it does not come there."""
    has_m = flyer.tank_m
    if before != NOBODY:
        if flyer.start_m[before] > has_m:
            return -np.inf
        has_m = flyer.full_m
    has_m -= to_pick_m(flyer, before, pick)
    return flyer.full_m if refuels and has_m >= 0.0 else has_m


@lent
def arrival(flyer: Flyer, before: int, pick: int) -> tuple[float, float]:
    """Return when it is at the pick-up, over a stop or none, and how long it flew."""
    at_s, flown_s, off = flyer.ready_s, 0.0, flyer.start_off
    if before != NOBODY:
        if flyer.stands != before:
            flown_s = flight_s(flyer, flyer.start_m[before])
            at_s = landing_s(off, flyer.land[before], at_s, flown_s)
        at_s += flyer.refuel_s
        off = flyer.off[before]
    elif pick != NOBODY and flyer.stands == pick:
        return at_s, 0.0
    fly_s = flight_s(flyer, to_pick_m(flyer, before, pick))
    land = flyer.scene_land if pick == NOBODY else flyer.land[pick]
    return landing_s(off, land, at_s, fly_s), flown_s + fly_s


@lent
def touchdown(
    flyer: Flyer, pick: int, after: int, drop: int, ward: int, at_s: float
) -> tuple[float, float]:
    """Return when it lands with the patient who is on board at a moment, and how long it flew."""
    off = flyer.scene_off if pick == NOBODY else flyer.off[pick]
    land = flyer.land[drop] if drop != NOBODY else flyer.ward_land[ward]
    if after == NOBODY:
        fly_s = flight_s(flyer, to_drop_m(flyer, pick, drop, ward))
        return landing_s(off, land, at_s, fly_s), fly_s
    first_s = flight_s(flyer, to_drop_m(flyer, pick, after, NOBODY))
    at_s = landing_s(off, flyer.land[after], at_s, first_s) + flyer.refuel_s
    fly_s = flight_s(flyer, to_drop_m(flyer, after, drop, ward))
    return landing_s(flyer.off[after], land, at_s, fly_s), first_s + fly_s


@lent
def first_at(flyer: Flyer, pick: int) -> float:
    """Return a moment before which it can't be at a pick-up, whatever its stops.

    It leaves no sooner than its place allows, flies no shorter way than the great circle, and
    lands no sooner than the pick-up allows.
    """
    if pick != NOBODY and flyer.stands == pick:
        return flyer.ready_s
    at_s = next_open(flyer.start_off, flyer.ready_s)
    at_s += flight_s(flyer, to_pick_m(flyer, NOBODY, pick))
    return next_open(flyer.scene_land if pick == NOBODY else flyer.land[pick], at_s)


@lent
def next_open(spans: Floats, at_s: float) -> float:
    """Return the earliest moment of the spans at or after one, infinite if there is none."""
    for k in range(len(spans)):
        if at_s <= spans[k, 1]:
            return float(max(at_s, spans[k, 0]))
    return np.inf
