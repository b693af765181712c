"""Places to which a patient may be brought for an aircraft; compiled.

Source:
    docs/sources.md#exact-k-best
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import inner, lent
from qanat.engine.kbest._best import Best, leave_out
from qanat.engine.kbest._fit import Ends, Fit
from qanat.engine.kbest._leads import Leads, brought_between_s
from qanat.engine.kbest._tables import latest_below
from qanat.engine.kbest.tables import Around, Ask, Floors, Sites, Wards, Ways


class Picks(NamedTuple):
    """Places to which the patient may be brought, with the least time from take-off to care.

    Attributes:
        place: numbers of the places.
        drive_s: from the scene.
        brought_s: when the patient can be there at the earliest.
        until_s: until when any who bring him there may stay.
        rotor_s: from the place to care by helicopter, at least.
        wing_s: from the place to care by aeroplane, at least.
        scene_s: from the scene to care by helicopter, at least.
    """

    place: Ints
    drive_s: Floats
    brought_s: Floats
    until_s: Floats
    rotor_s: Floats
    wing_s: Floats
    scene_s: float


@inner
def picks_of(
    best: Best,
    ask: Ask,
    around: Around,
    sites: Sites,
    ways: Ways,
    floors: Floors,
    at: tuple[Fit, Leads, Floats, Floats, float, float],
) -> Picks:
    """Return the places whose bound, with the best of everything, is below the K-th charge."""
    fit, leads, road_s, pad_s, fixed, scene_s = at
    places = len(around.place_s)
    number = np.empty(places, dtype=np.int64)
    times = np.empty((5, places))
    count = 0
    care, limit = ask.care[-1], best.charges[-1]
    base = ask.base + leads.key + fixed + 2.0 * ask.hand_over
    least = limit - base if base < np.inf else -np.inf
    latest_s = latest_below(care, least) + ask.onset_s
    nearest_s = ask.air_load_s + ask.air_unload_s
    for p in range(places):
        brought_s, until_s = brought_between_s(ask, fit, leads, around.place_s[p])
        if brought_s + nearest_s >= latest_s or brought_s == np.inf:
            leave_out(best, limit)
            continue
        rotor_s, wing_s = pad_s[p], np.inf
        for q in range(places):
            if q != p:
                on_s = ask.air_unload_s + road_s[q]
                rotor_s = min(rotor_s, ways.apart_m[p, q] / floors.rotor_mps + on_s)
                if sites.runway_m[q] > 0.0:
                    wing_s = min(wing_s, ways.apart_m[p, q] / floors.wing_mps + on_s)
        if brought_s + ask.air_load_s + min(rotor_s, wing_s) >= latest_s:
            leave_out(best, limit)
            continue
        number[count] = p
        times[0, count], times[1, count] = around.place_s[p], brought_s
        times[2, count], times[3, count], times[4, count] = until_s, rotor_s, wing_s
        count += 1
    return Picks(
        number[:count],
        times[0, :count],
        times[1, :count],
        times[2, :count],
        times[3, :count],
        times[4, :count],
        scene_s,
    )


@lent
def from_scene_s(
    ask: Ask, ends: Ends, around: Around, wards: Wards, floors: Floors, road_s: Floats
) -> float:
    """Return the least time from take-off beside the patient to care, by helicopter."""
    least_s = np.inf
    for q in range(len(road_s)):
        way_s = around.place_m[q] / floors.rotor_mps + ask.air_unload_s + road_s[q]
        least_s = min(least_s, way_s)
    for e in range(len(ends.id)):
        if wards.has_pad[ends.id[e]]:
            way_s = around.ward_m[ends.id[e]] / floors.rotor_mps + ask.air_unload_s
            least_s = min(least_s, way_s + ends.door_s[e])
    return least_s
