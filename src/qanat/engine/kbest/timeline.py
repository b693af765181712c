"""The legs of a plan: who leaves where when, what each departure waited for, and how long.

Computed from the snapshot in plain Python, not by the search's own functions: a plan shown is a
plan computed twice.
"""

import math
from dataclasses import replace
from typing import Final

from qanat.engine.arrays import Floats
from qanat.engine.kbest.fetching import from_guests_s, to_guest_s, to_places_s
from qanat.engine.kbest.legs import Leg, Timeline
from qanat.engine.kbest.network import NO_STEP, Network, Spans, Step
from qanat.engine.kbest.notices import ToldBy, at_once
from qanat.engine.kbest.search import Family, Way
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.stages import around_ward
from qanat.engine.kbest.tables import NOBODY, Question
from qanat.engine.kbest.teams import PATIENT, team_of
from qanat.engine.planning.plans import Binding, LegKind

SCENE = "scene"
OWN_CAR: Final = ""
"""What a team's own car is called."""
UNMERGED: Final = Binding.MEETING
"""Told of a step that only joins others: what they waited for is told instead."""


class Teller:
    """Tells plans of a question in time.

    Args:
        snapshot: the nation.
        question: the request.
        scene: what the place of the patient is called.
    """

    def __init__(self, snapshot: Snapshot, question: Question, scene: str = SCENE) -> None:
        self.snapshot, self.question, self.scene = snapshot, question, scene
        nation = snapshot.nation
        self.names = {
            "vans": [*(unit.id for unit in nation.ambulances), OWN_CAR],
            "planes": [unit.id for unit in nation.aircraft],
            "places": [place.id for place in nation.places],
            "wards": [hospital.id for hospital in nation.hospitals],
            "guests": [one.id for one in nation.specialists],
        }

    def tell(self, way: Way) -> Timeline:
        """Return a plan in time."""
        if way.hospital is None:
            return self._consulted()
        names = self.names
        if way.family is Family.SPECIALIST:
            team = team_of(self.snapshot, self.question, way.hospital)
            snapshot = replace(self.snapshot, wards=team.wards, ways=team.ways, units=team.units)
            question = replace(self.question, ask=team.ask, around=team.around)
            scene, names = names["wards"][way.hospital], names | {"wards": [self.scene]}
            return _Telling(snapshot, question, names, scene).tell(way, PATIENT)
        telling = _Telling(self.snapshot, self.question, names, self.scene)
        if way.first_hospital is not None and way.first_lead is not None:
            return telling.tell_treated(way, way.first_lead, way.first_hospital)
        return telling.tell(way, way.hospital)

    def _consulted(self) -> Timeline:
        now_s, at_s = self.question.ask.now_s, self.question.consult_s
        leg = Leg(
            "", self.scene, self.scene, now_s, now_s, at_s, Binding.TEAM, kind=LegKind.CONSULT
        )
        return Timeline(at_s, math.inf, (leg,))


class _Telling:
    """One plan being told: a network of steps, and the legs which some of them are."""

    def __init__(
        self, snapshot: Snapshot, question: Question, names: dict[str, list[str]], scene: str
    ) -> None:
        self.snapshot, self.ask, self.around = snapshot, question.ask, question.around
        self.question = question
        self.guest: int | None = None
        self.called: int | None = None
        self.names, self.scene = names, scene
        self.is_team = bool(len(question.ask.arrival))
        self.net = Network()
        self.legs: list[tuple[int, str, str, str, LegKind]] = []
        self.treated: int | None = None
        self.contact = self.fetches = NO_STEP

    def tell(self, way: Way, ward: int) -> Timeline:
        """Return a plan without a first hospital."""
        self.guest = way.specialist
        self.called = way.specialist if way.aircraft is None else None
        carries_to, lag_s = self._to_ward(way, ward)
        care = self.net.add(
            Step(
                after=[(carries_to, lag_s + float(self.snapshot.wards.door_s[ward]), UNMERGED)],
                by_s=self.ask.deadline_s,
            )
        )
        care_s = self.net.steps[care].end_s
        contact_s = self.net.steps[self.contact].end_s
        limits = {care: care_s}
        if self.is_team:
            contact_s = care_s - self.ask.setup_s
        else:
            limits[self.contact] = contact_s
        late = self.net.latest(limits)
        legs = tuple(self._leg(late, *told) for told in self.legs)
        return Timeline(contact_s, care_s, legs, self.net.works_until_s())

    def tell_treated(self, way: Way, van: int, ward: int) -> Timeline:
        """Return a plan in which a first hospital treats; contact is when it does."""
        handling, wards = self.snapshot.nation.handling, self.snapshot.wards
        drive, lag_s = self._by_road(van, ward)
        door_s = float(wards.door_s[ward])
        self.contact = self.net.add(Step(after=[(drive, lag_s + door_s, UNMERGED)]))
        self.treated = self.net.add(
            Step(after=[(drive, lag_s + handling.treat_s, Binding.PATIENT)])
        )
        self.ask = self.ask._replace(
            can_land=bool(wards.has_pad[ward]),
            land=wards.land[:, ward].copy(),
            off=wards.off[:, ward].copy(),
        )
        self.around, self.scene = around_ward(self.snapshot, ward), self.names["wards"][ward]
        if way.hospital is None:
            raise AssertionError("every plan of a treated patient ends at a hospital")
        return self.tell(way, way.hospital)

    def _leg(
        self, late: list[float], number: int, unit: str, start: str, end: str, kind: LegKind
    ) -> Leg:
        step = self.net.steps[number]
        slack_s = max(0.0, late[number] - step.ready_s)
        depart_s, bound = step.begin_s, step.bound
        if number == self.fetches:
            depart_s += slack_s
            bound = Binding.AIRCRAFT if slack_s else bound
        arrive_s = depart_s + step.takes_s
        return Leg(unit, start, end, step.ready_s, depart_s, arrive_s, bound, slack_s, kind)

    def _to_ward(self, way: Way, ward: int) -> tuple[int, float]:
        """Return the last move, and how long after it the patient is handed over."""
        if way.aircraft is None:
            return self._by_road(self._lead(way), ward)
        landed = self._loaded(way, way.aircraft, ward)
        if way.meeter is None or way.drop is None:
            return landed, self.ask.air_unload_s
        return self._fetch(way.meeter, way.aircraft, landed, way.drop, ward)

    def _by_road(self, van: int, ward: int) -> tuple[int, float]:
        by_s = min(float(self.snapshot.units.duty_s[van]), self._guest_ends_s())
        by_s -= self.ask.road_unload_s
        carry_s = float(self.around.ward_s[ward])
        drive = self._carried(van, carry_s, self.names["wards"][ward], by_s)
        return drive, self.ask.road_unload_s

    def _carried(self, van: int, carry_s: float, end: str, by_s: float) -> int:
        """Add the drives of an ambulance to the patient, and with the patient to somewhere."""
        name, on = self.names["vans"][van], LegKind.DRIVE_WITH_PATIENT
        if self.is_team:
            on = LegKind.DRIVE_WITH_TEAM
        reach = self._reached(van, name)
        met = self._met(reach, Binding.AMBULANCE)
        after = [(met, self.ask.road_load_s, UNMERGED)]
        carry = self.net.add(Step(takes_s=carry_s, after=after, by_s=by_s))
        self.legs.append((carry, name, self.scene, end, on))
        return carry

    def _reached(self, van: int, name: str) -> int:
        """Add the drive of an ambulance to the patient, past a specialist if it calls for one."""
        reach = self._idle(van, float(self.around.unit_s[van]))
        start, kind = "", LegKind.DRIVE_TO_PATIENT
        if self.is_team:
            kind = LegKind.DRIVE_TO_MEETING
        elif self.called is not None:
            start, kind = self.names["guests"][self.called], LegKind.DRIVE_WITH_COMPANION
            reach.takes_s = to_guest_s(self.snapshot, van, self.called)
            come = self.net.add(reach)
            self.legs.append((come, name, "", start, LegKind.DRIVE_TO_MEETING))
            met = self._joined((come, 0.0, Binding.AMBULANCE), self.called, 0.0)
            takes_s = float(from_guests_s(self.snapshot, self.question)[self.called])
            reach = Step(takes_s=takes_s, after=[(met, 0.0, UNMERGED)])
        number = self.net.add(reach)
        if name != OWN_CAR:
            self.legs.append((number, name, start, self.scene, kind))
        return number

    def _joined(self, vehicle: tuple[int, float, Binding], guest: int, comes_s: float) -> int:
        """Add a specialist's coming to a vehicle and its taking him on."""
        free_s = max(float(self.snapshot.guests.ready_s[guest]), self.ask.now_s)
        notices = self.snapshot.notices
        told_by = at_once if notices is None else notices.guest
        waits = Step(takes_s=comes_s, from_s=free_s, told_by=told_by, binds=Binding.TEAM)
        come = self.net.add(waits)
        takes_s = self.snapshot.nation.handling.team_load_s
        return self.net.add(Step(takes_s=takes_s, after=[vehicle, (come, 0.0, Binding.TEAM)]))

    def _boarded(self, way: Way, plane: int, guest: int, place: int) -> int:
        """Add the flight to where a specialist comes on board, and his way there."""
        here = self.net.add(self._started(plane))
        stands = int(self.snapshot.craft.stands[plane])
        if place != stands:
            between = (None if stands == NOBODY else stands, place, None)
            metres, after = self._first_m(plane, place), [(here, 0.0, Binding.UNIT)]
            here = self._flight(plane, between, metres, after, LegKind.FLY_EMPTY, is_first=True)
        waits_s, told = 0.0, Binding.AIRCRAFT
        if way.refuels_there:
            waits_s, told = self.ask.refuel_s, Binding.FUEL
        comes_s = float(to_places_s(self.snapshot)[guest, place])
        joined = self._joined((here, waits_s, told), guest, comes_s)
        name, there = self.names["guests"][guest], self.names["places"][place]
        self.legs.append((joined - 1, name, "", there, LegKind.DRIVE_TO_MEETING))
        return joined

    def _lead(self, way: Way) -> int:
        """Return the ambulance which brings, or the row of a team's own car."""
        return len(self.snapshot.nation.ambulances) if way.lead is None else way.lead

    def _met(self, reach: int, who: Binding) -> int:
        """Add the moment at which a vehicle and the patient are together."""
        step = Step(after=[(reach, 0.0, who)])
        if self.treated is None:
            step.from_s, step.told_by = self.ask.floor_s, self._team_told_by()
        else:
            step.after.append((self.treated, 0.0, Binding.PATIENT))
        step.binds = Binding.TEAM if self.is_team else Binding.PATIENT
        met = self.net.add(step)
        if self.treated is None:
            self.contact = met
        return met

    def _loaded(self, way: Way, plane: int, ward: int) -> int:
        """Add the flights to the patient and with the patient; return the last."""
        ask, here = self.ask, self._to_pick(way, plane)
        ready_s = ask.refuel_s if way.refuels else 0.0
        by_s = math.inf
        if way.pick is not None:
            lead = self._lead(way)
            flights, self.legs = self.legs, []
            drive_s = float(self.around.place_s[way.pick])
            brought = self._carried(lead, drive_s, self.names["places"][way.pick], math.inf)
            self.legs = [*self.legs, *flights] if self.treated is None else [*flights, *self.legs]
            by_s = float(self.snapshot.units.duty_s[lead]) - ask.air_load_s
        else:
            brought = self._met(here, Binding.AIRCRAFT)
        carried = Binding.TEAM if self.is_team else Binding.PATIENT
        told = Binding.FUEL if way.refuels else Binding.AIRCRAFT
        joined = self.net.add(
            Step(after=[(brought, 0.0, carried), (here, ready_s, told)], by_s=by_s)
        )
        return self._flown(way, plane, ward, joined)

    def _flown(self, way: Way, plane: int, ward: int, joined: int) -> int:
        after = [(joined, self.ask.air_load_s, UNMERGED)]
        kind = LegKind.FLY_WITH_TEAM if self.is_team else LegKind.FLY_WITH_PATIENT
        start, flight = way.pick, joined
        for end in ([way.after] if way.after is not None else []) + [way.drop]:
            there = ward if end is None else None
            metres = self._apart_m(start, end, there)
            flight = self._flight(plane, (start, end, there), metres, after, kind)
            after, start = [(flight, self.ask.refuel_s, Binding.FUEL)], end
        self.net.steps[flight].by_s = self._aboard_until_s(plane)
        return flight

    def _fetch(self, van: int, plane: int, landed: int, drop: int, ward: int) -> tuple[int, float]:
        """Add the drives of the ambulance which fetches, leaving as late as it may."""
        ways, ask, name = self.snapshot.ways, self.ask, self.names["vans"][van]
        place = self.names["places"][drop]
        come = self.net.add(self._idle(van, float(ways.meet_s[drop, van])))
        self.fetches = come
        self.legs.append((come, name, "", place, LegKind.DRIVE_TO_MEETING))
        by_s = self._aboard_until_s(plane)
        both = [(landed, 0.0, Binding.AIRCRAFT), (come, 0.0, Binding.AMBULANCE)]
        met = self.net.add(Step(after=both, by_s=by_s))
        carry = self.net.add(
            Step(
                takes_s=float(ways.drive_s[drop, ward]),
                after=[(met, ask.air_unload_s, UNMERGED)],
                by_s=float(self.snapshot.units.duty_s[van]) - ask.road_unload_s,
            )
        )
        kind = LegKind.DRIVE_WITH_TEAM if self.is_team else LegKind.DRIVE_WITH_PATIENT
        self.legs.append((carry, name, place, self.names["wards"][ward], kind))
        return carry, ask.road_unload_s

    def _to_pick(self, way: Way, plane: int) -> int:
        """Add the flights to the pick-up; return the last, or where it stands."""
        stands, kind = int(self.snapshot.craft.stands[plane]), LegKind.FLY_EMPTY
        if way.specialist is not None and way.fetched_at is not None:
            stands, kind = way.fetched_at, LegKind.FLY_WITH_COMPANION
            here = self._boarded(way, plane, way.specialist, stands)
            after = [(here, 0.0, UNMERGED)]
        else:
            here = self.net.add(self._started(plane))
            after = [(here, 0.0, Binding.UNIT)]
        start: int | None = stands if stands != NOBODY else None
        if way.before is not None and way.before == stands:
            after = [(here, self.ask.refuel_s, Binding.FUEL)]
        ends: list[int | None] = (
            [way.before] if way.before is not None and way.before != stands else []
        )
        if way.pick is None or way.pick != stands or way.before is not None:
            ends.append(way.pick)
        for count, end in enumerate(ends):
            is_first = count == 0 and way.specialist is None
            if is_first and (start is None or way.before != start):
                metres = self._first_m(plane, end)
            else:
                metres = self._apart_m(start, end, None)
            between = (start, end, None)
            here = self._flight(plane, between, metres, after, kind, is_first=is_first)
            after, start = [(here, self.ask.refuel_s, Binding.FUEL)], end
        return here

    def _flight(
        self,
        plane: int,
        between: tuple[int | None, int | None, int | None],
        metres: float,
        after: list[tuple[int, float, Binding]],
        kind: LegKind,
        *,
        is_first: bool = False,
    ) -> int:
        """Add a flight from a place or the scene to a place, a hospital or the scene."""
        craft, sites = self.snapshot.craft, self.snapshot.sites
        start, end, ward = between
        crew = int(craft.kind[plane])
        fly_s = float(craft.extra_s[plane] + metres / craft.speed_mps[plane]) if metres > 0 else 0.0
        off: Spans | None = None
        if start is not None:
            off = _spans(sites.off[crew, start])
        elif not is_first:
            off = _spans(self.ask.off[crew])
        land = self.ask.land[crew] if end is None else sites.land[crew, end]
        if ward is not None:
            land = self.snapshot.wards.land[crew, ward]
        flight = self.net.add(Step(takes_s=fly_s, after=after, off=off, land=_spans(land)))
        place = self.scene if start is None else self.names["places"][start]
        there = self.scene if end is None else self.names["places"][end]
        there = there if ward is None else self.names["wards"][ward]
        begin = "" if is_first and start is None else place
        self.legs.append((flight, self.names["planes"][plane], begin, there, kind))
        return flight

    def _guest_ends_s(self) -> float:
        """Return when the duty ends of who comes along."""
        return math.inf if self.guest is None else float(self.snapshot.guests.duty_s[self.guest])

    def _aboard_until_s(self, plane: int) -> float:
        """Return by when an aircraft must have begun to unload."""
        ends_s = min(float(self.snapshot.craft.duty_s[plane]), self._guest_ends_s())
        return ends_s - self.ask.air_unload_s

    def _idle(self, van: int, takes_s: float) -> Step:
        """Return the first drive of an ambulance, or of a team's own car."""
        from_s = max(float(self.snapshot.units.ready_s[van]), self.ask.now_s)
        told_by, notices = self._team_told_by(), self.snapshot.notices
        if notices is not None and van < len(self.snapshot.nation.ambulances):
            told_by = notices.van
        return Step(takes_s=takes_s, from_s=from_s, told_by=told_by)

    def _started(self, plane: int) -> Step:
        """Return the moment at which an aircraft can be airborne."""
        from_s = max(float(self.snapshot.craft.ready_s[plane]), self.ask.now_s)
        if self.snapshot.notices is None:
            return Step(from_s=from_s)
        told_by = self.snapshot.notices.aircraft(self.snapshot.nation, plane)
        return Step(from_s=from_s, told_by=told_by)

    def _team_told_by(self) -> ToldBy:
        notices = self.snapshot.notices
        return notices.team if notices is not None and self.is_team else at_once

    def _first_m(self, plane: int, end: int | None) -> float:
        if end is None:
            return float(self.around.craft_m[plane])
        return float(self.snapshot.ways.start_m[plane, end])

    def _apart_m(self, start: int | None, end: int | None, ward: int | None) -> float:
        ways, around = self.snapshot.ways, self.around
        if ward is not None:
            return float(around.ward_m[ward] if start is None else ways.pad_m[start, ward])
        if start is None or end is None:
            place = start if end is None else end
            return float(around.place_m[place if place is not None else 0])
        return float(ways.apart_m[start, end])


def _spans(table: Floats) -> list[tuple[float, float]]:
    return [(float(a), float(b)) for a, b in table if a <= b]
