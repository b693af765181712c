"""The whole search of families G, D and R from one scene, compiled."""

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.compiled import compiled
from qanat.engine.kbest._air import by_air
from qanat.engine.kbest._best import WIDTH, Best
from qanat.engine.kbest._fit import fit_units, fit_wards
from qanat.engine.kbest._geometry import arcs_from
from qanat.engine.kbest._ground import by_road
from qanat.engine.kbest.tables import (
    NOBODY,
    Around,
    Ask,
    Craft,
    Floors,
    Sites,
    Units,
    Wards,
    Ways,
)


@compiled
def around_of(
    units: Units, craft: Craft, sites: Sites, wards: Wards, point: Floats, s_per_m: float
) -> Around:
    """Return how far everything is from a point, where no roads are known."""
    unit_s, craft_m = np.empty(units.xyz.shape[1]), np.empty(craft.xyz.shape[1])
    place_m, ward_m = np.empty(sites.xyz.shape[1]), np.empty(wards.xyz.shape[1])
    arcs_from(units.xyz, point, unit_s)
    arcs_from(craft.xyz, point, craft_m)
    arcs_from(sites.xyz, point, place_m)
    arcs_from(wards.xyz, point, ward_m)
    for v in range(len(unit_s)):
        unit_s[v] *= s_per_m
    return Around(unit_s, craft_m, place_m, place_m * s_per_m, ward_m, ward_m * s_per_m)


@compiled
def search(
    best: Best,
    units: Units,
    nation: tuple[Craft, Sites, Wards, Ways, Floors],
    asked: tuple[Ask, Around],
    stem: tuple[int, int],
    guest: int,
) -> None:
    """Offer every plan by road and air that may be among the best.

    Args:
        best: plans found so far.
        units: ambulances.
        nation: all else there is.
        asked: the request, and how far everything is from it.
        stem: ambulance and hospital which treated first, ``NOBODY`` if none did.
        guest: specialist whom ambulances have fetched, ``NOBODY`` if none have.
    """
    ask, around = asked
    row = np.full(WIDTH, NOBODY, dtype=np.int32)
    row[10], row[11] = stem
    row[12] = guest
    fit = fit_units(units, ask, around)
    ends = fit_wards(nation[2], ask, around)
    if not ask.only_air:
        by_road(best, ask, fit, ends, row)
    by_air(best, nation, asked, fit, ends, row)
