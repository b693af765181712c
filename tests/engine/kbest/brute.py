"""Every plan there is, in plain Python: how the search ought to answer, said another way."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.kbest.curves import Curve
from qanat.engine.kbest.model import (
    Aircraft,
    Ambulance,
    Hospital,
    Nation,
    Pad,
    Place,
    Policy,
    Request,
    Specialist,
)
from qanat.engine.kbest.published import CURVES

Site = Place | Hospital | Request
Name = str | None
OWN_CAR = "own car"
Fetched = tuple[Name, Name, bool]
NOT_FETCHED: Fetched = (None, None, False)
Key = tuple[str, Name, Name, Name, Name, bool, Name, Name, Name, str, Name, Name, Fetched]
"""Family, ambulance, aircraft, stop, pick-up, refuels there, stop, drop, ambulance, hospital;
then the ambulance and hospital of a first part, and who was fetched, where, refuelling there."""


def metres(a: Site | Aircraft | Ambulance | Specialist, b: Site | Specialist) -> float:
    return great_circle_m(Point(a.lon, a.lat), Point(b.lon, b.lat))


def chance(curve: Curve, level: int, minutes: float) -> float:
    row = curve.good[min(level, len(curve.good) - 1)].tolist()
    if minutes <= 0:
        return float(row[0])
    if minutes >= len(row) - 1:
        return float(row[-1])
    low = math.floor(minutes)
    return float(row[low] * (low + 1 - minutes) + row[low + 1] * (minutes - low))


class Brute:
    """All plans of a request.

    Args:
        nation: what there is.
        request: who needs what.
        policy: what is charged.
        treated_s: when a first hospital is done with the patient, if one treated; or when a team
            can leave.
        is_team: whether a team is moved, the patient being the only hospital.
        own_car: in which that team sets out, instead of any ambulance.
        curves: by name.
    """

    def __init__(
        self,
        nation: Nation,
        request: Request,
        policy: Policy,
        treated_s: float | None = None,
        *,
        is_team: bool = False,
        own_car: Ambulance | None = None,
        curves: Mapping[str, Curve] = CURVES,
    ) -> None:
        self.curves = curves
        self.treated_s, self.is_team, self.own_car = treated_s, is_team, own_car
        self.nation, self.request, self.policy = nation, request, policy
        self.handling = nation.handling
        if not request.stretchers and not is_team:
            self.handling = replace(
                nation.handling,
                road_load_s=nation.handling.team_load_s,
                road_unload_s=nation.handling.team_unload_s,
                air_load_s=nation.handling.team_load_s,
                air_unload_s=nation.handling.team_unload_s,
            )
        self.fuel = [place for place in nation.places if place.has_fuel]

    def _other(self, *args: Any, **kwargs: Any) -> "Brute":
        return Brute(*args, curves=self.curves, **kwargs)

    def charges(self) -> dict[Key, float]:
        return dict(self._all())

    def _is_whole(self, unit: Ambulance | Aircraft) -> bool:
        return {*self.request.companions} <= {*unit.skills}

    def _helpers(self, unit: Ambulance | Aircraft) -> Iterator[Specialist]:
        """Who can do all that a crew can't, if there is a seat."""
        missing = {*self.request.companions} - {*unit.skills}
        if missing and unit.seats > self.request.escorts:
            yield from (one for one in self.nation.specialists if missing <= {*one.skills})

    def _until_s(self, unit: Ambulance | Aircraft, one: Specialist) -> float | None:
        ends = [t for t in (unit.duty_ends_s, one.duty_ends_s) if t is not None]
        return min(ends, default=None)

    def _calling(self, vans: list[Ambulance], ends: list[Hospital]) -> Iterator[tuple[Key, float]]:
        """Ambulances which call for a specialist, then drive the patient all the way."""
        for van in vans:
            for one in self._helpers(van):
                to_s = self._drive_s(van, one)
                met_s = max(self._free_s(van) + to_s, one.ready_s, self.request.now_s)
                there = replace(
                    van,
                    lon=one.lon,
                    lat=one.lat,
                    ready_s=met_s + self.handling.team_load_s,
                    duty_ends_s=self._until_s(van, one),
                )
                for key, charge in self._by_road(there, ends):
                    yield (*key[:12], (one.id, None, False)), charge + self._moved(van, to_s)

    def _picking_up(
        self, plane: Aircraft, vans: list[Ambulance], ends: list[Hospital]
    ) -> Iterator[tuple[Key, float]]:
        """Flights over a place where a specialist comes on board."""
        for one in self._helpers(plane):
            for place in self.nation.places:
                length = self._from_start_m(plane, place)
                tank = min(plane.range_m, plane.range_m if plane.tank_m is None else plane.tank_m)
                if place.id != plane.standing_at and not self._lands(plane, place):
                    continue
                landed_s, fly_s = self._hop(plane, None, place, self._free_s(plane))
                if length > tank or landed_s == math.inf:
                    continue
                drive_s = self._drive_s(one, place)
                if one.reach_s is not None and drive_s > one.reach_s:
                    continue
                comes_s = max(one.ready_s, self.request.now_s) + drive_s
                for fills in (False, True) if self._fuels(plane, place) else (False,):
                    ready_s = landed_s + (self.handling.refuel_s if fills else 0.0)
                    boarded = replace(
                        plane,
                        lon=place.lon,
                        lat=place.lat,
                        standing_at=place.id,
                        tank_m=plane.range_m if fills else tank - length,
                        ready_s=max(ready_s, comes_s) + self.handling.team_load_s,
                        duty_ends_s=self._until_s(plane, one),
                    )
                    more = self._moved(plane, fly_s)
                    lean = replace(boarded, tank_m=tank - length) if fills else None
                    for key, charge in self._by_air(boarded, vans, ends, (lean,)):
                        yield (*key[:12], (one.id, place.id, fills)), charge + more

    def _treated(self, vans: list[Ambulance]) -> Iterator[tuple[Key, float]]:
        request, handling = self.request, self.handling
        for van in filter(self._is_whole, vans):
            reach_s = self._drive_s(van, request)
            for first in self.nation.hospitals:
                is_able = {*request.treatment} <= {*first.capabilities} and first.is_accepting
                if not is_able or first.id in {request.facility, request.destination}:
                    continue
                carry_s = self._drive_s(request, first)
                contact_s = max(self._free_s(van) + reach_s, self._since_s())
                done_s = contact_s + handling.road_load_s + carry_s + handling.road_unload_s
                if self._is_late(van, done_s):
                    continue
                needle_s = done_s + first.door_s - request.onset_s
                charge = 1 - chance(self.curves[request.contact_curve], 0, needle_s / 60)
                charge = charge * self.policy.contact_share + self.policy.hand_over
                charge += self._sent(van) + self._moved(van, reach_s + carry_s)
                yield from self._onward(van, first, done_s + handling.treat_s, charge)

    def _onward(
        self, van: Ambulance, first: Hospital, from_s: float, charge: float
    ) -> Iterator[tuple[Key, float]]:
        others = tuple(unit for unit in self.nation.ambulances if unit is not van)
        there = replace(
            self.request,
            lon=first.lon,
            lat=first.lat,
            facility=first.id,
            landing=first.pad,
            ready_s=None,
            treatment=(),
            may_treat_on_site=False,
            consult_s=None,
        )
        nation = replace(self.nation, ambulances=others, specialists=())
        for key, more in self._other(nation, there, self.policy, from_s).charges().items():
            yield ("TREATED", *key[1:10], van.id, first.id, NOT_FETCHED), charge + more

    def _all(self) -> Iterator[tuple[Key, float]]:
        vans = [unit for unit in self.nation.ambulances if self._carries(unit)]
        ends = [hospital for hospital in self.nation.hospitals if self._takes(hospital)]
        for van in filter(self._is_whole, self._leads(vans)):
            yield from self._by_road(van, ends)
        yield from self._calling(vans, ends)
        if self.request.treatment:
            yield from self._treated(vans)
        if self.request.may_treat_on_site:
            for sender in self.nation.hospitals:
                yield from self._sent_team(sender)
        yield from self._consulted()
        for plane in filter(self._carries, self.nation.aircraft):
            if self._is_whole(plane):
                yield from self._by_air(plane, vans, ends)
            yield from self._picking_up(plane, vans, ends)

    def _sent_team(self, sender: Hospital) -> Iterator[tuple[Key, float]]:
        request, handling, ready_s = self.request, self.handling, sender.team_ready_s
        asked = request.team_capabilities
        asked = request.capabilities if asked is None else asked
        is_asked = request.team_from in {None, sender.id} and sender.id != request.facility
        if ready_s is None or not is_asked or not {*asked} <= {*sender.capabilities}:
            return
        patient = Hospital(
            id="patient",
            lon=request.lon,
            lat=request.lat,
            level=sender.level,
            door_s=handling.team_setup_s,
            pad=request.landing,
        )
        told = replace(
            handling,
            road_load_s=0.0 if sender.team_drives else handling.team_load_s,
            road_unload_s=0.0,
            air_load_s=handling.team_load_s,
            air_unload_s=handling.team_unload_s,
        )
        team = Request(
            lon=sender.lon,
            lat=sender.lat,
            onset_s=request.onset_s,
            now_s=request.now_s,
            landing=sender.pad,
            contact_curve=request.contact_curve,
            care_curve=request.care_curve,
            stretchers=0,
            escorts=request.team_size,
            deadline_s=request.deadline_s,
        )
        nation = replace(self.nation, hospitals=(patient,), handling=told)
        policy = replace(self.policy, hand_over=0.0)
        car = Ambulance(id=OWN_CAR, lon=sender.lon, lat=sender.lat, cost=0.0, rate="own car")
        own_car = car if sender.team_drives else None
        brute = self._other(nation, team, policy, ready_s, is_team=True, own_car=own_car)
        for key, charge in brute.charges().items():
            yield ("SPECIALIST", *key[1:9], sender.id, None, None, NOT_FETCHED), charge

    def _consulted(self) -> Iterator[tuple[Key, float]]:
        request, share = self.request, self.policy.contact_share
        if request.consult_s is None or request.deadline_s is not None:
            return
        contact_s = max(request.consult_s, request.now_s)
        first = chance(self.curves[request.contact_curve], 0, (contact_s - request.onset_s) / 60)
        never = self.curves[request.care_curve].good[:, -1].min()
        nobody = (None, None, None, None, False, None, None, None, "", None, None, NOT_FETCHED)
        yield ("REMOTE", *nobody), share * (1 - first) + (1 - share) * (1 - float(never))

    def _carries(self, unit: Ambulance | Aircraft) -> bool:
        request = self.request
        return (
            unit.is_serviceable
            and {*request.equipment} <= {*unit.equipment}
            and unit.stretchers >= request.stretchers
            and self._seats(unit) >= request.escorts
            and (isinstance(unit, Ambulance) or self._is_high(unit))
        )

    def _is_high(self, plane: Aircraft) -> bool:
        return plane.is_pressurised or not self.request.needs_pressurised

    def _seats(self, unit: Ambulance | Aircraft) -> int:
        if self.is_team and isinstance(unit, Ambulance) and unit.team_seats is not None:
            return unit.team_seats
        return unit.seats

    def _takes(self, hospital: Hospital) -> bool:
        request = self.request
        if request.destination is not None:
            return hospital.id == request.destination
        has_bed = not request.bed or hospital.beds.get(request.bed, 0) >= request.stretchers
        is_able = {*request.capabilities} <= {*hospital.capabilities}
        return hospital.id != request.facility and is_able and has_bed and hospital.is_accepting

    def _drive_s(self, a: Site | Ambulance | Specialist, b: Site | Specialist) -> float:
        return metres(a, b) * self.nation.roads.detour / self.nation.roads.speed_mps

    def _sent(self, unit: Ambulance | Aircraft) -> float:
        policy = self.policy
        return (
            policy.cost * unit.cost + policy.coverage * unit.coverage_loss + policy.risk * unit.risk
        )

    def _moved(self, unit: Ambulance | Aircraft, seconds: float) -> float:
        rate = 0.0 if unit.id == OWN_CAR else self.nation.rates[unit.rate]
        return self.policy.cost * rate * seconds / 3600

    def _outcome(self, contact_s: float, care_s: float, hospital: Hospital) -> float:
        request, share = self.request, self.policy.contact_share
        first = chance(self.curves[request.contact_curve], 0, (contact_s - request.onset_s) / 60)
        if self.is_team:
            arrive_s = care_s - self.handling.team_setup_s
            first = chance(self.curves[request.contact_curve], 0, (arrive_s - request.onset_s) / 60)
        elif self.treated_s is not None:
            first = 1.0
        then = chance(
            self.curves[request.care_curve], hospital.level, (care_s - request.onset_s) / 60
        )
        return share * (1 - first) + (1 - share) * (1 - then)

    def _leads(self, vans: list[Ambulance]) -> list[Ambulance]:
        return vans if self.own_car is None else [self.own_car]

    def _free_s(self, unit: Ambulance | Aircraft) -> float:
        return max(unit.ready_s, self.request.now_s)

    def _since_s(self) -> float:
        """When the patient, or the team, can leave at the earliest."""
        if self.treated_s is not None:
            return self.treated_s
        return -math.inf if self.request.ready_s is None else self.request.ready_s

    def _is_late(self, unit: Ambulance | Aircraft, done_s: float) -> bool:
        return unit.duty_ends_s is not None and done_s > unit.duty_ends_s

    def _in_time(self, care_s: float) -> bool:
        return self.request.deadline_s is None or care_s <= self.request.deadline_s

    def _by_road(self, van: Ambulance, ends: list[Hospital]) -> Iterator[tuple[Key, float]]:
        reach_s = self._drive_s(van, self.request)
        contact_s = max(self._free_s(van) + reach_s, self._since_s())
        for end in ends:
            carry_s = self._drive_s(self.request, end)
            done_s = contact_s + self.handling.road_load_s + carry_s + self.handling.road_unload_s
            care_s = done_s + end.door_s
            if self._is_late(van, done_s) or not self._in_time(care_s):
                continue
            charge = self._outcome(contact_s, care_s, end) + self.policy.hand_over
            charge += self._sent(van) + self._moved(van, reach_s + carry_s)
            nowhere = (None, None, None, False, None, None, None)
            yield ("GROUND", van.id, *nowhere, end.id, None, None, NOT_FETCHED), charge

    def _by_air(
        self,
        plane: Aircraft,
        vans: list[Ambulance],
        ends: list[Hospital],
        fetched: tuple[Aircraft | None] | None = None,
    ) -> Iterator[tuple[Key, float]]:
        """Flights; ``fetched``: after fetching somebody, and how it were had it not refuelled."""
        request = self.request
        picks: list[Site] = [p for p in self.nation.places if self._lands(plane, p)]
        if plane.kind == "rotor" and request.landing is not None:
            picks.append(request)
        for pick in picks:
            drops: list[Site] = [
                p for p in self.nation.places if p is not pick and self._lands(plane, p)
            ]
            if plane.kind == "rotor":
                drops += [end for end in ends if end.pad is not None]
            for drop in drops:
                lean = fetched[0] if fetched else None
                if lean is not None and self._in_range(lean, pick, drop, (None, False, None)):
                    continue
                for route in self._routes(plane, pick, drop, has_stopped=fetched is not None):
                    yield from self._over(plane, vans, ends, (pick, drop), route)

    def _lands(self, plane: Aircraft, place: Place) -> bool:
        if plane.kind == "rotor":
            return True
        fits = place.runway_m > 0 and place.runway_m >= plane.runway_m
        return fits and place.surface in plane.surfaces

    def _fuels(self, plane: Aircraft, place: Site) -> bool:
        if not isinstance(place, Place) or not self._lands(plane, place):
            return False
        if not place.has_fuel and place.id != plane.base:
            return False
        return bool(self._spans(plane, place)[1])

    def _routes(
        self, plane: Aircraft, pick: Site, drop: Site, *, has_stopped: bool
    ) -> list[tuple[Place | None, bool, Place | None]]:
        stops = [None, *(p for p in self.nation.places if self._fuels(plane, p))]
        every = [
            (before, here, after)
            for before in stops
            for here in ((False, True) if self._fuels(plane, pick) else (False,))
            for after in stops
            if before is not pick or before is None
            if before is None or not has_stopped or before.id != plane.standing_at
            if after is None or (after is not pick and after is not drop)
        ]
        counts: dict[int, list[tuple[Place | None, bool, Place | None]]] = {}
        over: dict[int, list[tuple[Place | None, bool, Place | None]]] = {}
        for route in every:
            count = (route[0] is not None) + route[1]
            if self._in_range(plane, pick, drop, route):
                (counts if route[2] is None else over).setdefault(count, []).append(route)
        straight = counts[min(counts)] if counts else []
        if over and min(over) < min(counts, default=3):
            return straight + over[min(over)]
        return straight

    def _from_start_m(self, plane: Aircraft, to: Site) -> float:
        return 0.0 if isinstance(to, Place) and plane.standing_at == to.id else metres(plane, to)

    def _in_range(
        self,
        plane: Aircraft,
        pick: Site,
        drop: Site,
        route: tuple[Place | None, bool, Place | None],
    ) -> bool:
        before, here, after = route
        left = min(plane.range_m, plane.range_m if plane.tank_m is None else plane.tank_m)
        hops: list[tuple[float, bool]] = []
        if before is None:
            hops.append((self._from_start_m(plane, pick), here))
        else:
            hops += [(self._from_start_m(plane, before), True), (metres(before, pick), here)]
        if after is not None:
            hops += [(metres(pick, after), True), (metres(after, drop), False)]
        else:
            hops.append((metres(pick, drop), False))
        for length, is_filled in hops:
            left -= length
            if left < 0:
                return False
            if is_filled:
                left = plane.range_m
        if not self.nation.must_reach_fuel:
            return True
        return any(metres(p, drop) <= left for p in self.nation.places if self._fuels(plane, p))

    def _spans(
        self, plane: Aircraft, site: Site
    ) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """Return when it may take off, and when it may land."""
        about: Place | Pad | None
        about = (
            site.pad
            if isinstance(site, Hospital)
            else site
            if isinstance(site, Place)
            else site.landing
        )
        assert about is not None
        if about.sky == "no_go" or (about.sky == "instruments" and not plane.flies_instruments):
            return [], []
        hours = list(about.open_s) if about.open_s is not None else [(-math.inf, math.inf)]
        assert about.day_s is not None
        light = [
            (max(a, c), min(b, d))
            for a, b in hours
            for c, d in about.day_s
            if max(a, c) <= min(b, d)
        ]
        if not plane.flies_night:
            return light, light
        return hours, hours if about.is_lit else light

    def _fly_s(self, plane: Aircraft, length: float) -> float:
        return plane.block_extra_s + length / plane.speed_mps if length > 0 else 0.0

    def _hop(self, plane: Aircraft, a: Site | None, b: Site, at_s: float) -> tuple[float, float]:
        """Return when it lands, and how long it flew; from where it is if ``a`` is ``None``."""
        length = self._from_start_m(plane, b) if a is None else metres(a, b)
        if a is None:
            home = next((p for p in self.nation.places if p.id == plane.standing_at), None)
            if home is not None and home is b:
                return at_s, 0.0
            offs = [(-math.inf, math.inf)] if home is None else self._spans(plane, home)[0]
        else:
            offs = self._spans(plane, a)[0]
        fly_s = self._fly_s(plane, length)
        landings = [
            max(at_s, off[0], land[0] - fly_s) + fly_s
            for off in offs
            for land in self._spans(plane, b)[1]
            if max(at_s, off[0], land[0] - fly_s) <= min(off[1], land[1] - fly_s)
        ]
        return min(landings, default=math.inf), fly_s

    def _over(
        self,
        plane: Aircraft,
        vans: list[Ambulance],
        ends: list[Hospital],
        between: tuple[Site, Site],
        route: tuple[Place | None, bool, Place | None],
    ) -> Iterator[tuple[Key, float]]:
        (pick, drop), (before, here, after), handling = between, route, self.handling
        at_s, flown_s = self._free_s(plane), 0.0
        if before is not None:
            at_s, flown_s = self._hop(plane, None, before, at_s)
            at_s += handling.refuel_s
        at_s, fly_s = self._hop(plane, before, pick, at_s)
        flown_s += fly_s
        ready_s = at_s + (handling.refuel_s if here else 0)
        for lead in [None] if pick is self.request else self._leads(vans):
            contact_s = brought_s = max(at_s, self._since_s())
            charge = 0.0
            if lead is not None:
                reach_s, on_s = self._drive_s(lead, self.request), self._drive_s(self.request, pick)
                contact_s = max(self._free_s(lead) + reach_s, self._since_s())
                brought_s = contact_s + handling.road_load_s + on_s
                charge = self._sent(lead) + self._moved(lead, reach_s + on_s)
            on_board_s = max(ready_s, brought_s) + handling.air_load_s
            if lead is not None and self._is_late(lead, on_board_s):
                continue
            landed_s, over_s = on_board_s, flown_s
            if after is not None:
                landed_s, fly_s = self._hop(plane, pick, after, landed_s)
                landed_s, over_s = landed_s + handling.refuel_s, over_s + fly_s
            landed_s, fly_s = self._hop(plane, after or pick, drop, landed_s)
            charge += self._sent(plane) + self._moved(plane, over_s + fly_s)
            for meeter, end, care_s, more in self._ends(plane, drop, vans, ends, landed_s):
                if meeter is not None and meeter is lead:
                    continue
                hands = 1 + (lead is not None) + (meeter is not None)
                full = charge + more + hands * self.policy.hand_over
                key: Key = (
                    "DIRECT" if hands == 1 else "RELAY",
                    lead.id if lead else None,
                    plane.id,
                    before.id if before else None,
                    pick.id if isinstance(pick, Place) else None,
                    here,
                    after.id if after else None,
                    drop.id if isinstance(drop, Place) else None,
                    meeter.id if meeter else None,
                    end.id,
                    None,
                    None,
                    NOT_FETCHED,
                )
                yield key, full + self._outcome(contact_s, care_s, end)

    def _ends(
        self,
        plane: Aircraft,
        drop: Site,
        vans: list[Ambulance],
        ends: list[Hospital],
        landed_s: float,
    ) -> Iterator[tuple[Ambulance | None, Hospital, float, float]]:
        handling = self.handling
        if landed_s == math.inf:
            return
        if isinstance(drop, Hospital):
            done_s = landed_s + handling.air_unload_s
            if not self._is_late(plane, done_s) and self._in_time(done_s + drop.door_s):
                yield None, drop, done_s + drop.door_s, 0.0
            return
        for van in vans:
            there_s = self._drive_s(van, drop)
            met_s = max(landed_s, self._free_s(van) + there_s) + handling.air_unload_s
            if self._is_late(plane, met_s):
                continue
            for end in ends:
                carry_s = self._drive_s(drop, end)
                done_s = met_s + carry_s + handling.road_unload_s
                if not self._is_late(van, done_s) and self._in_time(done_s + end.door_s):
                    more = self._sent(van) + self._moved(van, there_s + carry_s)
                    yield van, end, done_s + end.door_s, more
