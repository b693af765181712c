"""What the exact planner chose, as plans of the pages: legs, costs, warnings, hand-overs.

The planner knows when everybody is ready at the earliest. Here ambulances are at the aircraft a
little before it, and not long before; who lies in a hospital stays in its care until then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.kbest.legs import Leg as Timed
from qanat.engine.kbest.search import Family as Found
from qanat.engine.kbest.search import Way
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import SCENE, Teller
from qanat.engine.planning.plans import (
    Binding,
    Code,
    Family,
    Leg,
    LegKind,
    Plan,
    Reason,
    Stop,
    StopKind,
)
from qanat.engine.planning.problem import Hospital
from qanat.engine.planning.screening import hospital_warnings, landing_warnings
from qanat.response.dispatch.suggest.exact.asking import Posed
from qanat.response.dispatch.suggest.exact.nation import ROAD, TIYN
from qanat.response.dispatch.suggest.skies import forbidden_from

FAMILIES: Final = {
    Found.GROUND: Family.GROUND,
    Found.DIRECT: Family.DIRECT,
    Found.RELAY: Family.RELAY,
    Found.SPECIALIST: Family.SPECIALIST,
}
LOADED: Final = frozenset({LegKind.FLY_WITH_PATIENT, LegKind.FLY_WITH_TEAM})
APPROACHES: Final = frozenset({LegKind.DRIVE_TO_PATIENT, LegKind.FLY_EMPTY})
FLIGHTS: Final = LOADED | {LegKind.FLY_EMPTY}
HOUR_S: Final = 3_600


@dataclass(frozen=True, slots=True)
class Told:
    """A plan of the pages, the way it tells, and the last moment at which it still works.

    Attributes:
        plan: legs, costs, warnings.
        way: as it was chosen; ``None`` for a consultation.
        overrun: ids of ambulances whose crew would be relieved while it is out.
        works_until: last moment of planning at which this very plan meets every window, duty and
            the deadline; ``None`` if none of them ends.
    """

    plan: Plan
    way: Way | None = None
    overrun: tuple[str, ...] = ()
    works_until: datetime | None = None


@dataclass(slots=True)
class _Part:
    """A leg being put in its place: seconds from the nation's moment."""

    kind: LegKind
    unit: str
    start: str
    end: str
    ready_s: float
    depart_s: float
    arrive_s: float
    binds: Binding

    def move(self, by_s: float) -> None:
        """Leave later, for a meeting."""
        if by_s > 0:
            self.depart_s += by_s
            self.arrive_s += by_s
            self.binds = Binding.MEETING


def consulted(posed: Posed) -> Told:
    """Return a remote consultation, which gives no definitive care."""
    now, scene = posed.current.minute, Stop(StopKind.SCENE, "", posed.wanted.scene)
    begin_at = now + timedelta(seconds=posed.current.parameters.consultation_s)
    leg = Leg(LegKind.CONSULT, "", scene, scene, now, now, begin_at, 0.0, Binding.TEAM)
    return Told(Plan(Family.REMOTE, (), "", (leg,), begin_at, None, None, 0, 0, ()))


class Writer:
    """Writes out the ways of one question.

    Args:
        posed: the request, in the nation it was asked of.
        question: the same as the exact planner saw it.
    """

    def __init__(self, posed: Posed, question: Question) -> None:
        self.current, self.wanted, self.needs = posed.current, posed.wanted, posed.needs
        self.nation, self.figures = self.current.snapshot.nation, self.current.parameters
        self.landing, self.has_organ = self.current.landing, posed.organ is not None
        self.beds = posed.beds
        self.teller = Teller(self.current.snapshot, question)

    def write(self, way: Way) -> Told:
        """Return a way as a plan."""
        told = self.teller.tell(way)
        parts = [_part(leg) for leg in told.legs]
        if self.has_organ and way.family is not Found.SPECIALIST:
            _come_later(told.legs, parts, self.figures.ahead_s)
        plane = None if way.aircraft is None else self.nation.aircraft[way.aircraft].id
        contact_s = told.contact_s
        if way.aircraft is not None:
            contact_s += self._bring(way, parts)
            self._fetch(way, parts)
            parts += list(self._refuelled(way, parts))
        lead, meeter = (
            None if n is None else self.nation.ambulances[n].id for n in (way.lead, way.meeter)
        )
        units = tuple(unit for unit in (lead, plane, meeter) if unit is not None)
        parts.sort(key=lambda part: (part.depart_s, part.arrive_s))
        plan = self._plan(way, parts, units, contact_s, told.care_s)
        overrun = tuple(self._overrun(way, parts))
        return Told(plan, way, overrun, self._moment_or_none(told.works_until_s))

    def _bring(self, way: Way, parts: list[_Part]) -> float:
        """Let an ambulance come to the aircraft in time; return how much later contact is."""
        if way.lead is None or way.aircraft is None:
            return 0.0
        unit = self.nation.ambulances[way.lead].id
        reach, carry = (part for part in parts[:2] if part.unit == unit)
        by_s = self._ready_s(way, parts) - self.figures.ahead_s - carry.arrive_s
        carry.move(by_s)
        if self.wanted.facility is None:
            return 0.0
        reach.move(by_s)
        carry.ready_s += max(0.0, by_s)
        carry.binds = Binding.PATIENT
        return max(0.0, by_s)

    def _ready_s(self, way: Way, parts: list[_Part]) -> float:
        """Return when the aircraft can take somebody on."""
        there = [part.arrive_s for part in parts if part.kind is LegKind.FLY_EMPTY]
        ready_s = float(self.current.snapshot.craft.ready_s[way.aircraft or 0])
        ready_s = max(there, default=max(ready_s, self.current.now_s))
        return ready_s + way.refuels * self.figures.refuel_s

    def _fetch(self, way: Way, parts: list[_Part]) -> None:
        """Let an ambulance come to where the aircraft lands in time, and not earlier."""
        if way.meeter is None:
            return
        unit = self.nation.ambulances[way.meeter].id
        come = next(part for part in parts if part.unit == unit)
        landed_s = max(part.arrive_s for part in parts if part.kind in LOADED)
        takes_s = come.arrive_s - come.depart_s
        come.depart_s = max(come.ready_s, landed_s - self.figures.ahead_s - takes_s)
        come.arrive_s = come.depart_s + takes_s
        come.binds = Binding.MEETING if come.depart_s > come.ready_s else Binding.UNIT
        carry = next(part for part in parts if part.unit == unit and part is not come)
        carry.ready_s = come.arrive_s
        is_late = come.arrive_s > landed_s
        carry.binds = Binding.AMBULANCE if is_late else Binding.AIRCRAFT

    def _refuelled(self, way: Way, parts: list[_Part]) -> Iterator[_Part]:
        """Yield the stops for fuel."""
        plane = self.nation.aircraft[way.aircraft or 0]
        places = self.nation.places
        before, pick, after = (
            None if number is None else places[number].id
            for number in (way.before, way.pick if way.refuels else None, way.after)
        )
        flights = [part for part in parts if part.unit == plane.id]
        ends = [
            (part.end, part.arrive_s)
            for part in flights
            if part.end in ((before, pick) if part.kind is LegKind.FLY_EMPTY else (after,))
        ]
        if before is not None and before == plane.standing_at:
            ends.append((before, flights[0].ready_s - self.figures.refuel_s))
        elif pick is not None and pick == plane.standing_at and before is None:
            ends.append((pick, self._ready_s(way, parts) - self.figures.refuel_s))
        for stop, at_s in ends:
            full_s = at_s + self.figures.refuel_s
            yield _Part(LegKind.REFUEL, plane.id, stop, stop, at_s, at_s, full_s, Binding.AIRCRAFT)

    def _plan(
        self,
        way: Way,
        parts: list[_Part],
        units: tuple[str, ...],
        contact_s: float,
        care_s: float,
    ) -> Plan:
        family, window_s = FAMILIES[way.family], self.wanted.window_s
        hospital = self.nation.hospitals[way.hospital or 0]
        is_moved = family is not Family.SPECIALIST
        if self.has_organ and not is_moved:
            window_s = None  # the team comes before the clock begins
        slack_s = None if window_s is None else window_s - round(care_s - self.current.now_s)
        warnings = [*self._landing_warnings(way, care_s)]
        bounds = tuple(self._duties(units, parts))
        unbound = [unit for unit in units if unit not in {r.values["unit"] for r in bounds}]
        warnings += [Reason(Code.DUTY_UNKNOWN, {"unit": unit}) for unit in unbound]
        if is_moved:
            warnings += self._hospital_warnings(hospital.id)
        if slack_s is not None and slack_s < 0:
            warnings.append(Reason(Code.MISSES_WINDOW, {"by_s": -slack_s}))
        return Plan(
            family=family,
            units=units,
            hospital=hospital.id,
            legs=tuple(self._leg(part) for part in parts),
            contact_at=self._moment(contact_s),
            definitive_at=self._moment(care_s),
            slack_s=slack_s,
            cost_tiyn=self._cost_tiyn(way, parts),
            hand_overs=len(units) if is_moved else 1,
            warnings=tuple(warnings),
            bounds=bounds,
        )

    def _duties(self, units: tuple[str, ...], parts: list[_Part]) -> Iterator[Reason]:
        """Yield by when the crews of which that is known are to be done."""
        for unit in units:
            if unit in self.current.vans:
                leaves_s = min(part.depart_s for part in parts if part.unit == unit)
                ends_at = self.current.vans[unit].done_by(self._moment(leaves_s))
            else:
                ends_at = self.current.aircraft[unit].duty_ends_at
            if ends_at is not None:
                until_s = int((ends_at - self.current.minute).total_seconds())
                yield Reason(Code.DUTY_UNTIL, {"unit": unit, "until_s": until_s})

    def _leg(self, part: _Part) -> Leg:
        start, end = self._stop(part.start, part.unit), self._stop(part.end, part.unit)
        is_flight = part.kind in FLIGHTS
        return Leg(
            part.kind,
            part.unit,
            start,
            end,
            self._moment(part.ready_s),
            self._moment(part.depart_s),
            self._moment(part.arrive_s),
            great_circle_m(start.at, end.at) if is_flight else 0.0,
            part.binds,
        )

    def _stop(self, name: str, unit: str) -> Stop:
        at, nation = self.current.snapshot.at, self.nation
        if name == SCENE:
            return Stop(StopKind.SCENE, "", self.wanted.scene)
        for kind, things, group in (
            (StopKind.PLACE, nation.places, "places"),
            (StopKind.HOSPITAL, nation.hospitals, "hospitals"),
            (StopKind.UNIT, nation.ambulances, "ambulances"),
            (StopKind.UNIT, nation.aircraft, "aircraft"),
        ):
            if (number := at[group].get(name or unit)) is not None:
                thing = things[number]
                return Stop(kind, name or unit, Point(thing.lon, thing.lat))
        raise KeyError(name)

    def _cost_tiyn(self, way: Way, parts: list[_Part]) -> int:
        """Return what the vehicles of a plan cost, the flight back to base included."""
        cost = 0
        hour = round(self.nation.rates[ROAD] * TIYN)
        if way.aircraft is not None:
            plane = self.nation.aircraft[way.aircraft]
            flown_s = sum(p.arrive_s - p.depart_s for p in parts if p.kind in FLIGHTS)
            flown_s += self._home_s(way, parts)
            cost += _tiyn(flown_s, self.current.aircraft[plane.id].cost_tiyn_per_h)
        for _unit, begin_s, end_s in self._out(way, parts):
            cost += _tiyn(end_s - begin_s, hour)
        return cost

    def _out(self, way: Way, parts: list[_Part]) -> Iterator[tuple[str, float, float]]:
        """Yield each ambulance with when it leaves and when it is done."""
        for number in (way.lead, way.meeter):
            if number is None:
                continue
            unit = self.nation.ambulances[number].id
            own = [p for p in parts if p.unit == unit]
            last = own[-1]
            if number == way.lead and way.aircraft is not None:
                end_s = next(p.ready_s for p in parts if p.kind in LOADED)
            else:
                end_s = last.arrive_s
                is_with = last.kind is LegKind.DRIVE_WITH_PATIENT
                end_s += self.nation.handling.road_unload_s * is_with
            yield unit, own[0].depart_s, end_s

    def _overrun(self, way: Way, parts: list[_Part]) -> Iterator[str]:
        """Yield the ambulances which none of their crews can be out with for so long."""
        for unit, begin_s, end_s in self._out(way, parts):
            done_by = self.current.vans[unit].done_by(self._moment(begin_s))
            if done_by is not None and self._moment(end_s) > done_by:
                yield unit

    def _home_s(self, way: Way, parts: list[_Part]) -> float:
        """Return how long the aircraft flies back to its base."""
        plane = self.nation.aircraft[way.aircraft or 0]
        landed = max((p for p in parts if p.kind in LOADED), key=lambda p: p.arrive_s)
        if plane.base is None or landed.end == plane.base:
            return 0.0
        here, home = self._stop(landed.end, plane.id), self._stop(plane.base, plane.id)
        return plane.block_extra_s + great_circle_m(here.at, home.at) / plane.speed_mps

    def _hospital_warnings(self, name: str) -> tuple[Reason, ...]:
        able, unknown = self.needs.of_hospital(int(name.rpartition(":")[2]))
        hospital = Hospital(
            id=name,
            at=self._stop(name, "").at,
            capabilities=able,
            unconfirmed=unknown,
            free_beds=self.beds.get(name),
            door_to_treatment_s=0,
        )
        return hospital_warnings(hospital, self.wanted)

    def _landing_warnings(self, way: Way, end_s: float) -> Iterator[Reason]:
        """Yield what must be looked at, of every place the aircraft uses."""
        if way.aircraft is None:
            return
        plane, places = self.nation.aircraft[way.aircraft], self.nation.places
        used = [plane.standing_at]
        used += [None if n is None else places[n].id for n in (way.before, way.pick)]
        used += [None if n is None else places[n].id for n in (way.after, way.drop)]
        sites = [self.landing[name] for name in dict.fromkeys(used) if name is not None]
        is_team = way.family is Found.SPECIALIST
        is_beside = way.drop is None if is_team else way.pick is None
        if is_beside and self.wanted.landing is not None:
            sites.append(self.wanted.landing)
        for site in sites:
            known = self.current.aircraft[plane.id]
            yield from landing_warnings(known, site, self.wanted, self.figures)
            since = forbidden_from(
                site,
                self.current.ground.skies,
                self._moment(end_s),
                flies_instruments=plane.flies_instruments,
            )
            if since is not None:
                after_s = (since - self.current.minute).total_seconds()
                yield Reason(Code.WEATHER_FORECAST, {"place": site.id, "since_s": after_s})

    def _moment(self, at_s: float) -> datetime:
        return self.nation.at + timedelta(seconds=round(at_s))

    def _moment_or_none(self, at_s: float) -> datetime | None:
        last_s = self.current.now_s + self.figures.horizon_s
        return self._moment(at_s) if at_s < last_s else None


def _come_later(legs: Sequence[Timed], parts: Sequence[_Part], ahead_s: float) -> None:
    """Let vehicles come for an organ a little before it is ready, and not hours before."""
    for unit in dict.fromkeys(part.unit for part in parts):
        own = [(leg, p) for leg, p in zip(legs, parts, strict=True) if p.unit == unit]
        coming = [(leg.slack_s, part) for leg, part in own if part.kind in APPROACHES]
        by_s = min((slack_s for slack_s, _ in coming), default=0.0) - ahead_s
        for _, part in coming:
            part.move(by_s)


def _part(leg: Timed) -> _Part:
    kind = LegKind(leg.kind)
    binds = Binding(leg.binds) if leg.binds else Binding.UNIT
    if kind is LegKind.FLY_EMPTY and binds is Binding.UNIT:
        binds = Binding.START_UP
    return _Part(kind, leg.unit, leg.start, leg.end, leg.ready_s, leg.depart_s, leg.arrive_s, binds)


def _tiyn(busy_s: float, rate_tiyn_per_h: int) -> int:
    """Return what a vehicle costs for a time, rounded up to whole tiyn."""
    return -(-round(busy_s) * rate_tiyn_per_h // HOUR_S)
