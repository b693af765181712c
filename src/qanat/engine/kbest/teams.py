"""Families S and V: a hospital's team comes to the patient, or is asked from afar.

A team is moved like a patient: its hospital is the scene, the patient is the only hospital, and
set-up is its time to care. One with a car of its own sets out in that, and in no ambulance.
First contact is the team's arrival, so that it is charged with care.
Nobody changes hands. Teams are tried in the order of their bounds, in one list with all else.

Source:
    docs/sources.md#exact-k-best
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.kbest._best import BOUND, Best
from qanat.engine.kbest._geometry import arcs_between, lon_lat
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY, Around, Ask, Craft, Question, Units, Wards, Ways

PATIENT = 0
"""The only hospital of a team's way."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team's way: its hospital's number, and the arrays in which the patient is the hospital."""

    ward: int
    ask: Ask
    around: Around
    wards: Wards
    ways: Ways
    units: Units


def consulted(question: Question) -> float:
    """Return the charge of being consulted from afar: contact then, and care never."""
    ask = question.ask
    minutes = (question.consult_s - ask.onset_s) / 60.0
    first = float(np.interp(minutes, np.arange(len(ask.first)), ask.first))
    return first + float(ask.care[:, -1].max())


def teams(snapshot: Snapshot, question: Question, best: Best) -> Iterator[Team]:
    """Yield the teams whose bound is below the K-th charge, the lowest bound first."""
    if not question.team_size:
        return
    wards = senders(snapshot, question)
    bounds = _bounds(snapshot, question, wards)
    for number in np.argsort(bounds, kind="stable").tolist():
        if not bounds[number] < best.charges[-1]:
            best.proof[BOUND] = min(best.proof[BOUND], bounds[number])
            return
        yield team_of(snapshot, question, int(wards[number]))


def senders(snapshot: Snapshot, question: Question) -> Ints:
    """Return the hospitals which can send a team to this patient."""
    ask, wards = question.ask, snapshot.wards
    sends = np.isfinite(wards.team_s)
    sends &= (wards.capabilities & question.team_mask) == question.team_mask
    if ask.facility != NOBODY:
        sends[ask.facility] = False
    if question.team_from != NOBODY:
        sends &= np.arange(len(sends)) == question.team_from
    return np.flatnonzero(sends)


def team_of(snapshot: Snapshot, question: Question, ward: int) -> Team:
    """Return the way of a hospital's team."""
    ask, around, wards = question.ask, question.around, snapshot.wards
    handling = snapshot.nation.handling
    drives = bool(wards.drives[ward])
    there, units = _there(snapshot, ward), snapshot.units
    units = units._replace(seats=units.team_seats)
    if drives:
        ready_s = units.ready_s.copy()
        ready_s[-1] = wards.team_s[ward]
        units = units._replace(ready_s=ready_s)
    moved = ask._replace(
        floor_s=float(wards.team_s[ward]),
        kit=0,
        skills=0,
        stretchers=0,
        seats=question.team_size,
        needs_pressurised=False,
        capabilities=0,
        floor_rows=np.zeros(1, dtype=np.int64),
        bed=0,
        destination=PATIENT,
        facility=NOBODY,
        can_land=bool(wards.has_pad[ward]),
        land=wards.land[:, ward].copy(),
        off=wards.off[:, ward].copy(),
        first=np.zeros_like(ask.first),
        care=_with_arrival(ask, handling.team_setup_s),
        arrival=ask.first,
        setup_s=handling.team_setup_s,
        hand_over=0.0,
        road_load_s=0.0 if drives else handling.team_load_s,
        road_unload_s=0.0,
        air_load_s=handling.team_load_s,
        air_unload_s=handling.team_unload_s,
        leads_from=len(units.ready_s) - 1 if drives else 0,
    )
    ways = snapshot.ways._replace(
        pad_m=around.place_m.reshape(-1, 1).copy(), drive_s=around.place_s.reshape(-1, 1).copy()
    )
    to_patient = there._replace(
        ward_m=around.ward_m[ward : ward + 1].copy(), ward_s=around.ward_s[ward : ward + 1].copy()
    )
    return Team(ward, moved, to_patient, _patient(snapshot, question, ward), ways, units)


def _with_arrival(ask: Ask, setup_s: float) -> Floats:
    """Return the charges of care, with those of arrival in the last row, which only bounds read.

    Never more than both together: of an arrival told by up to a minute too early the charge is no
    greater, and between whole minutes both are straight.
    """
    early, care = math.ceil(setup_s / 60.0), ask.care.copy()
    arrival = ask.first[np.maximum(np.arange(len(ask.first)) - early, 0)]
    care[-1] += arrival
    return care


def _there(snapshot: Snapshot, ward: int) -> Around:
    """Return how far everything is from a hospital; of its own car it is all that sets out."""
    here, nowhere = snapshot.wards.xyz[:, ward : ward + 1].copy(), np.zeros(0)
    if snapshot.wards.drives[ward]:
        unit_s = np.zeros(len(snapshot.units.ready_s))
    elif snapshot.roads is None:
        unit_s = arcs_between(here, snapshot.units.xyz)[0] * snapshot.s_per_m
    else:
        vans = lon_lat(snapshot.units.xyz)
        unit_s = np.array(snapshot.roads.likely_s(vans, lon_lat(here))[:, 0])
    return Around(
        unit_s=unit_s,
        craft_m=arcs_between(here, snapshot.craft.xyz)[0],
        place_m=snapshot.ways.pad_m[:, ward].copy(),
        place_s=snapshot.ways.drive_s[:, ward].copy(),
        ward_m=nowhere,
        ward_s=nowhere,
    )


def _patient(snapshot: Snapshot, question: Question, ward: int) -> Wards:
    """Return the patient as the only hospital."""
    ask, none = question.ask, np.zeros(1, dtype=np.int64)
    return Wards(
        xyz=np.zeros((3, 1)),
        capabilities=none,
        beds=np.ones((1, 1), dtype=np.int64),
        is_accepting=np.ones(1, dtype=bool),
        level=snapshot.wards.level[ward : ward + 1].copy(),
        door_s=np.array([snapshot.nation.handling.team_setup_s]),
        has_pad=np.array([ask.can_land]),
        team_s=np.full(1, np.inf),
        drives=np.zeros(1, dtype=bool),
        land=np.ascontiguousarray(ask.land[:, None]),
        off=np.ascontiguousarray(ask.off[:, None]),
    )


def _bounds(snapshot: Snapshot, question: Question, wards: Ints) -> Floats:
    """Return charges below which no plan of each hospital's team can be.

    The lower of those by road and by air, each with the least that its vehicles can cost.
    """
    ask, handling, units = question.ask, snapshot.nation.handling, snapshot.units
    leave_s = np.maximum(snapshot.wards.team_s[wards], ask.now_s)
    drives = snapshot.wards.drives[wards]
    vans = np.isfinite(units.ready_s) & (units.team_seats >= question.team_size)
    vans[-1] = False
    load_s, way_s = handling.team_load_s, question.around.ward_s[wards]
    van = _least(ask, units, vans)
    by_road = _charged(question, handling.team_setup_s, leave_s + load_s + way_s)
    by_road += van[0] + _paid(van[1], way_s)
    own_car = _charged(question, handling.team_setup_s, leave_s + way_s)
    craft = snapshot.craft
    flies = np.isfinite(craft.ready_s) & (craft.seats >= question.team_size)
    flown_s = _flown_s(snapshot, question, wards, leave_s, np.flatnonzero(flies))
    by_air = _charged(question, handling.team_setup_s, flown_s + handling.team_unload_s)
    by_air += _least(ask, craft, flies)[0]
    by_air += _flown(snapshot, question, wards, np.flatnonzero(flies), van)
    bounds: Floats = np.minimum(np.where(drives, own_car, by_road), by_air)
    return bounds


def _least(ask: Ask, units: Units | Craft, which: Bools) -> tuple[float, float]:
    """Return the least charge of sending any of some vehicles, and of a second of its way."""
    sent = ask.cost * units.cost[which] + ask.coverage * units.loss[which]
    sent += ask.risk * units.risk[which]
    rate = ask.cost * units.rate[which].min(initial=np.inf) if which.any() else 0.0
    return float(sent.min(initial=np.inf)), float(rate)


def _paid(rate: float, way_s: Floats) -> Floats:
    """Return what ways charge; there is none which takes for ever."""
    is_there = np.isfinite(way_s)
    paid: Floats = np.where(is_there, rate * np.where(is_there, way_s, 0.0), np.inf)
    return paid


def _flown(
    snapshot: Snapshot,
    question: Question,
    wards: Ints,
    flies: Ints,
    van: tuple[float, float],
) -> Floats:
    """Return the least that flying the team of each hospital charges, and driving it to and from.

    Each leg at the least rate of all who could fly or drive it, over the cheapest places: no more
    than what any plan pays for it, whose legs all are among these.

    Args:
        snapshot: the nation.
        question: the request.
        wards: the hospitals.
        flies: aircraft which can carry them.
        van: the least charge of sending an ambulance, and of a second of its way.
    """
    ask, around, ways, craft = question.ask, question.around, snapshot.ways, snapshot.craft
    if not len(flies):
        return np.full(len(wards), np.inf)
    rate, extra_s = ask.cost * craft.rate[flies], craft.extra_s[flies]
    by_metre, begun = rate / craft.speed_mps[flies], rate * extra_s

    def flight(metres: Floats) -> Floats:
        charged: Floats = by_metre.min() * metres + begun.min() * (metres > 0.0)
        return charged

    start_m = ways.start_m[flies]
    to_place = by_metre[:, None] * start_m + begun[:, None] * (start_m > 0.0)
    fetched = van[0] + _paid(van[1], around.place_s)
    over = flight(ways.apart_m) + fetched
    np.fill_diagonal(over, np.inf)
    beside = flight(around.place_m) if ask.can_land else np.full(len(fetched), np.inf)
    onward = np.minimum(over.min(axis=1, initial=np.inf), beside)
    drives_s, own = ways.drive_s[:, wards], snapshot.wards.drives[wards]
    brought = np.where(own, _paid(0.0, drives_s), van[0] + _paid(van[1], drives_s))
    by_place = brought + (to_place.min(axis=0) + onward)[:, None]
    by_door = flight(ways.pad_m[:, wards]) + fetched[:, None]
    if ask.can_land:
        by_door = np.vstack((by_door, flight(around.ward_m[wards])))
    least: Floats = np.vstack((by_place, by_door)).min(axis=0, initial=np.inf)
    return least


def _charged(question: Question, setup_s: float, arrive_s: Floats) -> Floats:
    """Return what arrivals of a team charge at the least; infinite where they come too late."""
    ask = question.ask
    minutes = (arrive_s - ask.onset_s) / 60.0
    grid = np.arange(len(ask.first))
    charged: Floats = np.interp(minutes, grid, ask.first)
    charged += np.interp(minutes + setup_s / 60.0, grid, ask.care[-1])
    charged[np.isinf(arrive_s) | (arrive_s + setup_s > ask.deadline_s)] = np.inf
    return charged


def _flown_s(
    snapshot: Snapshot, question: Question, wards: Ints, leave_s: Floats, flies: Ints
) -> Floats:
    """Return moments before which no team flown can be with the patient.

    From the door or the nearest place with an aircraft, over the best place or to the patient, as
    the fastest helicopter or aeroplane flies; ranges, stops and windows are left out.

    Args:
        snapshot: the nation.
        question: the request.
        wards: the hospitals.
        leave_s: when their teams can leave.
        flies: aircraft which can carry them.
    """
    ask, around, ways, craft = question.ask, question.around, snapshot.ways, snapshot.craft
    load_s, rotor_mps = snapshot.nation.handling.team_load_s, snapshot.floors.rotor_mps
    flown_s = np.full(len(wards), np.inf)
    if not len(flies):
        return flown_s
    ready_s = np.maximum(craft.ready_s[flies], ask.now_s)
    from_door_s = np.maximum(leave_s, ready_s.min()) + load_s
    if ask.can_land:
        flown_s = from_door_s + around.ward_m[wards] / rotor_mps
    if not len(around.place_m):
        return flown_s
    mps = max(rotor_mps, snapshot.floors.wing_mps)
    over_s = (ways.apart_m / mps + around.place_s).min(axis=1)
    if ask.can_land:
        over_s = np.minimum(over_s, around.place_m / rotor_mps)
    there_s = (ready_s[:, None] + ways.start_m[flies] / craft.speed_mps[flies, None]).min(axis=0)
    at_place_s = np.maximum(leave_s + ways.drive_s[:, wards], there_s[:, None]) + load_s
    door_s = from_door_s + (ways.pad_m[:, wards] / rotor_mps + around.place_s[:, None]).min(axis=0)
    flown_s = np.minimum(flown_s, (at_place_s + over_s[:, None]).min(axis=0))
    earliest: Floats = np.minimum(flown_s, door_s)
    return earliest
