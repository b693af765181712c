"""What would have to change for a better plan: one constraint at a time is lifted.

Each kind of constraint is lifted everywhere, and only plans charged less than the best one are
looked for. The plan found tells which vehicles, places or hospitals would have to change.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeVar

import numpy as np
from msgspec import structs

from qanat.engine.arrays import Floats
from qanat.engine.kbest._floors import refloor
from qanat.engine.kbest.columns import mask_of, scene_windows, sites_of, wards_of
from qanat.engine.kbest.legs import Timeline
from qanat.engine.kbest.model import Aircraft, Ambulance, Hospital, Pad, Place
from qanat.engine.kbest.screening import shut_ends, why_not_carry, why_not_land
from qanat.engine.kbest.search import Answer, Way, find_best
from qanat.engine.kbest.snapshot import Snapshot, landing_ways
from qanat.engine.kbest.tables import INSTRUMENTS, NIGHT, Question
from qanat.engine.kbest.timeline import Teller
from qanat.engine.planning.plans import Code

FAR_M: Final = 1e8
LEAST: Final = 1e-9
"""A gain below which two plans are charged alike."""
Posed = tuple[Snapshot, Question]
Site = TypeVar("Site", Place, Pad)


@dataclass(frozen=True, slots=True)
class Change:
    """A constraint, what it binds, and the plan there would be without it.

    Attributes:
        code: the constraint.
        ids: vehicles, places and hospitals which would have to change, all of them.
        way: the best plan then.
        told: the same in time.
        gain: how much less it is charged than the best plan, infinite if there is none.
        sooner_s: how much sooner definitive care begins than in the best plan.
    """

    code: Code
    ids: tuple[str, ...]
    way: Way
    told: Timeline
    gain: float
    sooner_s: float


def what_if(snapshot: Snapshot, question: Question, answer: Answer) -> tuple[Change, ...]:
    """Return the single changes which would give a plan better than the best, best gain first."""
    best = answer.ways[0].charge if answer.ways else math.inf
    care_s = Teller(snapshot, question).tell(answer.ways[0]).care_s if answer.ways else math.inf
    found = []
    for code, without, names in CONSTRAINTS:
        posed = without(snapshot, question)
        for way in find_best(*posed, 1, below=best - LEAST).ways:
            told = Teller(*posed).tell(way)
            ids = tuple(dict.fromkeys(names(_Found(snapshot, question, posed, way, told))))
            gain, sooner_s = best - way.charge, care_s - told.care_s
            found.append(Change(code, ids, way, told, gain, sooner_s))
    return tuple(sorted(found, key=lambda change: change.way.charge))


@dataclass(frozen=True, slots=True)
class _Found:
    """A plan which a lifted constraint gives."""

    snapshot: Snapshot
    question: Question
    posed: Posed
    way: Way
    told: Timeline

    def vans(self) -> list[int]:
        """Return the ambulances of the plan."""
        numbers = (self.way.first_lead, self.way.lead, self.way.meeter)
        return [number for number in numbers if number is not None]

    def aircraft(self) -> Iterator[str]:
        """Yield the aircraft of the plan."""
        if self.way.aircraft is not None:
            yield self.snapshot.nation.aircraft[self.way.aircraft].id

    def shut(self) -> Iterator[str]:
        """Yield where the plan lands or takes off when it may not."""
        if self.way.aircraft is None:
            return
        kind = int(self.snapshot.craft.kind[self.way.aircraft])
        plane = self.snapshot.nation.aircraft[self.way.aircraft].id
        for leg in self.told.legs:
            if leg.unit == plane:
                yield from shut_ends(self.snapshot, self.question.ask, kind, leg)

    def runways(self) -> Iterator[str]:
        """Yield the places whose runway does not do."""
        nation = self.snapshot.nation
        if self.way.aircraft is not None:
            plane = nation.aircraft[self.way.aircraft]
            for number in (self.way.before, self.way.pick, self.way.after, self.way.drop):
                if number is not None and why_not_land(plane, nation.places[number]):
                    yield nation.places[number].id

    def unrested(self) -> Iterator[str]:
        """Yield the units whose duty ends too early."""
        now_s = self.question.ask.now_s
        for number in self.vans():
            duty_s = self.posed[0].units.duty_s.copy()
            duty_s[number] = self.snapshot.units.duty_s[number]
            units = self.posed[0].units._replace(duty_s=duty_s)
            again = Teller(replace(self.posed[0], units=units), self.posed[1]).tell(self.way)
            if again.works_until_s < now_s:
                yield self.snapshot.nation.ambulances[number].id
        craft = self.posed[0].craft._replace(duty_s=self.snapshot.craft.duty_s)
        again = Teller(replace(self.posed[0], craft=craft), self.posed[1]).tell(self.way)
        if again.works_until_s < now_s:
            yield from self.aircraft()

    def units(self) -> Iterator[Ambulance | Aircraft]:
        """Yield the vehicles of the plan."""
        nation = self.snapshot.nation
        for number in self.vans():
            yield nation.ambulances[number]
        if self.way.aircraft is not None:
            yield nation.aircraft[self.way.aircraft]

    def unfree(self) -> Iterator[str]:
        """Yield the units which are promised."""
        for unit in self.units():
            if unit.ready_s > self.question.ask.now_s:
                yield unit.id

    def unfit(self) -> Iterator[str]:
        """Yield the units which lack equipment."""
        for unit in self.units():
            reasons = why_not_carry(unit, self.snapshot, self.question.ask)
            if any(reason.code is Code.EQUIPMENT_MISSING for reason in reasons):
                yield unit.id

    def unaccompanied(self) -> Iterator[str]:
        """Yield the vehicles in which somebody is missing who has to be there.

        That is the aircraft, or where none flies the ambulance, as on the way to a first hospital.
        """
        nation, way = self.snapshot.nation, self.way
        vans = (way.first_lead, way.lead if way.aircraft is None else None)
        units: list[Ambulance | Aircraft] = [nation.ambulances[n] for n in vans if n is not None]
        if way.aircraft is not None:
            units.append(nation.aircraft[way.aircraft])
        for unit in units:
            if self.question.ask.skills & ~mask_of(self.snapshot.words.skills, unit.skills):
                yield unit.id

    def bedless(self) -> Iterator[str]:
        """Yield the hospital without a bed."""
        if self.way.hospital is not None:
            yield self.snapshot.nation.hospitals[self.way.hospital].id

    def refusing(self) -> Iterator[str]:
        """Yield the hospitals which take nobody."""
        for number in (self.way.first_hospital, self.way.hospital):
            if number is not None and not self.snapshot.wards.is_accepting[number]:
                yield self.snapshot.nation.hospitals[number].id


def _crews(bit: int, snapshot: Snapshot, question: Question) -> Posed:
    craft = snapshot.craft._replace(kind=snapshot.craft.kind | bit)
    ways = landing_ways(snapshot.ways, craft, snapshot.sites)
    return replace(snapshot, craft=craft, ways=ways), question


def _runways(snapshot: Snapshot, question: Question) -> Posed:
    craft = snapshot.craft
    every = np.full_like(craft.surfaces, sum(snapshot.words.surfaces.values()))
    craft = craft._replace(runway_m=np.zeros_like(craft.runway_m), surfaces=every)
    ways = landing_ways(snapshot.ways, craft, snapshot.sites)
    return replace(snapshot, craft=craft, ways=ways), question


def _ranges(snapshot: Snapshot, question: Question) -> Posed:
    far_m = np.full_like(snapshot.craft.full_m, FAR_M)
    craft = snapshot.craft._replace(full_m=far_m, tank_m=far_m)
    asked = question.ask._replace(must_reach_fuel=False)
    return replace(snapshot, craft=craft), replace(question, ask=asked)


def _duties(snapshot: Snapshot, question: Question) -> Posed:
    units, craft = snapshot.units, snapshot.craft
    units = units._replace(duty_s=np.full_like(units.duty_s, math.inf))
    craft = craft._replace(duty_s=np.full_like(craft.duty_s, math.inf))
    return replace(snapshot, units=units, craft=craft), question


def _promises(snapshot: Snapshot, question: Question) -> Posed:
    now_s, units, craft = question.ask.now_s, snapshot.units, snapshot.craft
    units = units._replace(ready_s=_freed(units.ready_s, now_s))
    craft = craft._replace(ready_s=_freed(craft.ready_s, now_s))
    return replace(snapshot, units=units, craft=craft), question


def _freed(ready_s: Floats, now_s: float) -> Floats:
    return np.where(np.isfinite(ready_s), np.minimum(ready_s, now_s), ready_s)


def _equipment(snapshot: Snapshot, question: Question) -> Posed:
    return snapshot, replace(question, ask=question.ask._replace(kit=0))


def _companions(snapshot: Snapshot, question: Question) -> Posed:
    return snapshot, replace(question, ask=question.ask._replace(skills=0))


def _beds(snapshot: Snapshot, question: Question) -> Posed:
    return snapshot, replace(question, ask=question.ask._replace(bed=0))


def _deadline(snapshot: Snapshot, question: Question) -> Posed:
    return snapshot, replace(question, ask=question.ask._replace(deadline_s=math.inf))


def _refusals(snapshot: Snapshot, question: Question) -> Posed:
    wards, ways, floors = snapshot.wards, snapshot.ways, snapshot.floors
    refusing = np.flatnonzero(~wards.is_accepting)
    wards = wards._replace(is_accepting=np.ones_like(wards.is_accepting))
    road_s, pad_s = floors.road_s.copy(), floors.pad_s.copy()
    on_road_s, by_air_s = ways.drive_s + wards.door_s, ways.pad_m / floors.rotor_mps + wards.door_s
    known = wards.capabilities, wards.beds
    for number in refusing.tolist():
        refloor(road_s, on_road_s, *known, wards.is_accepting, number)
        refloor(pad_s, by_air_s, *known, wards.has_pad, number)
    floors = floors._replace(road_s=road_s, pad_s=pad_s)
    return replace(snapshot, wards=wards, floors=floors), question


def _sites(field: str, value: object, snapshot: Snapshot, question: Question) -> Posed:
    """Return the same with another value of a field of every place and pad."""

    def other(site: Site) -> Site:
        return structs.replace(site, **{field: value})

    def differs(site: Place | Pad | None) -> bool:
        return site is not None and getattr(site, field) != value

    nation, sites, wards = snapshot.nation, snapshot.sites, snapshot.wards
    rows = [n for n, place in enumerate(nation.places) if differs(place)]
    told = sites_of(nation, [other(nation.places[n]) for n in rows], snapshot.words)
    land, off = _rewritten(sites.land, told.land, rows), _rewritten(sites.off, told.off, rows)
    sites = sites._replace(land=land, off=off)
    rows = [n for n, ward in enumerate(nation.hospitals) if differs(ward.pad)]
    changed = [_with_pad(nation.hospitals[n], other) for n in rows]
    pads = wards_of(nation, changed, snapshot.words)
    land, off = _rewritten(wards.land, pads.land, rows), _rewritten(wards.off, pads.off, rows)
    wards = wards._replace(land=land, off=off)
    landing = question.request.landing
    if landing is not None and differs(landing):
        request = structs.replace(question.request, landing=other(landing))
        land, off = scene_windows(nation, request)
        question = replace(question, ask=question.ask._replace(land=land, off=off))
    ways = landing_ways(snapshot.ways, snapshot.craft, sites)
    return replace(snapshot, sites=sites, wards=wards, ways=ways), question


def _with_pad(ward: Hospital, other: Callable[[Pad], Pad]) -> Hospital:
    return ward if ward.pad is None else structs.replace(ward, pad=other(ward.pad))


def _rewritten(spans: Floats, told: Floats, rows: list[int]) -> Floats:
    """Return windows in which some rows are others."""
    width = max(spans.shape[2], told.shape[2])
    written = np.empty((*spans.shape[:2], width, 2))
    written[..., 0], written[..., 1] = math.inf, -math.inf
    written[:, :, : spans.shape[2]] = spans
    written[:, rows] = (math.inf, -math.inf)
    written[:, rows, : told.shape[2]] = told
    return written


Without = Callable[[Snapshot, Question], Posed]
Names = Callable[[_Found], Iterable[str]]
CONSTRAINTS: Final[tuple[tuple[Code, Without, Names], ...]] = (
    (Code.NO_NIGHT_LANDING, partial(_crews, NIGHT), _Found.aircraft),
    (Code.NO_NIGHT_LANDING, partial(_sites, "is_lit", True), _Found.shut),  # noqa: FBT003 - a value
    (Code.WEATHER_INSTRUMENTS, partial(_crews, INSTRUMENTS), _Found.aircraft),
    (Code.WEATHER_NO_GO, partial(_sites, "sky", "go"), _Found.shut),
    (Code.CLOSED, partial(_sites, "open_s", None), _Found.shut),
    (Code.RUNWAY_TOO_SHORT, _runways, _Found.runways),
    (Code.OUT_OF_RANGE, _ranges, _Found.aircraft),
    (Code.DUTY_ENDS, _duties, _Found.unrested),
    (Code.BUSY_UNTIL, _promises, _Found.unfree),
    (Code.EQUIPMENT_MISSING, _equipment, _Found.unfit),
    (Code.COMPANION_MISSING, _companions, _Found.unaccompanied),
    (Code.NO_FREE_BED, _beds, _Found.bedless),
    (Code.NOT_ACCEPTING, _refusals, _Found.refusing),
    (Code.MISSES_WINDOW, _deadline, lambda _: ()),
)
"""What is lifted one at a time, how, and whom it binds in the plan found."""
