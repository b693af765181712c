"""A nation as arrays: immutable, numbered, and cheap to follow one change.

Source:
    docs/sources.md#exact-k-best
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from msgspec import structs

from qanat.engine.arrays import Bools, Floats
from qanat.engine.kbest._floors import escapes_m, floors_of, refloor
from qanat.engine.kbest._geometry import arcs_between
from qanat.engine.kbest.columns import (
    Placed,
    Words,
    craft_of,
    guests_of,
    numbers_of,
    points_of,
    sites_of,
    units_of,
    wards_of,
    with_own_car,
)
from qanat.engine.kbest.model import Aircraft, Ambulance, Hospital, Nation, Place
from qanat.engine.kbest.notices import Notices
from qanat.engine.kbest.tables import NOBODY, Craft, Floors, Guests, Sites, Units, Wards, Ways
from qanat.engine.travel import RoadTimes

Part = TypeVar("Part", Units, Craft, Sites, Wards)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A nation at one moment, ready to be searched.

    Attributes:
        nation: the same as plain values.
        generation: number of this state, one more with every change.
        words: bits of equipment, capabilities and surfaces, columns of beds.
        units, craft, guests, sites, wards, ways, floors: the arrays.
        roads: driving times, ``None`` for the nation's lengthened great circle.
        at: numbers of things by id.
        notices: how long all take from being told to being ready; ``None`` where nobody takes any
            time: only moments of planning at which plans still work are told from it.
    """

    nation: Nation
    generation: int
    words: Words
    units: Units
    craft: Craft
    guests: Guests
    sites: Sites
    wards: Wards
    ways: Ways
    floors: Floors
    roads: RoadTimes | None
    at: Mapping[str, Mapping[str, int]]
    notices: Notices | None = None

    @property
    def s_per_m(self) -> float:
        """Return seconds of driving for a metre of great circle."""
        return s_per_m(self.nation)

    @property
    def nbytes(self) -> int:
        """Return how much memory the arrays take."""
        parts = (
            self.units,
            self.craft,
            self.guests,
            self.sites,
            self.wards,
            self.ways,
            self.floors,
        )
        return sum(a.nbytes for part in parts for a in part if isinstance(a, np.ndarray))


def build(nation: Nation, *, roads: RoadTimes | None = None, generation: int = 1) -> Snapshot:
    """Return a nation as arrays."""
    words = Words.of(nation)
    at = {
        "places": numbers_of(nation.places),
        "hospitals": numbers_of(nation.hospitals),
        "ambulances": numbers_of(nation.ambulances),
        "aircraft": numbers_of(nation.aircraft),
        "specialists": numbers_of(nation.specialists),
    }
    units = with_own_car(units_of(nation, nation.ambulances, words))
    craft = craft_of(nation, nation.aircraft, words, at["places"])
    sites = sites_of(nation, nation.places, words)
    wards = wards_of(nation, nation.hospitals, words)
    ways = _ways(nation, units, craft, sites, wards, roads)
    floors = _floors(words, craft, wards, ways)
    arrays = (units, craft, guests_of(nation.specialists, words), sites, wards, ways, floors)
    return Snapshot(nation, generation, words, *arrays, roads, at)


def s_per_m(nation: Nation) -> float:
    """Return seconds of driving for a metre of great circle."""
    return nation.roads.detour / nation.roads.speed_mps


def with_ambulance(snapshot: Snapshot, changed: Ambulance) -> Snapshot:
    """Return the next generation, in which an ambulance is as told."""
    return with_ambulances(snapshot, (changed,))


def with_ambulances(snapshot: Snapshot, changed: Sequence[Ambulance]) -> Snapshot:
    """Return the next generation, in which some ambulances are as told; one step for all."""
    rows = np.array([snapshot.at["ambulances"][one.id] for one in changed], dtype=np.int64)
    some = units_of(snapshot.nation, changed, snapshot.words)
    columns: list[Any] = [old.copy() for old in snapshot.units]
    for column, new in zip(columns, some, strict=True):
        column[..., rows] = new
    ways = snapshot.ways
    moved = (some.xyz != snapshot.units.xyz[:, rows]).any(axis=0)
    if moved.any():
        meet_s = ways.meet_s.copy()
        if snapshot.roads is None:
            drive_s = arcs_between(snapshot.sites.xyz, some.xyz[:, moved]) * snapshot.s_per_m
        else:
            gone = [one for one, is_moved in zip(changed, moved, strict=True) if is_moved]
            drive_s = drives_s(snapshot.roads, gone, snapshot.nation.places).T
        meet_s[:, rows[moved]] = drive_s
        ways = ways._replace(meet_s=meet_s)
    return _next(snapshot, "ambulances", changed, units=Units(*columns), ways=ways)


def with_aircraft(snapshot: Snapshot, changed: Aircraft) -> Snapshot:
    """Return the next generation, in which an aircraft is as told."""
    n = snapshot.at["aircraft"][changed.id]
    one = craft_of(snapshot.nation, [changed], snapshot.words, snapshot.at["places"])
    craft = _with_row(snapshot.craft, one, n)._replace(number=snapshot.craft.number)
    ways, sites = snapshot.ways, snapshot.sites
    start_m, may = ways.start_m.copy(), ways.may.copy()
    fuels, escape_m = ways.fuels.copy(), ways.escape_m.copy()
    start_m[n] = starts_m(one, sites)[0]
    may[n] = may_land(one, sites)[0]
    fuels[n] = fuelled(one, sites, may[n : n + 1])[0]
    escape_m[n] = escapes_m(ways.apart_m, fuels[n : n + 1])[0]
    ways = ways._replace(start_m=start_m, may=may, fuels=fuels, escape_m=escape_m)
    floors = snapshot.floors
    if _speeds(craft) != (floors.wing_mps, floors.rotor_mps):
        floors = _floors(snapshot.words, craft, snapshot.wards, ways)
    return _next(snapshot, "aircraft", [changed], craft=craft, ways=ways, floors=floors)


def with_fleet(snapshot: Snapshot, changed: Mapping[int, Aircraft]) -> Snapshot:
    """Return a nation in which some aircraft can do other things, where and when they are.

    A supposition, no generation: nobody follows it.
    """
    rows, planes = list(changed), list(changed.values())
    some = craft_of(snapshot.nation, planes, snapshot.words, snapshot.at["places"])
    columns: list[Any] = [old.copy() for old in snapshot.craft]
    for name, column, new in zip(Craft._fields, columns, some, strict=True):
        if name not in {"ready_s", "number"}:
            column[..., rows] = new
    craft = Craft(*columns)
    nation = structs.replace(
        snapshot.nation,
        aircraft=tuple(changed.get(n, one) for n, one in enumerate(snapshot.nation.aircraft)),
    )
    ways = landing_ways(snapshot.ways, craft, snapshot.sites)
    return replace(snapshot, nation=nation, craft=craft, ways=ways)


def with_hospital(snapshot: Snapshot, changed: Hospital) -> Snapshot:
    """Return the next generation, in which a hospital is as told; it never moves.

    Raises:
        ValueError: if it lies elsewhere, its treatment takes another time, or its pad is open at
            more times than any before: then a snapshot is built anew.
    """
    n = snapshot.at["hospitals"][changed.id]
    one = wards_of(snapshot.nation, [changed], snapshot.words)
    old = snapshot.wards
    if (one.xyz[:, 0] != old.xyz[:, n]).any() or one.door_s[0] != old.door_s[n]:
        raise ValueError(f"hospital {changed.id} lies elsewhere or treats in another time")
    wards = _with_row(old, one, n)
    ways, floors = snapshot.ways, snapshot.floors
    road_s, pad_s = floors.road_s.copy(), floors.pad_s.copy()
    way_s = ways.drive_s + wards.door_s
    refloor(road_s, way_s, wards.capabilities, wards.beds, wards.is_accepting, n)
    way_s = ways.pad_m / floors.rotor_mps + wards.door_s
    may = wards.is_accepting & wards.has_pad
    refloor(pad_s, way_s, wards.capabilities, wards.beds, may, n)
    floors = floors._replace(road_s=road_s, pad_s=pad_s)
    return _next(snapshot, "hospitals", [changed], wards=wards, floors=floors)


def with_place(snapshot: Snapshot, changed: Place) -> Snapshot:
    """Return the next generation, in which a place is as told; it never moves.

    Raises:
        ValueError: if it lies elsewhere, or is open at more times than any before.
    """
    n = snapshot.at["places"][changed.id]
    one = sites_of(snapshot.nation, [changed], snapshot.words)
    if (one.xyz[:, 0] != snapshot.sites.xyz[:, n]).any():
        raise ValueError(f"place {changed.id} lies elsewhere")
    sites = _with_row(snapshot.sites, one, n)
    ways = landing_ways(snapshot.ways, snapshot.craft, sites)
    return _next(snapshot, "places", [changed], sites=sites, ways=ways)


def _next(
    snapshot: Snapshot,
    field: str,
    changed: Sequence[Place | Hospital | Ambulance | Aircraft],
    **arrays: Any,
) -> Snapshot:
    """Return the next generation, in which some things and arrays are others."""
    things = list(getattr(snapshot.nation, field))
    for thing in changed:
        things[snapshot.at[field][thing.id]] = thing
    nation = structs.replace(snapshot.nation, **{field: tuple(things)})
    return replace(snapshot, nation=nation, generation=snapshot.generation + 1, **arrays)


def _with_row(part: Part, one: Part, n: int) -> Part:
    """Return columns in which the row of one thing is another."""
    changed: list[Any] = []
    for old, new in zip(part, one, strict=True):
        array = old.copy()
        if old.ndim == new.ndim == 4:  # noqa: PLR2004 - kinds, sites, spans, ends
            if new.shape[2] > old.shape[2]:
                raise ValueError("open at more times than any before")
            array[:, n, :, 0], array[:, n, :, 1] = np.inf, -np.inf
            array[:, n, : new.shape[2]] = new[:, 0]
        elif old.shape[0] == 3 and old.ndim == 2 and new.shape == (3, 1):  # noqa: PLR2004 - x, y, z
            array[:, n] = new[:, 0]
        else:
            array[n] = new[0]
        changed.append(array)
    return type(part)(*changed)


def _ways(
    nation: Nation,
    units: Units,
    craft: Craft,
    sites: Sites,
    wards: Wards,
    roads: RoadTimes | None,
) -> Ways:
    pad_m = arcs_between(sites.xyz, wards.xyz)
    if roads is None:
        drive_s = pad_m * s_per_m(nation)
        meet_s = arcs_between(sites.xyz, units.xyz[:, :-1]) * s_per_m(nation)
    else:
        drive_s = drives_s(roads, nation.places, nation.hospitals)
        meet_s = drives_s(roads, nation.ambulances, nation.places).T
    none = np.zeros((0, 0), dtype=bool)
    ways = Ways(
        start_m=starts_m(craft, sites),
        apart_m=arcs_between(sites.xyz, sites.xyz),
        pad_m=pad_m,
        drive_s=drive_s,
        meet_s=np.ascontiguousarray(np.hstack([meet_s, np.full((len(meet_s), 1), np.inf)])),
        may=none,
        fuels=none,
        escape_m=np.zeros((0, 0)),
    )
    return landing_ways(ways, craft, sites)


def landing_ways(ways: Ways, craft: Craft, sites: Sites) -> Ways:
    """Return ways where aircraft land and are given fuel as places and runways say."""
    may = may_land(craft, sites)
    fuels = fuelled(craft, sites, may)
    return ways._replace(may=may, fuels=fuels, escape_m=escapes_m(ways.apart_m, fuels))


def fuelled(craft: Craft, sites: Sites, may: Bools) -> Bools:
    """Return which aircraft are given fuel where: where everybody is, and at their bases."""
    fuels: Bools = may & (sites.has_fuel | (craft.base[:, None] == np.arange(may.shape[1])))
    return fuels


def may_land(craft: Craft, sites: Sites) -> Bools:
    """Return which aircraft may land at which places at all, by runway, surface and weather."""
    fits: Bools = (sites.runway_m > 0) & (sites.runway_m >= craft.runway_m[:, None])
    fits &= (sites.surface & craft.surfaces[:, None]) != 0
    is_open: Bools = np.any(sites.land[..., 0] <= sites.land[..., 1], axis=2)
    may: Bools = (craft.is_rotor[:, None] | fits) & is_open[craft.kind]
    return may


def starts_m(craft: Craft, sites: Sites) -> Floats:
    """Return flights from where aircraft are to places; none to where they stand."""
    start_m = arcs_between(craft.xyz, sites.xyz)
    standing = np.flatnonzero(craft.stands != NOBODY)
    start_m[standing, craft.stands[standing]] = 0.0
    return start_m


def drives_s(roads: RoadTimes, a: Sequence[Placed], b: Sequence[Placed]) -> Floats:
    """Return driving times between all points."""
    if not (len(a) and len(b)):
        return np.zeros((len(a), len(b)))
    return np.array(roads.likely_s(points_of(a), points_of(b)), order="C")


def _speeds(craft: Craft) -> tuple[float, float]:
    """Return the greatest speeds of aeroplanes and helicopters, 1 where there are none."""
    wing = craft.speed_mps[~craft.is_rotor].max(initial=1.0)
    return float(wing), float(craft.speed_mps[craft.is_rotor].max(initial=1.0))


def _floors(words: Words, craft: Craft, wards: Wards, ways: Ways) -> Floors:
    wing_mps, rotor_mps = _speeds(craft)
    return Floors(
        *least_ways(ways, wards, rotor_mps, len(words.capabilities) + 1), wing_mps, rotor_mps
    )


def least_ways(ways: Ways, wards: Wards, rotor_mps: float, rows: int) -> tuple[Floats, Floats]:
    """Return the least ways from places to care, by road and by helicopter; see ``Floors``."""
    known = wards.capabilities, wards.beds
    road_s = floors_of(ways.drive_s + wards.door_s, *known, wards.is_accepting, rows)
    may = wards.is_accepting & wards.has_pad
    return road_s, floors_of(ways.pad_m / rotor_mps + wards.door_s, *known, may, rows)
