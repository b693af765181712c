"""A patient goes abroad: an airport there is where he is taken over, by whoever comes from there.

Planners know hospitals, and ambulances which meet aircraft. So at the gate of that airport there
is a hospital with an ambulance: both stand in for those who take over, nobody is promised to
them, and no road leads from there to anywhere else.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from msgspec import structs

from qanat.engine.arrays import Bools, Floats
from qanat.engine.kbest import model
from qanat.engine.kbest.snapshot import Snapshot, build
from qanat.engine.travel import RoadTimes
from qanat.response.dispatch.suggest.needs import MODULE_BITS

GATE: Final = "abroad:0"
"""What stands in for who takes over: a hospital, and its ambulance."""
ANY: Final = 99
"""Of patients and escorts that ambulance takes as many as come."""

NEVER_S: Final = 10.0 * 86_400
"""Longer than plans reach ahead: who stands there does not come from there."""
NEAR_DEG: Final = 1e-6
"""Points become vectors and points again: so near to each other they are one."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """Road times where one place is reached from nowhere, and nobody comes from it in time."""

    roads: RoadTimes
    lon: float
    lat: float

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        """Return the likely driving times between all points; see ``RoadTimes``."""
        starts, ends = self._is_there(a)[:, None], self._is_there(b)
        known = (starts & ends, ends, starts)
        return np.select(known, (0.0, np.inf, NEVER_S), self.roads.likely_s(a, b))

    def _is_there(self, at: Floats) -> Bools:
        is_near: Bools = np.abs(at - (self.lon, self.lat)) < NEAR_DEG
        return is_near[:, 0] & is_near[:, 1]


def build_leaving(
    nation: model.Nation, roads: RoadTimes, airport: str, generation: int
) -> Snapshot:
    """Return a nation in which an airport abroad takes patients over.

    Its ambulance can't be asked for by its name: it is nobody's here.
    """
    at = next(place for place in nation.places if place.id == airport)
    van = model.Ambulance(
        id=GATE, lon=at.lon, lat=at.lat, equipment=tuple(MODULE_BITS), stretchers=ANY, seats=ANY
    )
    gate = model.Hospital(id=GATE, lon=at.lon, lat=at.lat)
    nation = structs.replace(
        nation,
        ambulances=(*nation.ambulances, van),
        hospitals=(*nation.hospitals, gate),
        handling=structs.replace(nation.handling, road_unload_s=0.0),
    )
    roads = CutOff(roads, at.lon, at.lat)
    snapshot = build(nation, roads=roads, generation=generation)
    own = {name: number for name, number in snapshot.at["ambulances"].items() if name != GATE}
    return replace(snapshot, at={**snapshot.at, "ambulances": own})
