"""A flight of two patients in time: computed from the snapshot, not by the search itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.kbest._geometry import arcs_between, unit_vectors
from qanat.engine.kbest.legs import Leg
from qanat.engine.kbest.network import NO_STEP, Network, Spans, Step
from qanat.engine.kbest.notices import ToldBy, at_once
from qanat.engine.kbest.sharing import Rider, Shared, Stop
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY
from qanat.engine.planning.plans import Binding, LegKind

SCENES: Final = ("scene", "other scene")
_Moved = tuple[int, str, str, str, LegKind, frozenset[int]]
"""A step, its vehicle, from where to where, what it is, and who is carried."""


@dataclass(frozen=True, slots=True)
class Aboard:
    """A leg, and which patients are carried on it."""

    leg: Leg
    patients: frozenset[int]


@dataclass(frozen=True, slots=True)
class SharedTimeline:
    """A shared flight in time.

    Attributes:
        contact_s, care_s: of each patient.
        legs: of all vehicles, in the order of departure.
        done_s: when each vehicle has handed over whom it carried.
        works_until_s: last moment of planning at which it can be begun, all limits kept.
    """

    contact_s: tuple[float, float]
    care_s: tuple[float, float]
    legs: tuple[Aboard, ...]
    done_s: dict[str, float]
    works_until_s: float


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an aircraft is: a place, beside a patient, at a hospital's door, or in the air."""

    name: str
    xyz: Floats
    off: Floats | None
    land: Floats


class SharedTeller:
    """Tells shared flights of two requests in time.

    Args:
        snapshot: the nation.
        riders: both requests.
        ahead_s: how long before an aircraft ambulances are where it is, patients of hospitals
            waiting there until then; left out: everybody is as soon as possible.
    """

    def __init__(
        self, snapshot: Snapshot, riders: Sequence[Rider], ahead_s: float | None = None
    ) -> None:
        self.snapshot, self.riders, self.ahead_s = snapshot, riders, ahead_s

    def tell(self, way: Shared) -> SharedTimeline:
        """Return a shared flight in time."""
        return _Telling(self.snapshot, self.riders, way).told(self.ahead_s)


class _Telling:
    def __init__(self, snapshot: Snapshot, riders: Sequence[Rider], way: Shared) -> None:
        self.snapshot, self.riders, self.way = snapshot, riders, way
        self.asks = [one.question.ask for one in riders]
        self.net = Network()
        self.legs: list[_Moved] = []
        self.contact, self.care = [0, 0], [0, 0]
        self.reach: dict[int, int] = {}
        self.later: dict[int, int] = {}
        self.done: dict[str, tuple[int, float]] = {}
        self.plane = snapshot.nation.aircraft[way.aircraft].id
        self.kind = int(snapshot.craft.kind[way.aircraft])
        self.crew_s = float(snapshot.craft.duty_s[way.aircraft])

    def told(self, ahead_s: float | None) -> SharedTimeline:
        net, ask, aboard = self.net, self.asks[0], frozenset[int]()
        ready_s = max(float(self.snapshot.craft.ready_s[self.way.aircraft]), ask.now_s)
        here = net.add(Step(from_s=ready_s, told_by=self._told_by()))
        here = net.add(Step(after=[(here, ask.refuel_s * self.way.refuels, Binding.FUEL)]))
        at = self._start()
        for stop in self.way.stops:
            spot = self._spot(stop)
            here = self._flown(here, at, spot, aboard)
            at = spot
            if stop.hospital is None:
                here = self._on(stop, here, spot)
                aboard |= {stop.patient}
            else:
                here = self._off(stop, here, spot, stop.hospital)
                aboard -= {stop.patient}
        limits = {care: net.steps[care].end_s for care in self.care}
        late = net.latest(limits)
        legs = sorted(
            (self._leg(late, ahead_s, moved) for moved in self.legs),
            key=lambda one: (one.leg.depart_s, one.leg.arrive_s),
        )
        contact_s, care_s = (
            (net.steps[one].end_s, net.steps[two].end_s) for one, two in (self.contact, self.care)
        )
        later_s = [self._later_s(late, ahead_s, self.reach.get(i, NO_STEP)) for i in (0, 1)]
        contact_s = contact_s[0] + later_s[0], contact_s[1] + later_s[1]
        self.done[self.plane] = here, 0.0
        done_s = {unit: net.steps[n].end_s + lag_s for unit, (n, lag_s) in self.done.items()}
        return SharedTimeline(contact_s, care_s, tuple(legs), done_s, net.works_until_s())

    def _told_by(self) -> ToldBy:
        notices = self.snapshot.notices
        if notices is None:
            return at_once
        return notices.aircraft(self.snapshot.nation, self.way.aircraft)

    def _van_told_by(self) -> ToldBy:
        return at_once if self.snapshot.notices is None else self.snapshot.notices.van

    def _leg(self, late: list[float], ahead_s: float | None, moved: _Moved) -> Aboard:
        number, unit, start, end, kind, aboard = moved
        step = self.net.steps[number]
        slack_s = max(0.0, late[number] - step.ready_s)
        depart_s = step.begin_s
        depart_s += self._later_s(late, ahead_s, number)
        arrive_s = depart_s + step.takes_s
        leg = Leg(unit, start, end, step.ready_s, depart_s, arrive_s, step.bound, slack_s, kind)
        return Aboard(leg, aboard)

    def _later_s(self, late: list[float], ahead_s: float | None, number: int) -> float:
        """Return how much later than it could a drive to an aircraft begins."""
        if ahead_s is None or number not in self.later:
            return 0.0
        bound = self.later[number]
        return max(0.0, late[bound] - self.net.steps[bound].ready_s - ahead_s)

    def _start(self) -> _Spot:
        snapshot, n = self.snapshot, self.way.aircraft
        stands = int(snapshot.craft.stands[n])
        if stands != NOBODY:
            return self._place(stands)
        xyz = np.ascontiguousarray(snapshot.craft.xyz[:, n : n + 1])
        return _Spot("", xyz, None, np.empty((0, 2)))

    def _place(self, place: int) -> _Spot:
        sites = self.snapshot.sites
        name, xyz = self.snapshot.nation.places[place].id, sites.xyz[:, place : place + 1].copy()
        return _Spot(name, xyz, sites.off[self.kind, place], sites.land[self.kind, place])

    def _spot(self, stop: Stop) -> _Spot:
        if stop.place is not None:
            return self._place(stop.place)
        if stop.hospital is not None:
            wards, h = self.snapshot.wards, stop.hospital
            name, xyz = self.snapshot.nation.hospitals[h].id, wards.xyz[:, h : h + 1].copy()
            return _Spot(name, xyz, wards.off[self.kind, h], wards.land[self.kind, h])
        ask, request = self.asks[stop.patient], self.riders[stop.patient].question.request
        xyz = unit_vectors(np.array([request.lon]), np.array([request.lat]))
        return _Spot(SCENES[stop.patient], xyz, ask.off[self.kind], ask.land[self.kind])

    def _flown(self, here: int, start: _Spot, end: _Spot, aboard: frozenset[int]) -> int:
        metres = float(arcs_between(start.xyz, end.xyz)[0, 0])
        if metres <= 0.0:
            return here
        craft, n = self.snapshot.craft, self.way.aircraft
        fly_s = float(craft.extra_s[n] + metres / craft.speed_mps[n])
        off = None if start.off is None else _spans(start.off)
        flight = self.net.add(
            Step(fly_s, [(here, 0.0, Binding.MEETING)], off=off, land=_spans(end.land))
        )
        kind = LegKind.FLY_WITH_PATIENT if aboard else LegKind.FLY_EMPTY
        self.legs.append((flight, self.plane, start.name, end.name, kind, aboard))
        return flight

    def _on(self, stop: Stop, here: int, spot: _Spot) -> int:
        """Add a patient's coming on board; return the step after which it leaves."""
        net, ask, i = self.net, self.asks[stop.patient], stop.patient
        around = self.riders[i].question.around
        if stop.van is None:
            met = net.add(
                Step(
                    after=[(here, 0.0, Binding.AIRCRAFT)],
                    from_s=ask.floor_s,
                    binds=Binding.PATIENT,
                )
            )
            self.contact[i] = met
            return net.add(Step(after=[(met, ask.air_load_s, Binding.PATIENT)]))
        units, v = self.snapshot.units, stop.van
        name = self.snapshot.nation.ambulances[v].id
        free_s = max(float(units.ready_s[v]), ask.now_s)
        reach = net.add(Step(float(around.unit_s[v]), from_s=free_s, told_by=self._van_told_by()))
        met = net.add(
            Step(after=[(reach, 0.0, Binding.AMBULANCE)], from_s=ask.floor_s, binds=Binding.PATIENT)
        )
        carry = net.add(
            Step(float(around.place_s[stop.place]), [(met, ask.road_load_s, Binding.MEETING)])
        )
        self.contact[i], self.reach[i] = met, reach
        by_s = float(units.duty_s[v]) - ask.air_load_s
        fuel_s, told = ask.refuel_s * stop.refuels, Binding.FUEL
        told = told if stop.refuels else Binding.AIRCRAFT
        both = [(carry, 0.0, Binding.PATIENT), (here, fuel_s, told)]
        joined = net.add(Step(after=both, by_s=by_s))
        scene = SCENES[i]
        self.legs.append((reach, name, "", scene, LegKind.DRIVE_TO_PATIENT, frozenset()))
        with_him = LegKind.DRIVE_WITH_PATIENT
        self.legs.append((carry, name, scene, spot.name, with_him, frozenset({i})))
        self.later[carry] = carry
        if self.riders[i].question.request.facility is not None:
            self.later[reach] = carry
        self.done[name] = joined, ask.air_load_s
        return net.add(Step(after=[(joined, ask.air_load_s, Binding.MEETING)]))

    def _off(self, stop: Stop, here: int, spot: _Spot, ward: int) -> int:
        """Add a patient's way to care; return the step after which the aircraft leaves."""
        net, ask, i = self.net, self.asks[stop.patient], stop.patient
        door_s, by_s = float(self.snapshot.wards.door_s[ward]), self.riders[i].latest_s
        if stop.van is None or stop.place is None:
            out = net.add(Step(after=[(here, ask.air_unload_s, Binding.MEETING)], by_s=self.crew_s))
            self.care[i] = net.add(Step(after=[(out, door_s, Binding.MEETING)], by_s=by_s))
            return out
        units, ways, v = self.snapshot.units, self.snapshot.ways, stop.van
        name = self.snapshot.nation.ambulances[v].id
        free_s = max(float(units.ready_s[v]), ask.now_s)
        come = net.add(
            Step(float(ways.meet_s[stop.place, v]), from_s=free_s, told_by=self._van_told_by())
        )
        both = [(here, 0.0, Binding.AIRCRAFT), (come, 0.0, Binding.AMBULANCE)]
        met = net.add(Step(after=both))
        out = net.add(Step(after=[(met, ask.air_unload_s, Binding.MEETING)], by_s=self.crew_s))
        carry = net.add(
            Step(
                float(ways.drive_s[stop.place, ward]),
                [(out, 0.0, Binding.MEETING)],
                by_s=float(units.duty_s[v]) - ask.road_unload_s,
            )
        )
        lag_s = ask.road_unload_s + door_s
        self.care[i] = net.add(Step(after=[(carry, lag_s, Binding.MEETING)], by_s=by_s))
        hospital = self.snapshot.nation.hospitals[ward].id
        self.legs.append((come, name, "", spot.name, LegKind.DRIVE_TO_MEETING, frozenset()))
        with_him = LegKind.DRIVE_WITH_PATIENT
        self.legs.append((carry, name, spot.name, hospital, with_him, frozenset({i})))
        self.later[come] = come
        self.done[name] = carry, ask.road_unload_s
        if not stop.refuels:
            return out
        after = [(out, 0.0, Binding.MEETING), (here, ask.refuel_s, Binding.FUEL)]
        return net.add(Step(after=after))


def _spans(table: Floats) -> Spans:
    return [(float(a), float(b)) for a, b in table if a <= b]
