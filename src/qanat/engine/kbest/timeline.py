"""The legs of a plan: who leaves where when, what each departure waited for, and how long.

Computed from the snapshot in plain Python, not by the search's own functions: a plan shown is a
plan computed twice.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qanat.engine.arrays import Floats
from qanat.engine.kbest.search import Way
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.stages import stage_of
from qanat.engine.kbest.tables import Question

SCENE = "scene"


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a plan in one vehicle without a stop.

    Attributes:
        unit: id of the vehicle.
        start: id of where it begins; empty where the vehicle is.
        end: id of where it ends.
        ready_s: when it could leave.
        depart_s: when it leaves.
        arrive_s: when it arrives.
        binds: what it waited for: nothing, the patient, the aircraft, or a window.
        slack_s: how much later it could be ready without any change for the patient.
    """

    unit: str
    start: str
    end: str
    ready_s: float
    depart_s: float
    arrive_s: float
    binds: str = ""
    slack_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan in time."""

    contact_s: float
    care_s: float
    legs: tuple[Leg, ...]


class Teller:
    """Tells plans of a question in time.

    Args:
        snapshot: the nation.
        question: the request.
    """

    def __init__(self, snapshot: Snapshot, question: Question, scene: str = SCENE) -> None:
        self.snapshot, self.ask, self.around = snapshot, question.ask, question.around
        self.question, self.scene = question, scene
        nation = snapshot.nation
        self.vans = [unit.id for unit in nation.ambulances]
        self.planes = [unit.id for unit in nation.aircraft]
        self.places = [place.id for place in nation.places]
        self.wards = [hospital.id for hospital in nation.hospitals]

    def tell(self, way: Way) -> Timeline:
        """Return a plan in time."""
        if way.hospital is None:
            raise AssertionError("every plan ends at a hospital")
        if way.first_hospital is not None and way.first_lead is not None:
            return self._treated(way, way.first_lead, way.first_hospital)
        care = float(self.snapshot.wards.door_s[way.hospital])
        if way.aircraft is None:
            legs = self._by_road(way.lead or 0, way.hospital)
            return Timeline(
                legs[0].arrive_s, legs[1].arrive_s + self.ask.road_unload_s + care, legs
            )
        return self._by_air(way, way.aircraft, way.hospital, care)

    def _treated(self, way: Way, van: int, ward: int) -> Timeline:
        """Return a plan in which a first hospital treats; contact is when it does."""
        stage = stage_of(self.snapshot, self.question, van, ward)
        there = replace(self.question, ask=stage.ask, around=stage.around)
        told = Teller(self.snapshot, there, self.wards[ward]).tell(way.onward)
        return Timeline(stage.needle_s, told.care_s, (*self._by_road(van, ward), *told.legs))

    def _by_road(self, van: int, ward: int) -> tuple[Leg, Leg]:
        name = self.vans[van]
        free_s = self._free_s(van)
        reached_s = free_s + float(self.around.unit_s[van])
        leave_s = max(reached_s, self.ask.floor_s) + self.ask.road_load_s
        there_s = leave_s + float(self.around.ward_s[ward])
        return (
            Leg(name, "", self.scene, free_s, free_s, reached_s),
            Leg(name, self.scene, self.wards[ward], leave_s, leave_s, there_s, "patient"),
        )

    def _by_air(self, way: Way, plane: int, ward: int, care: float) -> Timeline:
        ask = self.ask
        flight = self._to_pick(way, plane)
        at_s = flight[-1].arrive_s if flight else self._airborne_s(plane)
        ready_s = at_s + (ask.refuel_s if way.refuels else 0.0)
        contact_s = max(at_s, ask.floor_s)
        brought_s, legs = contact_s, list(flight)
        if way.lead is not None and way.pick is not None:
            drive = self._bring(way.lead, way.pick)
            contact_s, brought_s = drive[0].arrive_s, drive[1].arrive_s
            legs = [*_slack(drive, ready_s - brought_s), *_slack(flight, brought_s - ready_s)]
        on_board_s = max(ready_s, brought_s) + ask.air_load_s
        binds = "patient" if brought_s >= ready_s else "aircraft"
        legs += self._loaded(way, plane, on_board_s, binds)
        landed_s = legs[-1].arrive_s
        if way.meeter is None or way.drop is None:
            return Timeline(contact_s, landed_s + ask.air_unload_s + care, tuple(legs))
        fetch = self._fetch(way.meeter, way.drop, ward, landed_s)
        care_s = fetch[-1].arrive_s + ask.road_unload_s + care
        return Timeline(contact_s, care_s, (*legs, *fetch))

    def _bring(self, van: int, pick: int) -> list[Leg]:
        name, free_s = self.vans[van], self._free_s(van)
        reached_s = free_s + float(self.around.unit_s[van])
        leave_s = max(reached_s, self.ask.floor_s) + self.ask.road_load_s
        there_s = leave_s + float(self.around.place_s[pick])
        return [
            Leg(name, "", self.scene, free_s, free_s, reached_s),
            Leg(name, self.scene, self.places[pick], leave_s, leave_s, there_s, "patient"),
        ]

    def _fetch(self, van: int, drop: int, ward: int, landed_s: float) -> list[Leg]:
        """Return the drives of the ambulance which fetches, leaving as late as it may."""
        ways, name, free_s = self.snapshot.ways, self.vans[van], self._free_s(van)
        drive_s = float(ways.meet_s[drop, van])
        depart_s = max(free_s, landed_s - drive_s)
        met_s = max(landed_s, depart_s + drive_s) + self.ask.air_unload_s
        there_s = met_s + float(ways.drive_s[drop, ward])
        slack_s = max(0.0, landed_s - drive_s - free_s)
        place = self.places[drop]
        return [
            Leg(name, "", place, free_s, depart_s, depart_s + drive_s, "aircraft", slack_s),
            Leg(name, place, self.wards[ward], met_s, met_s, there_s, "patient"),
        ]

    def _to_pick(self, way: Way, plane: int) -> list[Leg]:
        """Return the flights to the pick-up; none if it stands there."""
        stands = int(self.snapshot.craft.stands[plane])
        stops = [n for n in (way.before, way.pick) if n is not None and n != stands]
        at_s, start = self._airborne_s(plane), stands if stands >= 0 else None
        if way.before is not None and way.before == stands:
            at_s += self.ask.refuel_s
        ends: list[int | None] = [*stops, *([None] if way.pick is None else [])]
        legs: list[Leg] = []
        for end in ends:
            metres = self._first_m(plane, end) if not legs else self._apart_m(start, end, None)
            leg = self._flight(plane, (start, end, None), metres, at_s, is_first=not legs)
            legs.append(leg)
            at_s, start = leg.arrive_s + self.ask.refuel_s, end
        return legs

    def _loaded(self, way: Way, plane: int, at_s: float, binds: str) -> list[Leg]:
        start, legs = way.pick, []
        for end in ([way.after] if way.after is not None else []) + [way.drop]:
            ward = way.hospital if end is None else None
            metres = self._apart_m(start, end, ward)
            leg = self._flight(plane, (start, end, ward), metres, at_s, binds=binds)
            legs.append(leg)
            at_s, start, binds = leg.arrive_s + self.ask.refuel_s, end, ""
        return legs

    def _flight(
        self,
        plane: int,
        between: tuple[int | None, int | None, int | None],
        metres: float,
        at_s: float,
        *,
        is_first: bool = False,
        binds: str = "",
    ) -> Leg:
        craft = self.snapshot.craft
        start, end, ward = between
        kind = int(craft.kind[plane])
        fly_s = float(craft.extra_s[plane] + metres / craft.speed_mps[plane]) if metres > 0 else 0.0
        offs: Iterable[tuple[float, float]] = [(-math.inf, math.inf)]
        if start is not None:
            offs = _spans(self.snapshot.sites.off[kind, start])
        elif not is_first:
            offs = _spans(self.ask.off[kind])
        if ward is not None:
            lands = _spans(self.snapshot.wards.land[kind, ward])
        else:
            lands = _spans(
                self.ask.land[kind] if end is None else self.snapshot.sites.land[kind, end]
            )
        leave_s = min(
            max(at_s, off[0], land[0] - fly_s)
            for off in offs
            for land in lands
            if max(at_s, off[0], land[0] - fly_s) <= min(off[1], land[1] - fly_s + 1e-6)
        )
        names = (
            ""
            if is_first and start is None
            else self.scene
            if start is None
            else self.places[start],
            self.wards[ward]
            if ward is not None
            else self.scene
            if end is None
            else self.places[end],
        )
        told = "window" if leave_s > at_s else binds
        return Leg(self.planes[plane], *names, at_s, leave_s, leave_s + fly_s, told)

    def _free_s(self, van: int) -> float:
        return max(float(self.snapshot.units.ready_s[van]), self.ask.now_s)

    def _airborne_s(self, plane: int) -> float:
        return max(float(self.snapshot.craft.ready_s[plane]), self.ask.now_s)

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


def _slack(legs: list[Leg], slack_s: float) -> list[Leg]:
    """Return legs which could all begin so much later."""
    if slack_s <= 0:
        return legs
    return [
        Leg(
            leg.unit,
            leg.start,
            leg.end,
            leg.ready_s,
            leg.depart_s,
            leg.arrive_s,
            leg.binds,
            slack_s,
        )
        for leg in legs
    ]
