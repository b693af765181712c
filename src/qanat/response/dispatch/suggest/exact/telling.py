"""What the exact planner chose, as plans of the pages: legs, costs, warnings, hand-overs.

The planner knows when everybody is ready at the earliest. Here ambulances are at the aircraft a
little before it, and not long before; who lies in a hospital stays in its care until then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from msgspec import structs

from qanat.engine.geodesy import Point, great_circle_m
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
from qanat.response.dispatch.suggest.exact.lasting import lasts_s
from qanat.response.dispatch.suggest.exact.leaving import GATE
from qanat.response.dispatch.suggest.exact.nation import ROAD, TIYN
from qanat.response.dispatch.suggest.exact.parts import (
    FLIGHTS,
    LOADED,
    Part,
    come_later,
    part_of,
)
from qanat.response.dispatch.suggest.exact.returning import fly_home
from qanat.response.dispatch.suggest.skies import forbidden_from

FAMILIES: Final = {
    Found.GROUND: Family.GROUND,
    Found.DIRECT: Family.DIRECT,
    Found.RELAY: Family.RELAY,
    Found.SPECIALIST: Family.SPECIALIST,
}
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
        self.goes_abroad = posed.wanted.destination == GATE
        self.teller = Teller(self.current.snapshot, question)

    def write(self, way: Way) -> Told:
        """Return a way as a plan."""
        told, told_way = self.teller.tell(way), way
        parts = [part_of(leg) for leg in told.legs if leg.unit != GATE]
        if self.goes_abroad:
            way = structs.replace(way, meeter=None)
        if self.has_organ and way.family is not Found.SPECIALIST:
            come_later(told.legs, parts, self.figures.ahead_s)
        plane = None if way.aircraft is None else self.nation.aircraft[way.aircraft].id
        contact_s = told.contact_s
        if way.aircraft is not None:
            self._call(way, parts)
            contact_s += self._bring(way, parts)
            self._fetch(way, parts)
            parts += list(self._refuelled(way, parts))
        rests = [*fly_home(self.current, way.aircraft, parts)] if self.goes_abroad else []
        lead, meeter = (
            None if n is None else self.nation.ambulances[n].id for n in (way.lead, way.meeter)
        )
        units = tuple(unit for unit in (lead, plane, meeter) if unit is not None)
        parts.sort(key=lambda part: (part.depart_s, part.arrive_s))
        plan = self._plan(way, parts, units, contact_s, told.care_s)
        plan = replace(plan, warnings=(*plan.warnings, *rests))
        overrun = tuple(self._overrun(way, parts))
        until_s = told.works_until_s
        if not overrun:
            leaves = {one: self._moment(at_s) for one, at_s, _ in self._out(way, parts)}
            until_s = lasts_s(self.current, self.teller.question, told_way, until_s, leaves)
        return Told(plan, way, overrun, self._moment_or_none(until_s))

    def _call(self, way: Way, parts: list[Part]) -> None:
        """Let a specialist come to where he is fetched in time, and not earlier."""
        if way.fetched_at is None:
            return
        comes = self._comes(parts)
        comes.move(self._there_s(way, parts) - self.figures.ahead_s - comes.arrive_s)

    def _comes(self, parts: list[Part]) -> Part:
        """Return the way of a specialist to where he is fetched."""
        return next(part for part in parts if part.unit in self.current.companions.called)

    def _there_s(self, way: Way, parts: list[Part]) -> float:
        """Return when the aircraft is where it fetches somebody, or can leave where it stands."""
        landed = (part.arrive_s for part in parts if part.kind is LegKind.FLY_EMPTY)
        ready_s = float(self.current.snapshot.craft.ready_s[way.aircraft or 0])
        return max(landed, default=max(ready_s, self.current.now_s))

    def _boarded_s(self, way: Way, parts: list[Part]) -> float:
        """Return when a specialist is on board."""
        there_s = self._there_s(way, parts) + way.refuels_there * self.figures.refuel_s
        return max(there_s, self._comes(parts).arrive_s) + self.nation.handling.team_load_s

    def _bring(self, way: Way, parts: list[Part]) -> float:
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

    def _ready_s(self, way: Way, parts: list[Part]) -> float:
        """Return when the aircraft can take somebody on."""
        if way.fetched_at is None:
            ready_s = self._there_s(way, parts)
        else:
            flown = (p.arrive_s for p in parts if p.kind is LegKind.FLY_WITH_COMPANION)
            ready_s = max(flown, default=self._boarded_s(way, parts))
        return ready_s + way.refuels * self.figures.refuel_s

    def _fetch(self, way: Way, parts: list[Part]) -> None:
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

    def _refuelled(self, way: Way, parts: list[Part]) -> Iterator[Part]:
        """Yield the stops for fuel."""
        plane = self.nation.aircraft[way.aircraft or 0]
        places = self.nation.places
        before, pick, after = (
            None if number is None else places[number].id
            for number in (way.before, way.pick if way.refuels else None, way.after)
        )
        fetched = None if way.fetched_at is None else places[way.fetched_at].id
        to_pick = LegKind.FLY_EMPTY if fetched is None else LegKind.FLY_WITH_COMPANION
        stops = dict.fromkeys(LOADED, (after,)) | {to_pick: (before, pick)}
        flights = [part for part in parts if part.kind in FLIGHTS]
        ends = [(p.end, p.arrive_s) for p in flights if p.end in stops.get(p.kind, ())]
        start = plane.standing_at if fetched is None else fetched
        if before is not None and before == start:
            first = next(part for part in flights if part.kind is to_pick)
            ends.append((before, first.ready_s - self.figures.refuel_s))
        elif pick is not None and pick == start and before is None:
            ends.append((pick, self._ready_s(way, parts) - self.figures.refuel_s))
        if fetched is not None and way.refuels_there:
            ends.append((fetched, self._there_s(way, parts)))
        for stop, at_s in ends:
            full_s = at_s + self.figures.refuel_s
            yield Part(LegKind.REFUEL, plane.id, stop, stop, at_s, at_s, full_s, Binding.AIRCRAFT)

    def _plan(
        self,
        way: Way,
        parts: list[Part],
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
        bounds = tuple(self._duties(way, units, parts))
        unbound = [unit for unit in units if unit not in {r.values["unit"] for r in bounds}]
        warnings += [Reason(Code.DUTY_UNKNOWN, {"unit": unit}) for unit in unbound]
        if is_moved and not self.goes_abroad:
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
            companion=self._companion(way),
        )

    def _companion(self, way: Way) -> str:
        return "" if way.specialist is None else self.nation.specialists[way.specialist].id

    def _duties(self, way: Way, units: tuple[str, ...], parts: list[Part]) -> Iterator[Reason]:
        """Yield by when the crews of which that is known are to be done, and who comes along."""
        for unit in units:
            if unit in self.current.vans:
                leaves_s = min(part.depart_s for part in parts if part.unit == unit)
                ends_at = self.current.vans[unit].done_by(self._moment(leaves_s))
            else:
                ends_at = self.current.aircraft[unit].duty_ends_at
            if ends_at is not None:
                until_s = int((ends_at - self.current.minute).total_seconds())
                yield Reason(Code.DUTY_UNTIL, {"unit": unit, "until_s": until_s})
        if way.specialist is not None:
            one = self.nation.specialists[way.specialist]
            until_s = round((one.duty_ends_s or 0.0) - self.current.now_s)
            yield Reason(Code.COMPANION_UNTIL, {"unit": one.id, "until_s": until_s})

    def _leg(self, part: Part) -> Leg:
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
        if (called := self.current.companions.called.get(name or unit)) is not None:
            return self._stop(called.hospital, "")
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

    def _cost_tiyn(self, way: Way, parts: list[Part]) -> int:
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

    def _out(self, way: Way, parts: list[Part]) -> Iterator[tuple[str, float, float]]:
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

    def _overrun(self, way: Way, parts: list[Part]) -> Iterator[str]:
        """Yield the ambulances which none of their crews can be out with for so long."""
        for unit, begin_s, end_s in self._out(way, parts):
            done_by = self.current.vans[unit].done_by(self._moment(begin_s))
            if done_by is not None and self._moment(end_s) > done_by:
                yield unit

    def _home_s(self, way: Way, parts: list[Part]) -> float:
        """Return how long the aircraft flies back to its base."""
        plane = self.nation.aircraft[way.aircraft or 0]
        landed = max((p for p in parts if p.kind in LOADED), key=lambda p: p.arrive_s)
        is_told = self.goes_abroad or landed.end == plane.base
        if plane.base is None or is_told:
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
        stops = (way.fetched_at, way.before, way.pick, way.after, way.drop)
        used += [None if n is None else places[n].id for n in stops]
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


def _tiyn(busy_s: float, rate_tiyn_per_h: int) -> int:
    """Return what a vehicle costs for a time, rounded up to whole tiyn."""
    return -(-round(busy_s) * rate_tiyn_per_h // HOUR_S)
