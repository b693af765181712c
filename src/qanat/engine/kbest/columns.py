"""From plain values to the columns of a snapshot."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.kbest import _floors
from qanat.engine.kbest._geometry import unit_vectors
from qanat.engine.kbest.model import (
    Aircraft,
    Ambulance,
    Hospital,
    Nation,
    Pad,
    Place,
    Request,
    Specialist,
)
from qanat.engine.kbest.tables import INSTRUMENTS, NIGHT, NOBODY, Craft, Guests, Sites, Units, Wards
from qanat.engine.kbest.windows import Spans, landings, packed, width_of
from qanat.engine.planning.windows import daylight_windows

HOUR_S: Final = 3_600.0
PLENTY: Final = 1 << 30
"""Beds of the kind nobody asked for."""


class Placed(Protocol):
    """Something that lies somewhere."""

    @property
    def lon(self) -> float:
        """Return degrees east."""
        ...

    @property
    def lat(self) -> float:
        """Return degrees north."""
        ...


Thing = TypeVar("Thing", Place, Hospital, Ambulance, Aircraft, Specialist)


@dataclass(frozen=True, slots=True)
class Words:
    """The bits of words: what requests ask for in the same words as the nation has."""

    equipment: Mapping[str, int]
    capabilities: Mapping[str, int]
    surfaces: Mapping[str, int]
    skills: Mapping[str, int]
    beds: Mapping[str, int]

    @classmethod
    def of(cls, nation: Nation) -> "Words":
        """Return the words of a nation, the same for the same words in any order."""
        units: tuple[Ambulance | Aircraft, ...] = (*nation.ambulances, *nation.aircraft)
        return cls(
            equipment=_bits("equipment", (w for u in units for w in u.equipment)),
            capabilities=_bits(
                "capabilities", (w for h in nation.hospitals for w in h.capabilities)
            ),
            surfaces=_bits(
                "surfaces",
                [p.surface for p in nation.places]
                + [s for a in nation.aircraft for s in a.surfaces],
            ),
            skills=_bits("skills", (w for u in (*units, *nation.specialists) for w in u.skills)),
            beds={
                kind: number
                for number, kind in enumerate(
                    sorted({k for h in nation.hospitals for k in h.beds}), 1
                )
            },
        )


def _bits(field: str, words: Iterable[str]) -> dict[str, int]:
    known = sorted(set(words))
    if len(known) > _floors.MOST_BITS:
        raise ValueError(f"{field}: more than {_floors.MOST_BITS} different words")
    return {word: 1 << number for number, word in enumerate(known)}


def points_of(things: Sequence[Placed]) -> Floats:
    """Return longitudes and latitudes as rows."""
    return np.array([(t.lon, t.lat) for t in things], dtype=np.float64).reshape(-1, 2)


def mask_of(bits: Mapping[str, int], words: Iterable[str]) -> int:
    """Return the bits of words."""
    mask = 0
    for word in words:
        mask |= bits[word]
    return mask


def numbers_of(things: Sequence[Thing]) -> dict[str, int]:
    """Return the numbers of things by id."""
    return {thing.id: number for number, thing in enumerate(things)}


def _vectors(things: Sequence[Placed]) -> Floats:
    points = points_of(things)
    return unit_vectors(points[:, 0], points[:, 1])


def _floats(things: Sequence[Thing], told: Callable[[Thing], float]) -> Floats:
    return np.array([told(thing) for thing in things], dtype=np.float64)


def _ints(things: Sequence[Thing], told: Callable[[Thing], int]) -> Ints:
    return np.array([told(thing) for thing in things], dtype=np.int64)


def _duty_s(unit: Ambulance | Aircraft | Specialist) -> float:
    return math.inf if unit.duty_ends_s is None else unit.duty_ends_s


def _ready_s(unit: Ambulance | Aircraft) -> float:
    return unit.ready_s if unit.is_serviceable else math.inf


def units_of(nation: Nation, things: Sequence[Ambulance], words: Words) -> Units:
    """Return the columns of ambulances."""
    return Units(
        xyz=_vectors(things),
        ready_s=_floats(things, _ready_s),
        duty_s=_floats(things, _duty_s),
        kit=_ints(things, lambda u: mask_of(words.equipment, u.equipment)),
        skills=_ints(things, lambda u: mask_of(words.skills, u.skills)),
        stretchers=_ints(things, lambda u: u.stretchers),
        seats=_ints(things, lambda u: u.seats),
        team_seats=_ints(things, lambda u: u.seats if u.team_seats is None else u.team_seats),
        cost=_floats(things, lambda u: u.cost),
        rate=_floats(things, lambda u: nation.rates[u.rate] / HOUR_S),
        loss=_floats(things, lambda u: u.coverage_loss),
        risk=_floats(things, lambda u: u.risk),
    )


def with_own_car(units: Units) -> Units:
    """Return ambulances and one row more: the own car of whichever team is looked at."""
    nothing = Units(*(np.zeros((*one.shape[:-1], 1), dtype=one.dtype) for one in units))
    car = nothing._replace(
        xyz=np.array([[0.0], [0.0], [1.0]]),
        ready_s=np.array([math.inf]),
        duty_s=np.array([math.inf]),
        team_seats=np.array([PLENTY]),
    )
    return Units(*(np.concatenate(two, axis=-1) for two in zip(units, car, strict=True)))


def craft_of(
    nation: Nation, things: Sequence[Aircraft], words: Words, places: Mapping[str, int]
) -> Craft:
    """Return the columns of aircraft; those which stand at a place are at its point."""
    points: list[Placed] = [
        nation.places[places[u.standing_at]] if u.standing_at else u for u in things
    ]
    tank_m = _floats(things, lambda u: u.range_m if u.tank_m is None else min(u.tank_m, u.range_m))
    return Craft(
        xyz=_vectors(points),
        ready_s=_floats(things, _ready_s),
        duty_s=_floats(things, _duty_s),
        speed_mps=_floats(things, lambda u: u.speed_mps),
        full_m=_floats(things, lambda u: u.range_m),
        tank_m=tank_m,
        lean_m=tank_m,
        extra_s=_floats(things, lambda u: u.block_extra_s),
        kit=_ints(things, lambda u: mask_of(words.equipment, u.equipment)),
        skills=_ints(things, lambda u: mask_of(words.skills, u.skills)),
        stretchers=_ints(things, lambda u: u.stretchers),
        seats=_ints(things, lambda u: u.seats),
        runway_m=_floats(things, lambda u: u.runway_m),
        surfaces=_ints(things, lambda u: mask_of(words.surfaces, u.surfaces)),
        is_rotor=np.array([u.kind == "rotor" for u in things], dtype=bool),
        is_pressurised=np.array([u.is_pressurised for u in things], dtype=bool),
        kind=_ints(things, lambda u: NIGHT * u.flies_night | INSTRUMENTS * u.flies_instruments),
        stands=_ints(things, lambda u: places[u.standing_at] if u.standing_at else NOBODY),
        base=_ints(things, lambda u: places[u.base] if u.base else NOBODY),
        cost=_floats(things, lambda u: u.cost),
        rate=_floats(things, lambda u: nation.rates[u.rate] / HOUR_S),
        loss=_floats(things, lambda u: u.coverage_loss),
        risk=_floats(things, lambda u: u.risk),
        number=np.arange(len(things)),
        via=np.full((3, len(things)), NOBODY),
    )


def guests_of(things: Sequence[Specialist], words: Words) -> Guests:
    """Return the columns of specialists."""
    return Guests(
        xyz=_vectors(things),
        ready_s=_floats(things, lambda s: s.ready_s),
        duty_s=_floats(things, _duty_s),
        reach_s=_floats(things, lambda s: math.inf if s.reach_s is None else s.reach_s),
        skills=_ints(things, lambda s: mask_of(words.skills, s.skills)),
    )


def sites_of(nation: Nation, places: Sequence[Place], words: Words) -> Sites:
    """Return the columns of landing places."""
    days = days_of(nation, places, [place.day_s for place in places])
    both = [landings(place, day) for place, day in zip(places, days, strict=True)]
    width = max(width_of([land for land, _ in both]), width_of([off for _, off in both]))
    return Sites(
        xyz=_vectors(places),
        runway_m=_floats(places, lambda p: p.runway_m),
        surface=_ints(places, lambda p: words.surfaces[p.surface]),
        has_fuel=np.array([p.has_fuel for p in places], dtype=bool),
        land=packed([land for land, _ in both], width),
        off=packed([off for _, off in both], width),
    )


def wards_of(nation: Nation, wards: Sequence[Hospital], words: Words) -> Wards:
    """Return the columns of hospitals."""
    none = Pad()
    pads = [ward.pad or none for ward in wards]
    days = days_of(nation, wards, [() if w.pad is None else w.pad.day_s for w in wards])
    both = [landings(pad, day) for pad, day in zip(pads, days, strict=True)]
    width = max(width_of([land for land, _ in both]), width_of([off for _, off in both]))
    beds = np.zeros((len(wards), len(words.beds) + 1), dtype=np.int64)
    beds[:, 0] = PLENTY
    for number, ward in enumerate(wards):
        for kind, count in ward.beds.items():
            beds[number, words.beds[kind]] = count
    return Wards(
        xyz=_vectors(wards),
        capabilities=_ints(wards, lambda h: mask_of(words.capabilities, h.capabilities)),
        beds=beds,
        is_accepting=np.array([h.is_accepting for h in wards], dtype=bool),
        level=_ints(wards, lambda h: h.level),
        door_s=_floats(wards, lambda h: h.door_s),
        has_pad=np.array([h.pad is not None for h in wards], dtype=bool),
        team_s=_floats(wards, lambda h: math.inf if h.team_ready_s is None else h.team_ready_s),
        drives=np.array([h.team_drives for h in wards], dtype=bool),
        land=packed([land for land, _ in both], width),
        off=packed([off for _, off in both], width),
    )


def days_of(nation: Nation, things: Sequence[Placed], told: Sequence[Spans | None]) -> list[Spans]:
    """Return when it is day at each place: as told, else from the sun."""
    days: list[Spans] = [spans or () for spans in told]
    asked = [number for number, spans in enumerate(told) if spans is None]
    if asked:
        points = points_of([things[number] for number in asked])
        horizon_s = math.ceil(nation.horizon_s)
        sun = daylight_windows(points, nation.at, horizon_s, nation.night_below_deg)
        for row, number in enumerate(asked):
            days[number] = tuple((float(a), float(b)) for a, b in sun[row])
    return days


def scene_windows(nation: Nation, request: Request) -> tuple[Floats, Floats]:
    """Return when helicopters may land beside the patient and leave."""
    if request.landing is None:
        nothing: tuple[Spans, ...] = ((), (), (), ())
        land, off = nothing, nothing
    else:
        day = request.landing.day_s
        if day is None:
            points = np.array([[request.lon, request.lat]])
            horizon_s = math.ceil(nation.horizon_s)
            sun = daylight_windows(points, nation.at, horizon_s, nation.night_below_deg)
            day = tuple((float(a), float(b)) for a, b in sun[0])
        land, off = landings(request.landing, day)
    width = max(width_of([land]), width_of([off]))
    return packed([land], width)[:, 0].copy(), packed([off], width)[:, 0].copy()
