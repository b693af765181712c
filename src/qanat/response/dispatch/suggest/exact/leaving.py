"""A patient goes abroad: an airport there is where he is taken over, by whoever comes from there.

Planners know hospitals, and ambulances which meet aircraft. So at the gate of that airport there
is a hospital with an ambulance: both stand in for those who take over, nobody is promised to
them, and no road leads from there to anywhere else.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
from msgspec import structs

from qanat.engine.arrays import Bools, Floats
from qanat.engine.kbest import model
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.widened import widened
from qanat.engine.travel import RoadTimes
from qanat.response.dispatch.suggest.exact.nation import Ground, place_of
from qanat.response.dispatch.suggest.places import landing
from qanat.response.dispatch.suggest.skies import with_weather

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


@dataclass(frozen=True, slots=True)
class Abroad:
    """From where or to where a patient is flown.

    Attributes:
        country: whose landing places are looked at.
        airport: where the patient is taken over, by id; empty where he comes from there.
    """

    country: str
    airport: str = ""


def with_abroad(
    ground: Ground, snapshot: Snapshot, now: datetime, abroad: Abroad
) -> tuple[Ground, Snapshot]:
    """Return a nation with the landing places of another country.

    Where one of them takes patients over, its ambulance can't be asked for by its name: it is
    nobody's here.
    """
    sites = with_weather(landing(now, abroad.country), ground.skies)
    new = {one.id: one for one in sites if one.id not in ground.landing}
    places = {key: place_of(one) for key, one in new.items()}
    ground = replace(ground, places={**ground.places, **places}, landing=ground.landing | new)
    at = ground.places.get(abroad.airport)
    if at is None:
        return ground, widened(snapshot, tuple(places.values()))
    equipment = tuple(snapshot.words.equipment)  # no aircraft has anything else
    van = model.Ambulance(
        id=GATE, lon=at.lon, lat=at.lat, equipment=equipment, stretchers=ANY, seats=ANY
    )
    gate = model.Hospital(id=GATE, lon=at.lon, lat=at.lat)
    roads = CutOff(ground.roads, at.lon, at.lat)
    wide = widened(snapshot, tuple(places.values()), (gate,), (van,), roads=roads)
    handling = structs.replace(wide.nation.handling, road_unload_s=0.0)
    own = {name: number for name, number in wide.at["ambulances"].items() if name != GATE}
    return ground, replace(
        wide,
        nation=structs.replace(wide.nation, handling=handling),
        at={**wide.at, "ambulances": own},
    )
