"""What plans of vehicles which have fetched a specialist are charged at the least.

Source:
    docs/sources.md#exact-k-best
"""

import math
from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.kbest._air import ROUNDED_S
from qanat.engine.kbest.screening import fit_vans, fit_wards
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY, Around, Ask, Craft, Question, Units


def fly_time_s(craft: Craft, planes: Ints, flown_m: Floats) -> Floats:
    """Return how long aircraft fly so far; no flight takes no time."""
    fly_s: Floats = craft.extra_s[planes] + flown_m / craft.speed_mps[planes]
    return np.where(flown_m > 0.0, fly_s, 0.0)


def bounds_of(
    snapshot: Snapshot, question: Question, planes: Ints, places: Ints, ready_s: Floats
) -> tuple[Floats, Floats]:
    """Return charges below which no plan of aircraft with somebody on board can be.

    Of those which land beside the patient, and of those to which he is brought: from the place
    over the best pick-up to care as the fastest of the kind flies, or from the best pick-up of all
    as soon as he is there. Ranges, stops and windows are left out.
    """
    ask, craft, around = question.ask, snapshot.craft, question.around
    flown_m = snapshot.ways.start_m[planes, places]
    charge = ask.cost * (
        craft.cost[planes] + craft.rate[planes] * fly_time_s(craft, planes, flown_m)
    )
    charge += ask.coverage * craft.loss[planes] + ask.risk * craft.risk[planes]
    charge += ask.base + ask.hand_over
    rests, is_rotor = _rests(snapshot, question), craft.is_rotor[planes]
    fly_s = fly_time_s(craft, planes, around.place_m[places])
    contact_s = np.maximum(ready_s + fly_s, ask.floor_s)
    beside = charge + ask.cost * craft.rate[planes] * fly_s
    beside += _read(ask, ask.first, contact_s)
    beside += _read(ask, ask.care[-1], contact_s + ask.air_load_s + rests.scene_s)
    beside[~is_rotor] = math.inf
    brought = _brought(snapshot, question)
    over_s = np.where(is_rotor, rests.rotor_over_s[places], rests.wing_over_s[places])
    waits_s = (brought.at_s + np.minimum(rests.rotor_s, rests.wing_s)).min(initial=math.inf)
    care_s = ask.air_load_s + np.maximum(ready_s + over_s, waits_s)
    over = charge + ask.hand_over + brought.key + _read(ask, ask.care[-1], care_s)
    over[ready_s + ask.air_load_s > brought.until_s] = math.inf
    return beside, over


def _read(ask: Ask, table: Floats, at_s: Floats) -> Floats:
    """Return the charges of moments, infinite if they are too late."""
    is_in = np.isfinite(at_s) & (at_s <= ask.deadline_s + ROUNDED_S)
    minutes = np.where(is_in, at_s - ask.onset_s, 0.0) / 60.0
    charges: Floats = np.where(is_in, np.interp(minutes, np.arange(len(table)), table), math.inf)
    return charges


class _Brought(NamedTuple):
    """When any ambulance can be with the patient at each place, until when, at which charge."""

    at_s: Floats
    until_s: float
    key: float


def _brought(snapshot: Snapshot, question: Question) -> _Brought:
    ask, around, units = question.ask, question.around, snapshot.units
    vans = fit_vans(snapshot, question)
    drive_s, ready_s = around.unit_s[vans], units.ready_s[vans]
    contact_s = np.maximum(np.maximum(ready_s, ask.now_s) + drive_s, ask.floor_s)
    key = ask.cost * (units.cost[vans] + units.rate[vans] * drive_s)
    key += ask.coverage * units.loss[vans] + ask.risk * units.risk[vans]
    key += np.interp((contact_s - ask.onset_s) / 60.0, np.arange(len(ask.first)), ask.first)
    soonest_s = contact_s.min(initial=math.inf) + ask.road_load_s
    until_s = float(units.duty_s[vans].max(initial=-math.inf)) + ROUNDED_S
    return _Brought(soonest_s + around.place_s, until_s, float(key.min(initial=math.inf)))


class _Rests(NamedTuple):
    """Least times to care, of helicopters and aeroplanes, since the patient is on board.

    Attributes:
        rotor_s, wing_s: from each place where he is taken on.
        rotor_over_s, wing_over_s: from each place, over one where he is taken on.
        scene_s: from beside him.
    """

    rotor_s: Floats
    wing_s: Floats
    rotor_over_s: Floats
    wing_over_s: Floats
    scene_s: float


def _rests(snapshot: Snapshot, question: Question) -> _Rests:
    ask, around, ways = question.ask, question.around, snapshot.ways
    floors, wards = snapshot.floors, snapshot.wards
    if ask.destination != NOBODY:
        door_s = float(wards.door_s[ask.destination])
        road_s = ways.drive_s[:, ask.destination] + door_s
        pad_s = ways.pad_m[:, ask.destination] / floors.rotor_mps + door_s
    else:
        road_s = floors.road_s[ask.bed, ask.floor_rows].max(axis=0)
        pad_s = floors.pad_s[ask.bed, ask.floor_rows].max(axis=0)
    road_s = road_s + ask.road_unload_s
    scene_s = math.inf
    if ask.can_land:
        way_s = around.ward_m / floors.rotor_mps + wards.door_s
        scene_s = float((around.place_m / floors.rotor_mps + road_s).min(initial=math.inf))
        scene_s = min(scene_s, float(way_s.min(initial=math.inf))) + ask.air_unload_s
    wing_s = (ways.apart_m / floors.wing_mps + road_s).min(axis=1, initial=math.inf)
    rotor_s = (ways.apart_m / floors.rotor_mps + road_s).min(axis=1, initial=math.inf)
    rotor_s, wing_s = np.minimum(rotor_s, pad_s) + ask.air_unload_s, wing_s + ask.air_unload_s
    over_s = (ways.apart_m / floors.rotor_mps + rotor_s).min(axis=1, initial=math.inf)
    under_s = (ways.apart_m / floors.wing_mps + wing_s).min(axis=1, initial=math.inf)
    return _Rests(rotor_s, wing_s, over_s, under_s, scene_s)


def least_of(snapshot: Snapshot, ask: Ask, around: Around, units: Units) -> Floats:
    """Return charges below which no plan of each ambulance with a specialist on board can be."""
    wards = fit_wards(snapshot, ask)
    drives_s, doors_s = around.ward_s[wards], snapshot.wards.door_s[wards]
    drive_s = drives_s.min(initial=math.inf)
    contact_s = np.maximum(units.ready_s + around.unit_s, ask.floor_s)
    handed_s = contact_s + ask.road_load_s + ask.road_unload_s
    care_s = handed_s + (drives_s + doors_s).min(initial=math.inf)
    carries = ((units.kit & ask.kit) == ask.kit) & (units.stretchers >= ask.stretchers)
    carries &= (units.seats >= ask.seats) & (handed_s + drive_s <= units.duty_s + ROUNDED_S)
    carries &= np.isfinite(care_s) & (care_s <= ask.deadline_s + ROUNDED_S)
    least = np.full(len(units.ready_s), math.inf)
    some = np.flatnonzero(carries)
    grid = np.arange(len(ask.first))
    paid = ask.cost * (units.cost[some] + units.rate[some] * (around.unit_s[some] + drive_s))
    paid += ask.coverage * units.loss[some] + ask.risk * units.risk[some]
    paid += np.interp((contact_s[some] - ask.onset_s) / 60.0, grid, ask.first)
    paid += np.interp((care_s[some] - ask.onset_s) / 60.0, grid, ask.care[-1])
    least[some] = paid + ask.base + ask.hand_over
    return least
