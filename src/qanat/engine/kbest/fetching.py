"""Specialists fetched on the way: an aircraft or ambulance takes one on before the patient.

An aircraft which has fetched somebody is another aircraft: it stands at the place where he came
on board, is ready when both were there, has what fuel is left, one seat less, and what the flight
cost. So is an ambulance which has called for somebody where he is. They are searched like all
others, in the order of their bounds and in one list with all else, so that the answer stays exact.

Nobody is fetched who would help less than K others: of all who can come to a place in time for
longer, that many would do the same at the same charge.

Source:
    docs/sources.md#exact-k-best
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.kbest._best import (
    AIRCRAFT,
    BOUND,
    DOMINATED,
    EVERY,
    UNIT,
    Best,
    held_of_craft,
    held_of_vans,
)
from qanat.engine.kbest._deliver import DIRECT, RELAY
from qanat.engine.kbest._geometry import arcs_between, lon_lat, unit_vectors
from qanat.engine.kbest._ground import GROUND
from qanat.engine.kbest._landed import landed
from qanat.engine.kbest._tables import unsurpassed
from qanat.engine.kbest.fetch_bounds import bounds_of, fly_time_s, least_of
from qanat.engine.kbest.screening import fit_wards
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY, Around, Ask, Craft, Question, Units, Ways

FIRST: Final = 64
MOST: Final = 1_024
"""Aircraft searched at once, twice as many each time: of the later ones, many are ruled out by
what the first find."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Vehicles with a specialist on board, and the arrays in which they are searched.

    Attributes:
        guest: whom ambulances have on board, ``NOBODY`` where aircraft have.
    """

    ask: Ask
    around: Around
    units: Units
    craft: Craft
    ways: Ways
    guest: int = NOBODY


class _Flights(NamedTuple):
    """Aircraft with somebody on board: numbers, when they are ready, bounds of their charges.

    Attributes:
        beside: of plans in which they land beside the patient.
        over: of plans in which he is brought to them.
    """

    craft: Ints
    place: Ints
    guest: Ints
    refuels: Ints
    ready_s: Floats
    beside: Floats
    over: Floats


class _Calls(NamedTuple):
    """Ambulances which call for specialists: driving times to and from each, bounds of charges."""

    there_s: Floats
    after_s: Floats
    bound: Floats


class Fetching:
    """Who could fetch a specialist for a request: what holds whatever plans are known.

    Nobody is fetched who is surpassed by so many others as ``most`` tells.
    """

    def __init__(self, snapshot: Snapshot, question: Question, most: int) -> None:
        self.snapshot, self.question, self.most = snapshot, question, most
        self._least: dict[int, Floats] = {}

    @cached_property
    def flights(self) -> tuple[_Flights, int]:
        """Return aircraft with anybody on board, and how many specialists were left out."""
        return _flights(self.snapshot, self.question, self.most)

    @cached_property
    def calls(self) -> _Calls:
        """Return how ambulances call for each specialist."""
        return _calls(self.snapshot, self.question)

    def called_for(self, guest: int) -> Fetched:
        """Return ambulances which have called for a specialist."""
        there_s, after_s = self.calls.there_s[:, guest], float(self.calls.after_s[guest])
        return _called_for(self.snapshot, self.question, guest, there_s, after_s)

    def least_of(self, guest: int) -> Floats:
        """Return the least charge of each ambulance which has called for a specialist."""
        if guest not in self._least:
            called = self.called_for(guest)
            some = called.ask, called.around, called.units
            self._least[guest] = least_of(self.snapshot, *some)
        return self._least[guest]


def fetches(fetching: Fetching, best: Best) -> Iterator[Fetched]:
    """Yield vehicles with a specialist on board whose bound is low enough to matter."""
    snapshot, question = fetching.snapshot, fetching.question
    if not question.ask.skills or not len(snapshot.guests.ready_s):
        return
    if not question.ask.only_air:
        yield from _by_road(fetching, best)
    flights, dominated = fetching.flights
    best.proof[DOMINATED] += dominated
    bound = np.minimum(flights.beside, flights.over)
    order = np.argsort(bound, kind="stable")
    size = FIRST
    while len(order):
        left = bound[order]
        is_below = left < best.charges[-1]
        least = left[~is_below].min(initial=math.inf)
        best.proof[BOUND] = min(best.proof[BOUND], least)
        order = order[is_below]
        order = order[_matters(best, flights, order)]
        if len(order):
            some = order[:size]
            yield _airborne(snapshot, question, *(part[some] for part in flights[:-2]))
            order, size = order[size:], min(2 * size, MOST)


def _matters(best: Best, flights: _Flights, order: Ints) -> Bools:
    """Return which flights can be part of a plan below the best known of its own key.

    Who brings the patient makes the key where that is asked for: then each may be.
    """
    if best.each not in (UNIT, AIRCRAFT):
        return np.ones(len(order), dtype=bool)
    planes = flights.craft[order]
    is_any: Bools = flights.over[order] < held_of_craft(best, RELAY)[planes]
    is_any |= (
        flights.beside[order]
        < np.maximum(held_of_craft(best, DIRECT), held_of_craft(best, RELAY))[planes]
    )
    return is_any


def _free_s(snapshot: Snapshot, ask: Ask) -> Floats:
    free_s: Floats = np.maximum(snapshot.guests.ready_s, ask.now_s)
    return free_s


def to_places_s(snapshot: Snapshot) -> Floats:
    """Return how long each specialist drives to each place; infinite where it is too long."""
    guests, sites = snapshot.guests.xyz, snapshot.sites.xyz
    if snapshot.roads is None:
        drive_s = arcs_between(guests, sites) * snapshot.s_per_m
    else:
        drive_s = np.array(snapshot.roads.likely_s(lon_lat(guests), lon_lat(sites)))
    drive_s[drive_s > snapshot.guests.reach_s[:, None]] = math.inf
    return drive_s


def _flights(snapshot: Snapshot, question: Question, most: int) -> tuple[_Flights, int]:
    """Return all aircraft with anybody on board who may matter, and how many may not."""
    ask, craft = question.ask, snapshot.craft
    carries: Bools = (craft.kit & ask.kit) == ask.kit
    carries &= (craft.stretchers >= ask.stretchers) & (craft.seats > ask.seats)
    carries &= np.isfinite(craft.ready_s) & (craft.is_pressurised | (not ask.needs_pressurised))
    missing = np.where(carries, ask.skills & ~craft.skills, 0)
    there_s = landed(craft, snapshot.sites, snapshot.ways, ask.now_s)
    come_s = _free_s(snapshot, ask)[:, None] + to_places_s(snapshot)
    parts, dominated = [(np.zeros(0, dtype=np.int64),) * 4 + (np.zeros(0),)], 0
    for asked in np.unique(missing[missing != 0]).tolist():
        able, kept = _wanted(snapshot, most, asked, come_s)
        dominated += int(np.count_nonzero(able & ~kept))
        planes = np.flatnonzero(missing == asked)
        for refuels in (0, 1):
            at_s = there_s[planes] + refuels * ask.refuel_s
            if refuels:
                at_s[~snapshot.ways.fuels[planes]] = math.inf
            parts.append(_met(planes, at_s, kept, come_s, refuels))
    planes, places, whom, filled, met_s = (np.concatenate(c) for c in zip(*parts, strict=True))
    ready_s = met_s + snapshot.nation.handling.team_load_s
    ends_s = np.minimum(craft.duty_s[planes], snapshot.guests.duty_s[whom])
    bounds = bounds_of(snapshot, question, planes, places, ready_s)
    for bound in bounds:
        bound[ready_s > ends_s] = math.inf
    return _Flights(planes, places, whom, filled, ready_s, *bounds), dominated


def _wanted(snapshot: Snapshot, most: int, asked: int, come_s: Floats) -> tuple[Bools, Bools]:
    """Return who can do what is asked, and who of them so many others don't surpass, by place.

    Where the best of each vehicle is asked for, who is surpassed by one is in none of them.
    """
    guests = snapshot.guests
    able = ((guests.skills & asked) == asked)[:, None] & np.isfinite(come_s)
    ends_s = np.repeat(-guests.duty_s[:, None], come_s.shape[1], axis=1)
    return able, unsurpassed(come_s, ends_s, able, most)


def _met(
    planes: Ints, at_s: Floats, kept: Bools, come_s: Floats, refuels: int
) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """Return aircraft, places and specialists who can meet there, and when."""
    guest, place = np.nonzero(kept)
    row, pair = np.nonzero(np.isfinite(at_s[:, place]))
    met_s = np.maximum(at_s[row, place[pair]], come_s[guest[pair], place[pair]])
    return planes[row], place[pair], guest[pair], np.full(len(pair), refuels), met_s


def _airborne(
    snapshot: Snapshot,
    question: Question,
    planes: Ints,
    places: Ints,
    guests: Ints,
    refuels: Ints,
    ready_s: Floats,
) -> Fetched:
    """Return aircraft with specialists on board as aircraft."""
    craft, ways, around = snapshot.craft, snapshot.ways, question.around
    flown_m = ways.start_m[planes, places]
    columns: list[Any] = [np.ascontiguousarray(column[..., planes]) for column in craft]
    some = Craft(*columns)
    some = some._replace(
        xyz=np.ascontiguousarray(snapshot.sites.xyz[:, places]),
        ready_s=ready_s,
        duty_s=np.minimum(some.duty_s, snapshot.guests.duty_s[guests]),
        tank_m=np.where(refuels == 1, some.full_m, some.tank_m - flown_m),
        lean_m=some.tank_m - flown_m,
        skills=some.skills | snapshot.guests.skills[guests],
        seats=some.seats - 1,
        stands=places,
        cost=some.cost + some.rate * fly_time_s(craft, planes, flown_m),
        via=np.ascontiguousarray(np.stack([guests, places, refuels])),
    )
    there = ways._replace(
        start_m=np.ascontiguousarray(ways.apart_m[places]),
        may=np.ascontiguousarray(ways.may[planes]),
        fuels=np.ascontiguousarray(ways.fuels[planes]),
        escape_m=np.ascontiguousarray(ways.escape_m[planes]),
    )
    around = around._replace(craft_m=around.place_m[places])
    ask = question.ask._replace(only_air=True)
    return Fetched(ask, around, snapshot.units, some, there)


def _by_road(fetching: Fetching, best: Best) -> Iterator[Fetched]:
    """Yield the ambulances which have called for each specialist, the nearest one's first."""
    bounds = fetching.calls.bound
    for guest in np.argsort(bounds, kind="stable").tolist():
        if not bounds[guest] < best.charges[-1]:
            best.proof[BOUND] = min(best.proof[BOUND], bounds[guest])
            return
        if best.each == EVERY:
            yield fetching.called_for(guest)
            continue
        least = fetching.least_of(guest)
        left = least[least >= best.charges[-1]].min(initial=math.inf)
        best.proof[BOUND] = min(best.proof[BOUND], left)
        matter = least < np.minimum(best.charges[-1], held_of_vans(best, GROUND))
        if matter.any():
            called = fetching.called_for(guest)
            ready_s = np.where(matter, called.units.ready_s, math.inf)
            yield replace(called, units=called.units._replace(ready_s=ready_s))


def _calls(snapshot: Snapshot, question: Question) -> _Calls:
    ask, units, guests = question.ask, snapshot.units, snapshot.guests
    there_s = to_guests_s(snapshot)
    after_s = from_guests_s(snapshot, question)
    missing = ask.skills & ~units.skills[:-1]
    free_s = np.maximum(units.ready_s[:-1], ask.now_s)
    met_s = np.maximum(free_s[:, None] + there_s, _free_s(snapshot, ask))
    helps = (missing[:, None] != 0) & ((missing[:, None] & ~guests.skills) == 0)
    carries = ((units.kit & ask.kit) == ask.kit) & (units.stretchers >= ask.stretchers)
    helps &= (carries & (units.seats > ask.seats))[:-1, None]
    met_s[~helps | ~np.isfinite(met_s)] = math.inf
    bounds = _called_bounds(snapshot, question, met_s, there_s, after_s)
    return _Calls(there_s, after_s, bounds)


def _called_bounds(
    snapshot: Snapshot, question: Question, met_s: Floats, there_s: Floats, after_s: Floats
) -> Floats:
    """Return charges below which no plan of ambulances which call for each specialist can be.

    The soonest of them is with the patient no sooner, the cheapest drives no less, and both reach
    the nearest hospital that takes him at best: each part of a plan's charge is at least its part.
    """
    ask, units, wards = question.ask, snapshot.units, fit_wards(snapshot, question.ask)
    drives_s = question.around.ward_s[wards]
    way_s = (drives_s + snapshot.wards.door_s[wards]).min(initial=math.inf)
    way_s += ask.road_load_s + ask.road_unload_s
    soonest_s = met_s.min(axis=0, initial=math.inf) + snapshot.nation.handling.team_load_s + after_s
    soonest_s = np.maximum(soonest_s, ask.floor_s)
    is_there = np.isfinite(soonest_s) & np.isfinite(way_s)
    if not is_there.any():
        return np.full(len(soonest_s), math.inf)
    rate = ask.cost * units.rate[:-1]
    sent = ask.cost * units.cost[:-1] + ask.coverage * units.loss[:-1] + ask.risk * units.risk[:-1]
    with np.errstate(invalid="ignore"):
        paid = sent[:, None] + rate[:, None] * (there_s + after_s + drives_s.min())
    paid[~np.isfinite(met_s)] = math.inf
    minutes = np.where(is_there, soonest_s - ask.onset_s, 0.0) / 60.0
    grid = np.arange(len(ask.first))
    charged = np.interp(minutes, grid, ask.first)
    charged += np.interp(minutes + way_s / 60.0, grid, ask.care[-1])
    charged += ask.base + ask.hand_over + paid.min(axis=0, initial=math.inf)
    bounds: Floats = np.where(is_there, charged, math.inf)
    return bounds


def to_guests_s(snapshot: Snapshot) -> Floats:
    """Return how long each ambulance drives to each specialist."""
    vans, guests = snapshot.units.xyz[:, :-1].copy(), snapshot.guests.xyz
    if snapshot.roads is None:
        return arcs_between(vans, guests) * snapshot.s_per_m
    return np.array(snapshot.roads.likely_s(lon_lat(vans), lon_lat(guests)))


def to_guest_s(snapshot: Snapshot, van: int, guest: int) -> float:
    """Return how long an ambulance drives to a specialist."""
    return float(to_guests_s(snapshot)[van, guest])


def from_guests_s(snapshot: Snapshot, question: Question) -> Floats:
    """Return how long it is from each specialist to the patient by road."""
    here = np.array([[question.request.lon, question.request.lat]])
    if snapshot.roads is None:
        point = unit_vectors(here[:, 0], here[:, 1])
        return arcs_between(snapshot.guests.xyz, point)[:, 0] * snapshot.s_per_m
    return np.array(snapshot.roads.likely_s(lon_lat(snapshot.guests.xyz), here)[:, 0])


def _called_for(
    snapshot: Snapshot, question: Question, guest: int, there_s: Floats, after_s: float
) -> Fetched:
    """Return ambulances which have called for a specialist where he is, as ambulances.

    Args:
        snapshot: the nation.
        question: the request.
        guest: the specialist.
        there_s: from each ambulance to him.
        after_s: from him to the patient.
    """
    ask, units, guests = question.ask, snapshot.units, snapshot.guests
    missing = ask.skills & ~units.skills
    free_s = np.maximum(units.ready_s, ask.now_s)
    drive_s = np.append(there_s, math.inf)
    met_s = np.maximum(free_s + drive_s, max(guests.ready_s[guest], ask.now_s))
    met_s[(missing == 0) | (missing & ~guests.skills[guest] != 0)] = math.inf
    drive_s = np.where(np.isfinite(drive_s), drive_s, 0.0)
    vans = units._replace(
        ready_s=met_s + snapshot.nation.handling.team_load_s,
        duty_s=np.minimum(units.duty_s, guests.duty_s[guest]),
        skills=units.skills | guests.skills[guest],
        seats=units.seats - 1,
        cost=units.cost + units.rate * drive_s,
    )
    around = question.around._replace(unit_s=np.full(len(units.ready_s), after_s))
    nobody_s = np.full_like(snapshot.craft.ready_s, math.inf)
    planes = snapshot.craft._replace(ready_s=nobody_s)
    return Fetched(ask, around, vans, planes, snapshot.ways, guest)
