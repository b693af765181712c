"""Two patients on one flight: the best ways to take another request along, exact and proved.

Of every other request and every aircraft the cheapest shared flight is found, and of these the K
cheapest are told. A flight fetches both patients, then brings both, in every order; it refuels
only where it stops for one of them, or stands; each patient may have an ambulance of his own at
each end. What helps both is charged once. Aircraft are tried in the order of a bound, until none
is below the K-th charge.

Not among them: three patients, teams, organs, a specialist fetched on the way, and a stop for fuel
alone. Where both need the same equipment none is shared, as there may be one piece of it.

Source:
    docs/sources.md#shared-flights
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.kbest import _sharers, _sharing, _stops
from qanat.engine.kbest._geometry import arcs_between, unit_vectors
from qanat.engine.kbest.curves import stacked
from qanat.engine.kbest.screening import fit_vans, fit_wards
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY, Question
from qanat.engine.kbest.windows import joined

LEAD: Final = 0
MEETER: Final = 1


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a shared flight, by numbers of the snapshot.

    Attributes:
        patient: 0 the request itself, 1 the other.
        place: ``None`` beside the patient, or at the hospital's door.
        van: the ambulance which brings him, or fetches him; ``None`` if there is none.
        refuels: whether the aircraft does.
        hospital: where he goes; ``None`` where he comes on board.
    """

    patient: int
    place: int | None
    van: int | None
    refuels: bool
    hospital: int | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """The cheapest flight of an aircraft which takes another request along.

    Attributes:
        charge: of both patients, the aircraft charged once.
        other: which of the other requests.
        refuels: whether it is fuelled where it stands before it leaves.
        stops: in order: two to fetch, two to bring.
    """

    charge: float
    other: int
    aircraft: int
    refuels: bool
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """The best shared flights.

    Attributes:
        ways: cheapest first.
        bound: no flight left out has a charge below it.
        examined: flights computed in full.
    """

    ways: tuple[Shared, ...]
    bound: float
    examined: int


@dataclass(frozen=True, slots=True)
class Rider:
    """A request which may share a flight.

    Attributes:
        question: as planners are asked.
        takes: which hospitals take the patient.
        latest_s: care begins by then, or no flight is shared.
    """

    question: Question
    takes: Bools
    latest_s: float = math.inf


def rider(
    snapshot: Snapshot, question: Question, delay_s: float = math.inf, alone_s: float = math.inf
) -> Rider:
    """Return a request which may share a flight.

    Args:
        snapshot: the nation.
        question: the request.
        delay_s: how much later than ``alone_s`` care may begin.
        alone_s: when it begins on the best way of its own.
    """
    latest_s = min(question.ask.deadline_s, alone_s + delay_s)
    return Rider(question, fit_wards(snapshot, question.ask), latest_s)


def share(
    snapshot: Snapshot,
    first: Rider,
    others: Sequence[Rider],
    count: int,
    *,
    single: Sequence[Bools] | None = None,
    only: Sequence[int] | None = None,
    below: float = math.inf,
) -> Sharing:
    """Return the best flights on which a request takes one of the others along.

    Args:
        snapshot: the nation.
        first: the request.
        others: of which one may come along.
        count: how many, each another aircraft or another request.
        single: for each of the others, which hospitals have a bed for one of both patients only,
            besides those of which the snapshot says so.
        only: numbers of the aircraft which are asked; left out: all.
        below: a charge from which on no flight is wanted.

    Raises:
        ValueError: if ``count`` is not positive.
    """
    if count < 1:
        raise ValueError("at least one flight")
    planes = range(len(snapshot.craft.ready_s)) if only is None else only
    own = _Side(snapshot, first)
    pairs = {
        n: _Pair(snapshot, own, _Side(snapshot, other), None if single is None else single[n])
        for n, other in enumerate(others)
        if may_share(first.question, other.question)
    }
    tried = [
        (floor, number, plane, pair)
        for number, pair in pairs.items()
        for plane, floor in zip(planes, pair.floors[list(planes)].tolist(), strict=True)
        if floor < below
    ]
    tried.sort(key=lambda one: one[:3])
    ways, examined, bound = list[Shared](), 0, below
    for floor, number, plane, pair in tried:
        limit = ways[count - 1].charge if len(ways) >= count else below
        if floor >= limit:
            bound = min(bound, floor)
            break
        way, tries = pair.best(plane, number, limit)
        examined += tries
        if way is not None:
            ways.append(way)
            ways.sort(key=lambda one: (one.charge, one.other, one.aircraft))
            del ways[count:]
    kth = ways[-1].charge if len(ways) == count else below
    return Sharing(tuple(ways), min(bound, kth) if tried else math.inf, examined)


def may_share(first: Question, other: Question) -> bool:
    """Tell whether two requests may be carried together at all."""
    a, b = first.ask, other.ask
    return bool(a.stretchers and b.stretchers and not a.kit & b.kit and not a.skills & b.skills)


class _Side:
    """One of two requests: what does not depend on the other."""

    def __init__(self, snapshot: Snapshot, rider: Rider) -> None:
        self.rider, self.question, self.ask = rider, rider.question, rider.question.ask
        self.vans = fit_vans(snapshot, self.question)
        wards = snapshot.wards
        self.level = np.minimum(wards.level, len(self.ask.care) - 2)
        self.ends, self.many = _sharers.ends_of(
            rider.takes, self.level, snapshot.ways.drive_s, wards.door_s
        )


class _Pair:
    """Two requests as the compiled search takes them."""

    def __init__(
        self, snapshot: Snapshot, first: _Side, other: _Side, single: Bools | None
    ) -> None:
        self.snapshot, self.sides = snapshot, (first, other)
        ask, more = first.ask, other.ask
        self.asks = (ask, more)
        self.costs = _sharers.Costs(
            ask.cost,
            ask.hand_over,
            max(ask.now_s, more.now_s),
            ask.must_reach_fuel,
            ask.road_load_s,
            ask.road_unload_s,
            ask.air_load_s,
            ask.air_unload_s,
            ask.refuel_s,
        )
        units = snapshot.units
        self.fixed = ask.cost * units.cost + ask.coverage * units.loss + ask.risk * units.risk
        self.rate = ask.cost * units.rate
        self.asked = (
            np.stack([side.vans for side in self.sides]),
            np.stack([side.question.around.unit_s for side in self.sides]),
            snapshot.ways.meet_s,
        )
        takes = np.stack([side.rider.takes for side in self.sides])
        self.pads = np.flatnonzero(takes.any(axis=0) & snapshot.wards.has_pad)
        self.pair = self._pair(takes, single)
        floors = snapshot.floors
        self.speeds = np.array([floors.wing_mps, floors.rotor_mps])
        _sharers.ways_of(self.pair, self.speeds, self.costs)
        self.vans: dict[frozenset[tuple[int, int, int]], _sharers.Vans] = {}
        self.planes = self._planes()
        self.floors = np.full(len(snapshot.craft.ready_s), math.inf)
        _stops.floors_of(self._flight(frozenset()), self._carry(), self.floors)

    def _pair(self, takes: Bools, single: Bools | None) -> _sharers.Pair:
        snapshot, asks = self.snapshot, self.asks
        sites, wards = snapshot.sites, snapshot.wards
        places, spots = len(sites.runway_m), len(sites.runway_m) + 2 + len(self.pads)
        points = [(one.question.request.lon, one.question.request.lat) for one in self.sides]
        here = unit_vectors(*np.array(points).T)
        self.xyz = np.ascontiguousarray(np.hstack([sites.xyz, here, wards.xyz[:, self.pads]]))
        land, off = (
            joined([getattr(sites, name), *scenes, getattr(wards, name)[:, self.pads]])
            for name, scenes in (
                ("land", [a.land[:, None] for a in asks]),
                ("off", [a.off[:, None] for a in asks]),
            )
        )
        ward = np.full(spots, NOBODY)
        ward[places + 2 :] = self.pads
        ends = np.full((2, places, max(side.ends.shape[1] for side in self.sides)), NOBODY)
        for row, side in zip(ends, self.sides, strict=True):
            row[:, : side.ends.shape[1]] = side.ends
        return _sharers.Pair(
            places=places,
            apart_m=arcs_between(self.xyz, self.xyz),
            ward=ward,
            land=land,
            off=off,
            can_land=np.array([ask.can_land for ask in asks]),
            takes=takes,
            single=self._single(single),
            level=np.stack([side.level for side in self.sides]),
            door_s=wards.door_s,
            drive_s=snapshot.ways.drive_s,
            place_s=np.stack([side.question.around.place_s for side in self.sides]),
            first=stacked([ask.first[None] for ask in asks]),
            care=stacked([ask.care for ask in asks]),
            onset_s=np.array([ask.onset_s for ask in asks]),
            floor_s=np.array([ask.floor_s for ask in asks]),
            deadline_s=np.array([side.rider.latest_s for side in self.sides]),
            ends=ends,
            many=np.stack([side.many for side in self.sides]),
            way_s=np.empty((2, spots)),
            here_s=np.empty((2, spots)),
            away_s=np.empty((2, 2, spots)),
        )

    def _single(self, single: Bools | None) -> Bools:
        """Return which hospitals have beds for one of the two only."""
        wards, (a, b) = self.snapshot.wards, self.asks
        few: Bools = np.zeros(len(wards.level), dtype=bool) if single is None else single.copy()
        if a.bed and a.bed == b.bed:
            few |= wards.beds[:, a.bed] < a.stretchers + b.stretchers
        return few

    def _carry(self) -> Bools:
        """Return which aircraft can carry both."""
        craft, (a, b) = self.snapshot.craft, self.asks
        kit, skills = a.kit | b.kit, a.skills | b.skills
        carry: Bools = ((craft.kit & kit) == kit) & ((craft.skills & skills) == skills)
        carry &= craft.stretchers >= a.stretchers + b.stretchers
        carry &= (craft.seats >= a.seats + b.seats) & (craft.ready_s < math.inf)
        if a.needs_pressurised or b.needs_pressurised:
            carry &= craft.is_pressurised
        return carry

    def _planes(self) -> _stops.Planes:
        ask, craft, ways = self.asks[0], self.snapshot.craft, self.snapshot.ways
        beyond = np.ascontiguousarray(self.xyz[:, self.pair.places :])
        return _stops.Planes(
            craft.is_rotor,
            craft.kind,
            np.maximum(craft.ready_s, self.costs.now_s),
            craft.duty_s,
            craft.speed_mps,
            craft.extra_s,
            craft.tank_m,
            craft.full_m,
            craft.stands,
            ask.cost * craft.cost + ask.coverage * craft.loss + ask.risk * craft.risk,
            ask.cost * craft.rate,
            np.hstack([ways.start_m, arcs_between(craft.xyz, beyond)]),
            ways.may,
            ways.fuels,
        )

    def _flight(self, barred: frozenset[tuple[int, int, int]]) -> _stops.Flight:
        if barred not in self.vans:
            out = np.zeros((2, 2, len(self.fixed)), dtype=bool)
            for one in barred:
                out[one] = True
            self.vans[barred] = _sharers.vans_of(
                self.pair,
                self.costs,
                self.snapshot.units,
                (self.fixed, self.rate),
                self.asked,
                out,
                self.speeds,
            )
        return _stops.Flight(self.pair, self.costs, self.vans[barred], self.planes)

    def _escape_m(self, n: int) -> Floats:
        """Return how far an aircraft is from fuel at each spot."""
        ways, places = self.snapshot.ways, self.pair.places
        fuels = np.flatnonzero(ways.fuels[n])
        beyond_m = self.pair.apart_m[places:, fuels].min(axis=1, initial=math.inf)
        return np.concatenate([ways.escape_m[n], beyond_m])

    def best(self, n: int, other: int, limit: float) -> tuple[Shared | None, int]:
        """Return the cheapest flight of an aircraft below a charge, and how many were computed.

        Where it would use an ambulance twice, it is looked for without it in one place or the
        other: the cheapest of all that use none twice is among these.
        """
        found, examined, left = None, 0, [frozenset[tuple[int, int, int]]()]
        escape_m = self._escape_m(n)
        while left:
            barred = left.pop()
            flight = self._flight(barred)
            vans = flight.vans
            room = 4 * max(1, len(vans.lead), int((vans.last - vans.first).max(initial=0)))
            best = _sharing.Best(
                np.array([limit, 0.0]),
                np.full(_sharing.ROW, NOBODY),
                np.full(_sharing.ROW, NOBODY),
                np.empty((4, room, 6)),
            )
            _sharing.search(flight, n, escape_m, best)
            examined += int(best.found[1])
            if best.found[0] >= limit:
                continue
            way = self._told(float(best.found[0]), other, n, best.row.tolist())
            twice = _twice(way)
            if twice is None:
                found, limit = way, way.charge
            else:
                left += [barred | {one} for one in twice]
        return found, examined

    def _told(self, charge: float, other: int, plane: int, row: Sequence[int]) -> Shared:
        stops = []
        for i, spot, van, refuels, ward in (
            (*row[1:5], NOBODY),
            (*row[5:9], NOBODY),
            row[9:14],
            (1 - row[9], row[14], row[15], 0, row[16]),
        ):
            place = spot if spot < self.pair.places else None
            hospital = None if ward == NOBODY else ward
            stops.append(Stop(i, place, None if van == NOBODY else van, refuels == 1, hospital))
        return Shared(charge, other, plane, row[0] == 1, tuple(stops))


def _twice(way: Shared) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """Return both tasks of an ambulance which is used twice, if one is."""
    seen: dict[int, tuple[int, int, int]] = {}
    for stop in way.stops:
        if stop.van is None:
            continue
        task = (stop.patient, LEAD if stop.hospital is None else MEETER, stop.van)
        if stop.van in seen:
            return seen[stop.van], task
        seen[stop.van] = task
    return None
