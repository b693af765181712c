"""Holds a plan against every rule it must keep, by what it says of itself."""

import math
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import pytest

from qanat.engine.daylight import sun_elevation_deg
from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.planning.plans import Family, Leg, LegKind, Plan
from qanat.engine.planning.problem import (
    Aircraft,
    AircraftKind,
    Ambulance,
    Hospital,
    LandingPlace,
    Problem,
)
from qanat.engine.planning.screening import (
    why_no_team,
    why_not_available,
    why_not_carry,
    why_not_destination,
    why_not_fly_here,
    why_not_land,
    why_not_team,
)

FLIGHTS: Final = {LegKind.FLY_EMPTY, LegKind.FLY_WITH_PATIENT, LegKind.FLY_WITH_TEAM}
WITH_PATIENT: Final = {LegKind.DRIVE_WITH_PATIENT, LegKind.FLY_WITH_PATIENT}
WITH_TEAM: Final = {LegKind.DRIVE_WITH_TEAM, LegKind.FLY_WITH_TEAM}
TWILIGHT_ERROR_DEG: Final = 0.05
SECOND: Final = timedelta(seconds=1)


class Checker:
    """Checks the plans of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.request, self.rules = problem, problem.request, problem.parameters
        self.units = {unit.id: unit for unit in problem.units}
        self.hospitals = {hospital.id: hospital for hospital in problem.hospitals}
        sites = [*problem.places, *(h.pad for h in problem.hospitals if h.pad is not None)]
        sites += [problem.request.landing] if problem.request.landing is not None else []
        self.sites = {site.id: site for site in sites}

    def check(self, plan: Plan) -> None:
        """Fail if the plan breaks a rule."""
        if plan.family is Family.REMOTE:
            assert self.request.may_consult
            assert plan.definitive_at is None
            return
        assert len(set(plan.units)) == len(plan.units)
        for leg in plan.legs:
            assert leg.ready_at <= leg.depart_at <= leg.arrive_at
        for name in plan.units:
            self.check_unit(self.units[name], plan)
        self.check_journey(plan)
        self.check_end(plan)
        assert plan.cost_tiyn == self.cost(plan)

    def check_unit(self, unit: Ambulance | Aircraft, plan: Plan) -> None:
        legs = [leg for leg in plan.legs if leg.unit == unit.id]
        assert legs
        assert not why_not_available(unit, self.request, self.rules.horizon_s)
        assert legs[0].start.at == unit.at
        assert legs[0].depart_at >= max(unit.ready_at, self.request.now)
        for before, after in pairwise(legs):
            assert before.end.at == after.start.at
            assert before.arrive_at <= after.depart_at
        duty = unit.duty_ends_at
        assert duty is None or self.done_at(unit, plan) <= duty
        if plan.family is not Family.SPECIALIST:
            assert not why_not_carry(unit, self.request)
        if isinstance(unit, Aircraft):
            self.check_flying(unit, legs, plan.family)

    def done_at(self, unit: Ambulance | Aircraft, plan: Plan) -> datetime:
        """Return when a vehicle has handed over."""
        carrying = [leg for leg in plan.legs if leg.kind in WITH_PATIENT | WITH_TEAM]
        own = [leg for leg in carrying if leg.unit == unit.id]
        later = carrying[carrying.index(own[-1]) + 1 :]
        if later and isinstance(unit, Ambulance):
            on_board_at: datetime = later[0].ready_at
            return on_board_at
        if later:
            return later[0].depart_at
        return own[-1].arrive_at + self.unloading(own[-1])

    def unloading(self, leg: Leg) -> timedelta:
        rules = self.rules
        seconds = {
            LegKind.DRIVE_WITH_PATIENT: rules.road_unload_s,
            LegKind.FLY_WITH_PATIENT: rules.air_unload_s,
            LegKind.DRIVE_WITH_TEAM: 0,
            LegKind.FLY_WITH_TEAM: rules.team_unload_s,
        }
        return timedelta(seconds=seconds[leg.kind])

    def check_flying(self, aircraft: Aircraft, legs: list[Leg], family: Family) -> None:
        if family is Family.SPECIALIST:
            assert not why_not_team(aircraft, self.request)
        start_up_s = min(aircraft.start_up_day_s, aircraft.start_up_night_s)
        earliest = max(aircraft.ready_at, self.request.now) + timedelta(seconds=start_up_s)
        assert legs[0].depart_at >= earliest
        if aircraft.standing_at is not None:
            assert not why_not_fly_here(aircraft, self.sites[aircraft.standing_at])
        full_m = aircraft.range_m - self.reserve_m(aircraft)
        has_m = aircraft.range_m if aircraft.fuel_m is None else aircraft.fuel_m
        left_m = has_m - self.reserve_m(aircraft)
        for leg in legs:
            if leg.kind is LegKind.REFUEL:
                assert leg.end.id == aircraft.base or self.sites[leg.end.id].has_fuel is True
                assert leg.arrive_at - leg.depart_at == timedelta(seconds=self.rules.refuel_s)
                left_m = full_m
                continue
            self.check_flight(aircraft, leg)
            left_m -= self.need_m(leg.start.at, leg.end.at)
            assert left_m >= -1.0
        assert left_m + 1.0 >= self.to_fuel_m(aircraft, self.sites[legs[-1].end.id])

    def check_flight(self, aircraft: Aircraft, leg: Leg) -> None:
        assert leg.kind in FLIGHTS
        speed_mps = aircraft.speed_mps * (1 - self.rules.headwind_share)
        far_m = great_circle_m(leg.start.at, leg.end.at)
        assert leg.length_m == pytest.approx(far_m, abs=1.0)
        lasts_s = (leg.arrive_at - leg.depart_at).total_seconds() - aircraft.block_extra_s
        assert far_m / speed_mps - 0.1 <= lasts_s <= far_m / speed_mps + 1.1
        site = self.sites[leg.end.id]
        assert not why_not_land(aircraft, site)
        assert self.is_open(site, leg.arrive_at)
        if not (aircraft.flies_night and site.is_lit):
            assert self.is_light(site.at, leg.arrive_at)
        if leg.start.id in self.sites:
            assert self.is_open(self.sites[leg.start.id], leg.depart_at)
        if not aircraft.flies_night:
            assert self.is_light(leg.start.at, leg.depart_at)

    def is_open(self, site: LandingPlace, at: datetime) -> bool:
        return site.open is None or any(a <= at <= b for a, b in site.open)

    def is_light(self, at: Point, moment: datetime) -> bool:
        return sun_elevation_deg(at, moment) > self.rules.night_below_deg - TWILIGHT_ERROR_DEG

    def reserve_m(self, aircraft: Aircraft) -> float:
        is_rotor = aircraft.kind is AircraftKind.ROTOR
        return self.rules.rotor_reserve_m if is_rotor else self.rules.wing_reserve_m

    def need_m(self, a: Point, b: Point) -> float:
        return great_circle_m(a, b) / (1 - self.rules.headwind_share)

    def to_fuel_m(self, aircraft: Aircraft, last: LandingPlace) -> float:
        fuel = [
            self.need_m(last.at, site.at)
            for site in self.sites.values()
            if (site.has_fuel is True or site.id == aircraft.base)
            and not why_not_land(aircraft, site)
        ]
        return min(fuel, default=math.inf)

    def check_journey(self, plan: Plan) -> None:
        """Check the way of the patient, or of the team, without a gap."""
        is_team = plan.family is Family.SPECIALIST
        legs = [leg for leg in plan.legs if leg.kind in (WITH_TEAM if is_team else WITH_PATIENT)]
        hospital = self.hospitals[plan.hospital]
        assert legs[0].start.at == (hospital.at if is_team else self.request.scene)
        assert legs[-1].end.at == (self.request.scene if is_team else hospital.at)
        for before, after in pairwise(legs):
            assert before.end.at == after.start.at
            if before.unit != after.unit:
                rules = self.rules
                is_to_air = after.kind in FLIGHTS
                load_s = rules.team_load_s if is_team else rules.air_load_s
                unload_s = rules.team_unload_s if is_team else rules.air_unload_s
                change = timedelta(seconds=load_s if is_to_air else unload_s)
                assert after.depart_at >= before.arrive_at + change
                if is_to_air and not is_team:
                    waits = after.ready_at - change - before.arrive_at
                    assert waits <= timedelta(seconds=rules.ahead_s)

    def check_end(self, plan: Plan) -> None:
        assert plan.definitive_at is not None
        hospital, rules = self.hospitals[plan.hospital], self.rules
        last = [leg for leg in plan.legs if leg.kind in WITH_PATIENT | WITH_TEAM][-1]
        arrived_at = last.arrive_at + self.unloading(last)
        if plan.family is Family.SPECIALIST:
            assert not why_no_team(hospital, self.request)
            assert plan.definitive_at == arrived_at + timedelta(seconds=rules.team_setup_s)
            assert plan.contact_at == arrived_at
        else:
            self.check_taken(hospital, plan, arrived_at)
        assert plan.definitive_at <= self.request.now + timedelta(seconds=rules.horizon_s)
        window_s = self.request.window_s
        if window_s is None:
            assert plan.slack_s is None
        else:
            ends_at = self.request.now + timedelta(seconds=window_s)
            assert plan.slack_s == (ends_at - plan.definitive_at) / SECOND

    def check_taken(self, hospital: Hospital, plan: Plan, arrived_at: datetime) -> None:
        assert plan.definitive_at == arrived_at + timedelta(seconds=hospital.door_to_treatment_s)
        assert not why_not_destination(hospital, self.request)
        assert plan.hand_overs == len(plan.units)
        carrying = next(leg for leg in plan.legs if leg.kind in WITH_PATIENT)
        reaching = [
            leg.arrive_at
            for leg in plan.legs
            if leg.unit == carrying.unit
            and leg.kind in {LegKind.DRIVE_TO_PATIENT, LegKind.FLY_EMPTY}
            and (leg.end.id == carrying.start.id)
        ]
        if reaching:
            assert plan.contact_at == reaching[0]
        else:
            assert self.units[carrying.unit].at == self.request.scene

    def cost(self, plan: Plan) -> int:
        """Return the cost, added up from the legs."""
        total = 0
        for name in plan.units:
            unit = self.units[name]
            legs = [leg for leg in plan.legs if leg.unit == name]
            if isinstance(unit, Ambulance):
                busy = self.done_at(unit, plan) - legs[0].depart_at
            else:
                flown = [leg for leg in legs if leg.kind in FLIGHTS]
                busy = sum((leg.arrive_at - leg.depart_at for leg in flown), timedelta())
                busy += self.return_time(unit, legs[-1])
            total += math.ceil(busy / SECOND * unit.cost_tiyn_per_h / 3_600)
        return total

    def return_time(self, aircraft: Aircraft, last: Leg) -> timedelta:
        if aircraft.base is None or aircraft.base == last.end.id:
            return timedelta()
        far_m = great_circle_m(last.end.at, self.sites[aircraft.base].at)
        speed_mps = aircraft.speed_mps * (1 - self.rules.headwind_share)
        return timedelta(seconds=math.ceil(far_m / speed_mps) + aircraft.block_extra_s)
