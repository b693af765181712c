"""Family T: an ambulance brings the patient to a hospital which treats, and another way goes on.

The second part is the same search with that hospital as its scene: the patient is there from a
moment on, the charge so far is given, the ambulance is taken. First parts are tried in the order
of their bounds; all parts share one list of the K best, so that the answer stays exact.

Source:
    docs/sources.md#exact-k-best
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.kbest import _search
from qanat.engine.kbest._best import (
    AIRCRAFT,
    BOUND,
    DOMINATED,
    LEAD,
    Best,
    held_of_treated,
)
from qanat.engine.kbest._geometry import arcs_between, lon_lat, unit_vectors
from qanat.engine.kbest._tables import unsurpassed
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY, Around, Ask, Question

OTHERS = 2
"""Ambulances of a second part: that many may surpass a first part, but be taken there."""
FASTEST_ROAD_MPS = 60.0
"""Faster than any road: for a bound where times come from elsewhere."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A second part: its request, distances, and the ambulance and hospital of the first."""

    ask: Ask
    around: Around
    stem: tuple[int, int]
    needle_s: float


class _Firsts(NamedTuple):
    """First parts: ambulances, hospitals, and moments and charges by both."""

    vans: Ints
    wards: Ints
    done_s: Floats
    charge: Floats


def stages(snapshot: Snapshot, question: Question, best: Best) -> Iterator[Stage]:
    """Yield the second parts whose bound is below the K-th charge, the lowest bound first."""
    if not question.treatment:
        return
    limit = float(best.charges[-1])
    firsts, bounds = _kept(snapshot, question, best, limit)
    others = OTHERS + (1 if best.each == AIRCRAFT else len(best.charges))
    is_possible = np.isfinite(bounds)
    is_kept = unsurpassed(firsts.done_s, firsts.charge, is_possible, others)
    best.proof[DOMINATED] += np.count_nonzero(is_possible & ~is_kept)
    bounds[~is_kept] = math.inf
    nearby: dict[int, Around] = {}
    for flat in np.argsort(bounds, axis=None, kind="stable").tolist():
        i, j = divmod(flat, len(firsts.wards))
        if not bounds[i, j] < best.charges[-1]:
            best.proof[BOUND] = min(best.proof[BOUND], bounds[i, j])
            return
        if best.each == LEAD and bounds[i, j] >= held_of_treated(best, int(firsts.vans[i])):
            continue
        ward = int(firsts.wards[j])
        if ward not in nearby:
            nearby[ward] = around_ward(snapshot, ward)
        yield _stage(snapshot, question, nearby[ward], (int(firsts.vans[i]), ward))


def stage_of(snapshot: Snapshot, question: Question, van: int, ward: int) -> Stage:
    """Return the second part after an ambulance and a hospital which treats."""
    return _stage(snapshot, question, around_ward(snapshot, ward), (van, ward))


def around_ward(snapshot: Snapshot, ward: int) -> Around:
    """Return how far everything is from a hospital."""
    lon, lat = lon_lat(snapshot.wards.xyz[:, ward : ward + 1])[0].tolist()
    return around_of(snapshot, lon, lat)


def _stage(snapshot: Snapshot, question: Question, around: Around, stem: tuple[int, int]) -> Stage:
    ask, wards, (van, ward) = question.ask, snapshot.wards, stem
    at = np.array([van]), np.array([ward])
    done_s, charge = _first_part(snapshot, question, *at, wards.door_s[[ward]])
    needle_s = float(done_s[0, 0] + wards.door_s[ward])
    onward = ask._replace(
        floor_s=float(done_s[0, 0]) + snapshot.nation.handling.treat_s,
        base=float(charge[0, 0]),
        first=np.zeros_like(ask.first),
        facility=ward,
        can_land=bool(wards.has_pad[ward]),
        land=wards.land[:, ward].copy(),
        off=wards.off[:, ward].copy(),
        barred=van,
    )
    return Stage(onward, around, stem, needle_s)


def _kept(
    snapshot: Snapshot, question: Question, best: Best, limit: float
) -> tuple[_Firsts, Floats]:
    """Return the first parts which may be in a plan below a charge, with their bounds.

    Hospitals are left out by the soonest and cheapest ambulance there could be, then ambulances
    by the nearest of the hospitals kept: both bounds are below those of every pair.
    """
    vans, wards = _fitting(snapshot, question)
    if not len(vans) or not len(wards):
        none = np.zeros((len(vans), len(wards)))
        return _Firsts(vans, wards, none, none), none
    rest_s = np.zeros(len(wards))
    done_s, charge = _ideal(snapshot, question, vans, wards)
    for finer in (False, True):
        bounds = _bound(snapshot, question, done_s, charge, rest_s)
        is_kept = bounds < limit
        if not is_kept.all():
            best.proof[BOUND] = min(best.proof[BOUND], bounds[~is_kept].min())
        wards, done_s, charge = wards[is_kept], done_s[is_kept], charge[is_kept]
        rest_s = rest_s[is_kept] if finer else _rest_s(snapshot, question, wards)
    if len(wards):
        nearest = wards[[int(np.argmin(question.around.ward_s[wards]))]]
        least_s = snapshot.wards.door_s[wards].min(keepdims=True)
        done_s, charge = _first_part(snapshot, question, vans, nearest, least_s)
        bounds = _bound(snapshot, question, done_s[:, 0], charge[:, 0], rest_s.min())
        is_kept = bounds < limit
        if not is_kept.all():
            best.proof[BOUND] = min(best.proof[BOUND], bounds[~is_kept].min())
        vans = vans[is_kept]
    firsts = _Firsts(
        vans,
        wards,
        *_first_part(snapshot, question, vans, wards, snapshot.wards.door_s[wards]),
    )
    bounds = _bound(snapshot, question, firsts.done_s, firsts.charge, rest_s)
    bounds[firsts.done_s > snapshot.units.duty_s[vans][:, None]] = math.inf
    return firsts, bounds


def _fitting(snapshot: Snapshot, question: Question) -> tuple[Ints, Ints]:
    """Return the ambulances which carry this patient and the hospitals which may treat first."""
    ask, units, wards = question.ask, snapshot.units, snapshot.wards
    carries: Bools = (units.kit & ask.kit) == ask.kit
    carries &= (units.stretchers >= ask.stretchers) & (units.seats >= ask.seats)
    carries &= np.isfinite(units.ready_s) & np.isfinite(question.around.unit_s)
    carries &= (units.skills & ask.skills) == ask.skills
    treats: Bools = (wards.capabilities & question.treatment) == question.treatment
    treats &= wards.is_accepting & np.isfinite(question.around.ward_s)
    for number in (ask.facility, ask.destination):
        if number != NOBODY:
            treats[number] = False
    return np.flatnonzero(carries), np.flatnonzero(treats)


def _ideal(
    snapshot: Snapshot, question: Question, vans: Ints, wards: Ints
) -> tuple[Floats, Floats]:
    """Return hand-over and charge at each hospital by the soonest and cheapest of all."""
    ask, units, around = question.ask, snapshot.units, question.around
    there_s = np.maximum(units.ready_s[vans], ask.now_s) + around.unit_s[vans]
    contact_s = max(float(there_s.min()), ask.floor_s)
    sent = ask.cost * units.cost[vans] + ask.coverage * units.loss[vans]
    sent = sent + ask.risk * units.risk[vans]
    sent = sent + ask.cost * units.rate[vans] * around.unit_s[vans]
    rate = ask.cost * float(units.rate[vans].min())
    done_s = contact_s + ask.road_load_s + around.ward_s[wards] + ask.road_unload_s
    first = _first_charge(ask, done_s + snapshot.wards.door_s[wards])
    charge = first + float(sent.min()) + rate * around.ward_s[wards]
    return done_s, charge + ask.base + ask.hand_over


def _first_charge(ask: Ask, treated_s: Floats) -> Floats:
    """Return the charge of the moment at which a first hospital treats."""
    minutes = (treated_s - ask.onset_s) / 60.0
    charge: Floats = np.interp(minutes, np.arange(len(ask.first)), ask.first)
    return charge


def _first_part(
    snapshot: Snapshot, question: Question, vans: Ints, firsts: Ints, door_s: Floats
) -> tuple[Floats, Floats]:
    """Return when patients are handed over at first hospitals, and the charge until then."""
    ask, units, around = question.ask, snapshot.units, question.around
    free_s = np.maximum(units.ready_s[vans], ask.now_s)
    reach_s, carry_s = around.unit_s[vans], around.ward_s[firsts]
    contact_s = np.maximum(free_s + reach_s, ask.floor_s)[:, None]
    done_s = contact_s + ask.road_load_s + carry_s + ask.road_unload_s
    first = _first_charge(ask, done_s + door_s)
    sent = ask.cost * units.cost[vans] + ask.coverage * units.loss[vans]
    sent = sent + ask.risk * units.risk[vans]
    drive_s = reach_s[:, None] + carry_s
    charge = first + sent[:, None] + ask.cost * units.rate[vans][:, None] * drive_s
    return done_s, charge + ask.base + ask.hand_over


def _rest_s(snapshot: Snapshot, question: Question, firsts: Ints) -> Floats:
    """Return the least time from leaving each first hospital to care: as the fastest would fly."""
    ask, wards = question.ask, snapshot.wards
    takes: Bools = (wards.capabilities & ask.capabilities) == ask.capabilities
    takes &= (wards.beds[:, ask.bed] >= ask.stretchers) & wards.is_accepting
    if ask.destination != NOBODY:
        takes = np.arange(len(takes)) == ask.destination
    ends = np.flatnonzero(takes)
    if not len(ends) or not len(firsts):
        return np.full(len(firsts), math.inf)
    road_mps = 1 / snapshot.s_per_m if snapshot.roads is None else FASTEST_ROAD_MPS
    fastest_mps = max(snapshot.floors.wing_mps, snapshot.floors.rotor_mps, road_mps)
    apart_m = arcs_between(
        np.ascontiguousarray(wards.xyz[:, firsts]), np.ascontiguousarray(wards.xyz[:, ends])
    )
    apart_m[firsts[:, None] == ends] = math.inf
    least_s: Floats = (apart_m / fastest_mps + wards.door_s[ends]).min(axis=1)
    return least_s + min(ask.road_load_s + ask.road_unload_s, ask.air_load_s + ask.air_unload_s)


def _bound(
    snapshot: Snapshot,
    question: Question,
    done_s: Floats,
    charge: Floats,
    rest_s: Floats | float,
) -> Floats:
    """Return charges below which no plan of first parts can be; infinite beyond the deadline."""
    ask = question.ask
    care_s = done_s + snapshot.nation.handling.treat_s + rest_s
    minutes = (care_s - ask.onset_s) / 60.0
    care = np.interp(minutes, np.arange(ask.care.shape[1]), ask.care[-1])
    bounds: Floats = charge + ask.hand_over + care
    bounds[(care_s > ask.deadline_s) | np.isinf(care_s)] = math.inf
    return bounds


def around_of(snapshot: Snapshot, lon: float, lat: float) -> Around:
    """Return how far everything is from a point."""
    point = unit_vectors(np.array([lon]), np.array([lat]))[:, 0]
    parts = (snapshot.units, snapshot.craft, snapshot.sites, snapshot.wards)
    around = _search.around_of(*parts, point, snapshot.s_per_m)
    if snapshot.roads is None:
        return around
    here, roads = np.array([[lon, lat]]), snapshot.roads
    unit_s = roads.likely_s(lon_lat(snapshot.units.xyz), here)[:, 0]
    place_s = roads.likely_s(here, lon_lat(snapshot.sites.xyz))[0]
    ward_s = roads.likely_s(here, lon_lat(snapshot.wards.xyz))[0]
    # Copies which may be written to: of read-only arrays everything would be compiled once more.
    return around._replace(
        unit_s=np.array(unit_s), place_s=np.array(place_s), ward_s=np.array(ward_s)
    )
