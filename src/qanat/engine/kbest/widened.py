"""A nation with some places, hospitals and ambulances more; what was there keeps its number.

Only what has to do with the new ones is computed: the arrays are those of a nation built anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

import numpy as np
from msgspec import structs

from qanat.engine.arrays import Floats
from qanat.engine.kbest._geometry import arcs_between
from qanat.engine.kbest.columns import Words, numbers_of, sites_of, units_of, wards_of
from qanat.engine.kbest.model import Ambulance, Hospital, Nation, Place
from qanat.engine.kbest.snapshot import Snapshot, drives_s, landing_ways, least_ways, starts_m
from qanat.engine.kbest.tables import Floors, Sites, Units, Wards, Ways
from qanat.engine.kbest.windows import joined
from qanat.engine.travel import RoadTimes

Part = TypeVar("Part", Sites, Wards)
SPANS: Final = frozenset({"land", "off"})


def widened(
    snapshot: Snapshot,
    places: Sequence[Place] = (),
    hospitals: Sequence[Hospital] = (),
    ambulances: Sequence[Ambulance] = (),
    *,
    roads: RoadTimes | None = None,
) -> Snapshot:
    """Return the same nation with more in it; a supposition, no generation: nobody follows it.

    All words of what is more are known there, but surfaces. Driving times are those of the
    snapshot, unless others are given.
    """
    words, old = _worded(snapshot.words, places), snapshot.nation
    snapshot = replace(snapshot, words=words, roads=roads or snapshot.roads)
    new = (
        sites_of(old, places, words),
        wards_of(old, hospitals, words),
        units_of(old, ambulances, words),
    )
    nation = structs.replace(
        old,
        places=(*old.places, *places),
        hospitals=(*old.hospitals, *hospitals),
        ambulances=(*old.ambulances, *ambulances),
    )
    sites, wards = _with(snapshot.sites, new[0]), _with(snapshot.wards, new[1])
    ways = _ways(snapshot, nation, new)
    ways = landing_ways(
        ways._replace(
            start_m=starts_m(snapshot.craft, sites), apart_m=arcs_between(sites.xyz, sites.xyz)
        ),
        snapshot.craft,
        sites,
    )
    return replace(
        snapshot,
        nation=nation,
        units=_manned(snapshot.units, new[2]),
        sites=sites,
        wards=wards,
        ways=ways,
        floors=_floors(snapshot, wards, new[1], ways),
        at={
            **snapshot.at,
            "places": numbers_of(nation.places),
            "hospitals": numbers_of(nation.hospitals),
            "ambulances": numbers_of(nation.ambulances),
        },
    )


def _worded(words: Words, places: Sequence[Place]) -> Words:
    """Return the same words with surfaces on which none of our aircraft lands, if there are any."""
    known = dict(words.surfaces)
    for place in places:
        known.setdefault(place.surface, 1 << len(known))
    return replace(words, surfaces=known)


def _with(part: Part, more: Part) -> Part:
    """Return columns with more rows; the rows of positions are columns."""
    columns: list[Any] = []
    for name, old, new in zip(part._fields, part, more, strict=True):
        both: Any = (old, new)
        axis = 1 if name == "xyz" else 0
        columns.append(joined(both) if name in SPANS else np.concatenate(both, axis=axis))
    return type(part)(*columns)


def _manned(units: Units, more: Units) -> Units:
    """Return the columns of ambulances with more of them; the own car of a team stays the last."""
    both = zip(units, more, strict=True)
    return Units(*(np.concatenate((a[..., :-1], b, a[..., -1:]), axis=-1) for a, b in both))


def _ways(snapshot: Snapshot, nation: Nation, new: tuple[Sites, Wards, Units]) -> Ways:
    """Return the ways to hospitals and of ambulances."""
    old, (sites, wards, units) = snapshot.nation, new
    fields, homes = len(old.places), len(old.hospitals)
    places, hospitals = nation.places[fields:], nation.hospitals[homes:]
    ambulances = nation.ambulances[len(old.ambulances) :]
    before, all_wards = snapshot.sites.xyz, np.hstack((snapshot.wards.xyz, wards.xyz))
    pad_m = arcs_between(before, wards.xyz), arcs_between(sites.xyz, all_wards)
    if snapshot.roads is None:
        all_units = np.hstack((snapshot.units.xyz[:, :-1], units.xyz))
        drive_s = pad_m[0] * snapshot.s_per_m, pad_m[1] * snapshot.s_per_m
        meet_s = (
            arcs_between(before, units.xyz) * snapshot.s_per_m,
            arcs_between(sites.xyz, all_units) * snapshot.s_per_m,
        )
    else:
        drive_s = (
            drives_s(snapshot.roads, old.places, hospitals),
            drives_s(snapshot.roads, places, nation.hospitals),
        )
        meet_s = (
            drives_s(snapshot.roads, ambulances, old.places).T,
            drives_s(snapshot.roads, nation.ambulances, places).T,
        )
    own_car = np.full((len(nation.places), 1), np.inf)
    return snapshot.ways._replace(
        pad_m=_grown(snapshot.ways.pad_m, *pad_m),
        drive_s=_grown(snapshot.ways.drive_s, *drive_s),
        # In the order of rows, as everywhere: for another one the search would be compiled anew.
        meet_s=np.ascontiguousarray(
            np.hstack((_grown(snapshot.ways.meet_s[:, :-1], *meet_s), own_car))
        ),
    )


def _grown(old: Floats, right: Floats, below: Floats) -> Floats:
    """Return a table with new columns for the old rows, and new rows."""
    return np.vstack((np.hstack((old, right)), below))


def _floors(snapshot: Snapshot, wards: Wards, more: Wards, ways: Ways) -> Floors:
    """Return the least ways, to new hospitals and from new places too."""
    old, rows = snapshot.floors, len(snapshot.words.capabilities) + 1
    fields, homes = snapshot.ways.drive_s.shape
    before = ways._replace(
        drive_s=ways.drive_s[:fields, homes:].copy(), pad_m=ways.pad_m[:fields, homes:].copy()
    )
    there = ways._replace(drive_s=ways.drive_s[fields:].copy(), pad_m=ways.pad_m[fields:].copy())
    nearer = least_ways(before, more, old.rotor_mps, rows)
    there_s = least_ways(there, wards, old.rotor_mps, rows)
    return old._replace(
        road_s=np.concatenate((np.minimum(old.road_s, nearer[0]), there_s[0]), axis=2),
        pad_s=np.concatenate((np.minimum(old.pad_s, nearer[1]), there_s[1]), axis=2),
    )
