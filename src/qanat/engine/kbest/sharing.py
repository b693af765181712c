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

from qanat.engine.arrays import Bools
from qanat.engine.kbest import _sharers, _sharing
from qanat.engine.kbest._geometry import arcs_between, unit_vectors
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
    pairs = {
        n: _Pair(snapshot, first, other, None if single is None else single[n])
        for n, other in enumerate(others)
        if may_share(first.question, other.question)
    }
    tried = [
        (floor, number, plane, pair)
        for number, pair in pairs.items()
        for plane in planes
        if pair.carries(plane) and (floor := pair.floor(plane)) < below
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


class _Pair:
    """Two requests as the compiled search takes them."""

    def __init__(
        self, snapshot: Snapshot, first: Rider, other: Rider, single: Bools | None
    ) -> None:
        self.snapshot, self.riders = snapshot, (first, other)
        ask, more = first.question.ask, other.question.ask
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
        questions = [one.question for one in self.riders]
        self.asked = (
            np.stack([fit_vans(snapshot, question) for question in questions]),
            np.stack([question.around.unit_s for question in questions]),
            snapshot.ways.meet_s,
        )
        takes = np.stack([one.takes for one in self.riders])
        self.pads = np.flatnonzero(takes.any(axis=0) & snapshot.wards.has_pad)
        self.pair = self._pair(takes, single)
        floors = snapshot.floors
        _sharers.ways_of(self.pair, np.array([floors.wing_mps, floors.rotor_mps]), self.costs)
        self.vans: dict[frozenset[tuple[int, int, int]], _sharers.Vans] = {}
        self.planes: dict[int, _sharing.Plane] = {}

    def _pair(self, takes: Bools, single: Bools | None) -> _sharers.Pair:
        snapshot, asks = self.snapshot, self.asks
        sites, wards = snapshot.sites, snapshot.wards
        places, spots = len(sites.runway_m), len(sites.runway_m) + 2 + len(self.pads)
        points = [(one.question.request.lon, one.question.request.lat) for one in self.riders]
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
        way_s = snapshot.ways.drive_s + wards.door_s
        many = takes.sum(axis=1)
        ends = np.stack(
            [np.argsort(np.where(row, way_s, math.inf), axis=1, kind="stable") for row in takes]
        )
        return _sharers.Pair(
            places=places,
            apart_m=arcs_between(self.xyz, self.xyz),
            ward=ward,
            land=land,
            off=off,
            can_land=np.array([ask.can_land for ask in asks]),
            takes=takes,
            single=self._single(single),
            level=np.stack([np.minimum(wards.level, len(ask.care) - 2) for ask in asks]),
            door_s=wards.door_s,
            drive_s=snapshot.ways.drive_s,
            place_s=np.stack([one.question.around.place_s for one in self.riders]),
            first=(asks[0].first, asks[1].first),
            care=(asks[0].care, asks[1].care),
            onset_s=np.array([ask.onset_s for ask in asks]),
            floor_s=np.array([ask.floor_s for ask in asks]),
            deadline_s=np.array([one.latest_s for one in self.riders]),
            ends=ends,
            many=many,
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

    def carries(self, n: int) -> bool:
        """Tell whether an aircraft can carry both."""
        craft, (a, b) = self.snapshot.craft, self.asks
        kit, skills = a.kit | b.kit, a.skills | b.skills
        return bool(
            (craft.kit[n] & kit) == kit
            and (craft.skills[n] & skills) == skills
            and craft.stretchers[n] >= a.stretchers + b.stretchers
            and craft.seats[n] >= a.seats + b.seats
            and (craft.is_pressurised[n] or not (a.needs_pressurised or b.needs_pressurised))
            and craft.ready_s[n] < math.inf
        )

    def floor(self, n: int) -> float:
        """Return a charge below which no flight of an aircraft is."""
        return float(_sharing.floor_of(self._case(n, frozenset())))

    def _case(self, n: int, barred: frozenset[tuple[int, int, int]]) -> _sharing.Case:
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
            )
        if n not in self.planes:
            self.planes[n] = self._plane(n)
        return _sharing.Case(self.pair, self.costs, self.vans[barred], self.planes[n])

    def _plane(self, n: int) -> _sharing.Plane:
        snapshot, ask, pair = self.snapshot, self.asks[0], self.pair
        craft, ways = snapshot.craft, snapshot.ways
        spots, stands = len(pair.ward), int(craft.stands[n])
        start_m = np.empty(spots)
        start_m[: pair.places] = ways.start_m[n]
        beyond = self.xyz[:, pair.places :]
        start_m[pair.places :] = arcs_between(
            np.ascontiguousarray(craft.xyz[:, n : n + 1]), np.ascontiguousarray(beyond)
        )[0]
        escape_m = np.zeros(spots)
        escape_m[: pair.places] = ways.escape_m[n]
        fuels = np.flatnonzero(ways.fuels[n])
        escape_m[pair.places :] = pair.apart_m[pair.places :, fuels].min(axis=1, initial=math.inf)
        fixed = ask.cost * craft.cost[n] + ask.coverage * craft.loss[n] + ask.risk * craft.risk[n]
        return _sharing.Plane(
            bool(craft.is_rotor[n]),
            int(craft.kind[n]),
            max(float(craft.ready_s[n]), self.costs.now_s),
            float(craft.duty_s[n]),
            float(craft.speed_mps[n]),
            float(craft.extra_s[n]),
            float(craft.tank_m[n]),
            float(craft.full_m[n]),
            stands,
            float(fixed),
            float(ask.cost * craft.rate[n]),
            start_m,
            ways.may[n].copy(),
            ways.fuels[n].copy(),
            escape_m,
        )

    def best(self, n: int, other: int, limit: float) -> tuple[Shared | None, int]:
        """Return the cheapest flight of an aircraft below a charge, and how many were computed.

        Where it would use an ambulance twice, it is looked for without it in one place or the
        other: the cheapest of all that use none twice is among these.
        """
        found, examined, left = None, 0, [frozenset[tuple[int, int, int]]()]
        while left:
            barred = left.pop()
            case = self._case(n, barred)
            room = 4 * max(
                1,
                len(case.vans.lead),
                int((case.vans.last - case.vans.first).max(initial=0)),
            )
            best = _sharing.Best(
                np.array([limit, 0.0]),
                np.full(_sharing.ROW, NOBODY),
                np.full(_sharing.ROW, NOBODY),
                np.empty((4, room, 6)),
            )
            _sharing.search(case, best)
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
