"""The rules of planning once more, slow and plain: every combination is tried."""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from tests.engine.planning.remembering import Remembering, Spans, both, remembered

from qanat.engine.geodesy import Point, great_circles_m
from qanat.engine.planning.plans import Family
from qanat.engine.planning.problem import (
    Aircraft,
    AircraftKind,
    Ambulance,
    Hospital,
    LandingPlace,
    Problem,
    Sky,
    Surface,
)
from qanat.engine.planning.windows import daylight_windows, open_windows

INF = math.inf


@dataclass(frozen=True)
class Way:
    """A way from somewhere to an aircraft, or from it on: when, and by which ambulance."""

    at_s: float
    ambulance: Ambulance | None


class Brute(Remembering):
    """Tries everything a problem allows."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.request = problem, problem.request
        self.rules, self.now = problem.parameters, problem.request.now
        self.pads = {h.pad.id: h for h in problem.hospitals if h.pad is not None}
        self.scene_site = problem.request.landing
        self.sites = [*problem.places, *([self.scene_site] if self.scene_site else [])]
        self.sites += [h.pad for h in problem.hospitals if h.pad is not None]
        points = {site.at for site in self.sites} | {unit.at for unit in problem.units}
        points |= {h.at for h in problem.hospitals} | {self.request.scene}
        self.points = list(points)
        table = np.array([[point.lon, point.lat] for point in self.points])
        self.number = {point: place for place, point in enumerate(self.points)}
        self.far_m = great_circles_m(table, table)
        self.drive_table = problem.roads.likely_s(table, table)
        light = daylight_windows(table, self.now, self.rules.horizon_s, self.rules.night_below_deg)
        self.light = [light.row(place) for place in range(len(self.points))]
        super().__init__()
        self.best: dict[tuple[Family, str], float] = {}

    # -- small questions -------------------------------------------------------------------

    @remembered
    def drive_s(self, a: Point, b: Point) -> float:
        seconds = self.drive_table[self.number[a], self.number[b]]
        return math.ceil(seconds) if math.isfinite(seconds) else INF

    def metres(self, a: Point, b: Point) -> float:
        return float(self.far_m[self.number[a], self.number[b]])

    @remembered
    def ready_s(self, unit: Ambulance | Aircraft) -> int:
        return max(0, math.ceil((unit.ready_at - self.now).total_seconds()))

    @remembered
    def duty_s(self, unit: Ambulance | Aircraft) -> float:
        if unit.duty_ends_at is None:
            return INF
        return math.floor((unit.duty_ends_at - self.now).total_seconds())

    def day(self, point: Point) -> Spans:
        return self.light[self.number[point]]

    @remembered
    def hours(self, site: LandingPlace) -> Spans:
        return open_windows([site.open], self.now, self.rules.horizon_s).row(0)

    def is_usable(self, unit: Ambulance | Aircraft) -> bool:
        ready_s = (unit.ready_at - self.now).total_seconds()
        return (
            unit.is_serviceable
            and ready_s <= self.rules.horizon_s
            and (unit.duty_ends_at is None or unit.duty_ends_at > max(unit.ready_at, self.now))
        )

    def carries(self, unit: Ambulance | Aircraft) -> bool:
        request = self.request
        fits = (
            request.equipment & ~unit.equipment == 0
            and unit.stretchers >= request.stretchers
            and unit.seats >= request.escorts
        )
        if not fits or isinstance(unit, Ambulance):
            return fits
        if request.needs_pressurised and not unit.is_pressurised:
            return False
        limit, cabin = request.max_cabin_altitude_m, unit.cabin_altitude_m
        return limit is None or (cabin is not None and cabin <= limit)

    def weather_allows(self, aircraft: Aircraft, site: LandingPlace) -> bool:
        sky = site.weather.sky
        if site.is_closed or sky is Sky.NO_GO:
            return False
        return sky is not Sky.INSTRUMENTS or aircraft.flies_instruments

    @remembered
    def lands(self, aircraft: Aircraft, site: LandingPlace) -> bool:
        if not self.weather_allows(aircraft, site):
            return False
        if aircraft.kind is AircraftKind.ROTOR:
            return True
        if site.runway_m is not None and not site.runway_m >= max(aircraft.runway_need_m, 1):
            return False
        return site.surface is Surface.UNKNOWN or site.surface in aircraft.surfaces

    @remembered
    def fuels(self, aircraft: Aircraft, site: LandingPlace) -> bool:
        return (site.has_fuel is True or site.id == aircraft.base) and self.lands(aircraft, site)

    def takes(self, hospital: Hospital) -> bool:
        request = self.request
        return (
            hospital.id != request.facility
            and request.destination in {None, hospital.id}
            and (
                request.destination == hospital.id
                or request.capabilities & ~(hospital.capabilities | hospital.unconfirmed) == 0
            )
            and (hospital.free_beds is None or hospital.free_beds > 0)
            and hospital.is_accepting
        )

    def sends(self, hospital: Hospital) -> bool:
        return (
            self.request.capabilities & ~hospital.capabilities == 0
            and hospital.team_ready_s is not None
            and hospital.id != self.request.facility
        )

    # -- flying ------------------------------------------------------------------------------

    @remembered
    def flight_s(self, aircraft: Aircraft, a: Point, b: Point) -> int:
        speed_mps = aircraft.speed_mps * (1.0 - self.rules.headwind_share)
        return math.ceil(self.metres(a, b) / speed_mps) + aircraft.block_extra_s

    @remembered
    def need_m(self, a: Point, b: Point) -> float:
        return self.metres(a, b) / (1.0 - self.rules.headwind_share)

    @remembered
    def take_off_spans(self, aircraft: Aircraft, site: LandingPlace) -> Spans:
        hours = self.hours(site)
        return hours if aircraft.flies_night else both(hours, self.day(site.at))

    @remembered
    def landing_spans(self, aircraft: Aircraft, site: LandingPlace) -> Spans:
        if aircraft.flies_night and site.is_lit is True:
            return self.hours(site)
        return both(self.hours(site), self.day(site.at))

    def fly(
        self, aircraft: Aircraft, off: Spans, a: Point, site: LandingPlace, at_s: float
    ) -> float:
        """Return the earliest landing for one who may leave at a moment."""
        flight_s = self.flight_s(aircraft, a, site.at)
        moments = [
            max(at_s, start, begin - flight_s)
            for (start, end), (begin, close) in product(off, self.landing_spans(aircraft, site))
            if max(at_s, start, begin - flight_s) <= min(end, close - flight_s)
        ]
        return min(moments, default=INF) + flight_s

    @remembered
    def starts(self, aircraft: Aircraft) -> tuple[Spans, list[tuple[float, float]]]:
        """Return when it may leave, and the ways to: as it is, or refuelled where it stands."""
        rules = self.rules
        ready_s = self.ready_s(aircraft)
        is_day = any(start <= ready_s <= end for start, end in self.day(aircraft.at))
        ready_s += aircraft.start_up_day_s if is_day else aircraft.start_up_night_s
        tank_m = aircraft.range_m if aircraft.fuel_m is None else aircraft.fuel_m
        reserve_m = aircraft.range_m - self.full_m(aircraft)
        ways = [(float(ready_s), min(tank_m, aircraft.range_m) - reserve_m)]
        site = self.standing(aircraft)
        spans = [(0, rules.horizon_s)] if aircraft.flies_night else self.day(aircraft.at)
        if site is not None:
            spans = self.take_off_spans(aircraft, site)
            if self.fuels(aircraft, site):
                ways.append((ready_s + rules.refuel_s, self.full_m(aircraft)))
        return spans, ways

    def standing(self, aircraft: Aircraft) -> LandingPlace | None:
        return next((site for site in self.sites if site.id == aircraft.standing_at), None)

    @remembered
    def full_m(self, aircraft: Aircraft) -> float:
        rules = self.rules
        rotor = aircraft.kind is AircraftKind.ROTOR
        return aircraft.range_m - (rules.rotor_reserve_m if rotor else rules.wing_reserve_m)

    @remembered
    def ready_at(self, aircraft: Aircraft, pick: LandingPlace) -> list[tuple[float, float]]:
        """Return every (ready, range left) in which it may stand at a site."""
        if not self.lands(aircraft, pick):
            return []
        off, ways = self.starts(aircraft)
        found: list[tuple[float, float]] = []
        for at_s, left_m in ways:
            if pick.id == aircraft.standing_at:
                found.append((at_s, left_m))
            else:
                arrive_s, need_m = self.positioned(aircraft, off, pick, at_s)
                found += [(arrive_s, left_m - need_m)] if need_m <= left_m else []
            for stop in self.sites:
                found += self.over_stop(aircraft, off, stop, pick, (at_s, left_m))
        if self.fuels(aircraft, pick):
            found += [(at_s + self.rules.refuel_s, self.full_m(aircraft)) for at_s, _ in found]
        return [state for state in found if state[0] < INF]

    def over_stop(
        self,
        aircraft: Aircraft,
        off: Spans,
        stop: LandingPlace,
        pick: LandingPlace,
        way: tuple[float, float],
    ) -> list[tuple[float, float]]:
        at_s, left_m = way
        if stop.id in {pick.id, aircraft.standing_at} or not self.fuels(aircraft, stop):
            return []
        stop_s, to_stop_m = self.positioned(aircraft, off, stop, at_s)
        onward_m = self.need_m(stop.at, pick.at)
        if to_stop_m > left_m or onward_m > self.full_m(aircraft):
            return []
        leave, fuelled_s = self.take_off_spans(aircraft, stop), stop_s + self.rules.refuel_s
        arrive_s = self.fly(aircraft, leave, stop.at, pick, fuelled_s)
        return [(arrive_s, self.full_m(aircraft) - onward_m)]

    def positioned(
        self, aircraft: Aircraft, off: Spans, site: LandingPlace, at_s: float
    ) -> tuple[float, float]:
        arrive_s = self.fly(aircraft, off, aircraft.at, site, at_s)
        return arrive_s, self.need_m(aircraft.at, site.at)

    @remembered
    def land(
        self, aircraft: Aircraft, pick: LandingPlace, drop: LandingPlace, at_s: float, left_m: float
    ) -> float:
        """Return the earliest landing with somebody on board, over a stop if need be."""
        fuel = [site for site in self.sites if self.fuels(aircraft, site)]
        if drop in fuel:
            keep_m = 0.0
        else:
            keep_m = min((self.need_m(drop.at, site.at) for site in fuel), default=INF)
        off = self.take_off_spans(aircraft, pick)
        best = INF
        if self.need_m(pick.at, drop.at) + keep_m <= left_m:
            best = self.fly(aircraft, off, pick.at, drop, at_s)
        for stop in fuel:
            if stop.id in {pick.id, drop.id} or self.need_m(pick.at, stop.at) > left_m:
                continue
            if self.need_m(stop.at, drop.at) + keep_m > self.full_m(aircraft):
                continue
            at_stop_s = self.fly(aircraft, off, pick.at, stop, at_s)
            leave = self.take_off_spans(aircraft, stop)
            fuelled_s = at_stop_s + self.rules.refuel_s
            best = min(best, self.fly(aircraft, leave, stop.at, drop, fuelled_s))
        return best

    # -- families ------------------------------------------------------------------------------

    def run(self) -> dict[tuple[Family, str], float]:
        """Return the earliest definitive care of every vehicle in every family."""
        self.ground()
        for aircraft in self.problem.aircraft:
            site = self.standing(aircraft)
            if not self.is_usable(aircraft):
                continue
            if site is not None and not self.weather_allows(aircraft, site):
                continue
            if self.carries(aircraft):
                self.patient(aircraft)
            if self.request.may_treat_on_site and aircraft.seats >= self.request.team_size:
                self.team(aircraft)
        if self.request.may_treat_on_site:
            for hospital in filter(self.sends, self.problem.hospitals):
                drive_s = self.drive_s(hospital.at, self.request.scene)
                care_s = (hospital.team_ready_s or 0) + drive_s + self.rules.team_setup_s
                self.note(Family.SPECIALIST, "", care_s)
        return self.best

    def note(self, family: Family, unit: str, care_s: float) -> None:
        if care_s <= self.rules.horizon_s:
            known = self.best.get((family, unit), INF)
            self.best[family, unit] = min(known, care_s)

    @remembered
    def ambulances(self, *, for_patient: bool) -> list[Ambulance]:
        usable = filter(self.is_usable, self.problem.ambulances)
        return [unit for unit in usable if not for_patient or self.carries(unit)]

    def leave_s(self, unit: Ambulance) -> float:
        contact_s = self.ready_s(unit) + self.drive_s(unit.at, self.request.scene)
        return contact_s + self.rules.road_load_s

    def ground(self) -> None:
        for unit in self.ambulances(for_patient=True):
            for hospital in filter(self.takes, self.problem.hospitals):
                drive_s = self.drive_s(self.request.scene, hospital.at)
                done_s = self.leave_s(unit) + drive_s + self.rules.road_unload_s
                if done_s <= self.duty_s(unit):
                    self.note(Family.GROUND, unit.id, done_s + hospital.door_to_treatment_s)

    def patient(self, aircraft: Aircraft) -> None:
        units = self.ambulances(for_patient=True)
        picks: list[tuple[LandingPlace, Way]] = []
        if self.scene_site is not None:
            picks.append((self.scene_site, Way(0, None)))
        for place, unit in product(self.problem.places, units):
            drive_s = self.drive_s(self.request.scene, place.at)
            picks.append((place, Way(self.leave_s(unit) + drive_s, unit)))
        drops: list[tuple[LandingPlace, Hospital | None]]
        drops = [(place, None) for place in self.problem.places]
        drops += [(h.pad, h) for h in self.problem.hospitals if h.pad is not None and self.takes(h)]
        for (pick, way), (drop, door) in product(picks, drops):
            if pick.id != drop.id and self.lands(aircraft, drop):
                self.carried(aircraft, pick, way, drop, door)

    def carried(
        self,
        aircraft: Aircraft,
        pick: LandingPlace,
        way: Way,
        drop: LandingPlace,
        door: Hospital | None,
    ) -> None:
        for ready_s, left_m in self.ready_at(aircraft, pick):
            on_board_s = max(ready_s, way.at_s) + self.rules.air_load_s
            if way.ambulance is not None and on_board_s > self.duty_s(way.ambulance):
                continue
            landed_s = self.land(aircraft, pick, drop, on_board_s, left_m)
            meet_s = landed_s + self.rules.air_unload_s
            if door is None:
                self.fetched(aircraft, way, drop, landed_s)
            elif meet_s <= self.duty_s(aircraft):
                direct = Family.DIRECT if way.ambulance is None else Family.RELAY
                self.note(direct, aircraft.id, meet_s + door.door_to_treatment_s)

    def fetched(self, aircraft: Aircraft, way: Way, drop: LandingPlace, landed_s: float) -> None:
        rules = self.rules
        hospitals = list(filter(self.takes, self.problem.hospitals))
        for unit, hospital in product(self.ambulances(for_patient=True), hospitals):
            there_s = self.ready_s(unit) + self.drive_s(unit.at, drop.at)
            meet_s = max(landed_s, there_s) + rules.air_unload_s
            done_s = meet_s + self.drive_s(drop.at, hospital.at) + rules.road_unload_s
            if unit is way.ambulance or meet_s > self.duty_s(aircraft):
                continue
            if done_s <= self.duty_s(unit):
                self.note(Family.RELAY, aircraft.id, done_s + hospital.door_to_treatment_s)

    def team(self, aircraft: Aircraft) -> None:
        picks: list[tuple[LandingPlace, float]] = []
        for hospital in filter(self.sends, self.problem.hospitals):
            team_s = float(hospital.team_ready_s or 0)
            picks += [(hospital.pad, team_s)] if hospital.pad is not None else []
            picks += [(p, team_s + self.drive_s(hospital.at, p.at)) for p in self.problem.places]
        drops = [*self.problem.places, *([self.scene_site] if self.scene_site else [])]
        for (pick, team_s), drop in product(picks, drops):
            if pick.id != drop.id and self.lands(aircraft, drop):
                self.team_carried(aircraft, pick, team_s, drop)

    def team_carried(
        self, aircraft: Aircraft, pick: LandingPlace, team_s: float, drop: LandingPlace
    ) -> None:
        rules, duty_s = self.rules, self.duty_s(aircraft)
        for ready_s, left_m in self.ready_at(aircraft, pick):
            on_board_s = max(ready_s, team_s) + rules.team_load_s
            landed_s = self.land(aircraft, pick, drop, on_board_s, left_m)
            if drop is self.scene_site:
                if landed_s + rules.team_unload_s <= duty_s:
                    care_s = landed_s + rules.team_unload_s + rules.team_setup_s
                    self.note(Family.SPECIALIST, aircraft.id, care_s)
                continue
            for unit in self.ambulances(for_patient=False):
                there_s = self.ready_s(unit) + self.drive_s(unit.at, drop.at)
                meet_s = max(landed_s, there_s) + rules.team_unload_s
                done_s = meet_s + self.drive_s(drop.at, self.request.scene)
                if meet_s <= duty_s and done_s <= self.duty_s(unit):
                    self.note(Family.SPECIALIST, aircraft.id, done_s + rules.team_setup_s)
