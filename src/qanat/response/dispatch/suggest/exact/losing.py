"""What the country loses while a unit is away: the sum of what is lost without each alone.

Of aircraft that is told by whoever knows whom they reach. An ambulance that stands idle counts for
the settlements it reaches in time; where several do, what one of them adds is little.

Source:
    docs/sources.md#coverage
"""

import math
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.coverage import losses
from qanat.engine.geodesy import EARTH_RADIUS_M
from qanat.engine.kbest._geometry import unit_vectors
from qanat.foundation.kept import kept
from qanat.foundation.parameters.queries import parameter
from qanat.registry.places.queries import settlement_rows
from qanat.response.dispatch.parameters import (
    AMBULANCE_BUSY,
    AMBULANCE_REACH,
    OFF_GRAPH_SPEED,
    OFF_ROAD_DETOUR,
)
from qanat.response.dispatch.suggest.covering import lost_of_aircraft
from qanat.response.dispatch.suggest.exact.keeping import Current

KMH: Final = 1 / 3.6


def people_lost(current: Current) -> dict[str, float]:
    """Return how many people fewer are expected to be reached without each unit, by id."""
    lost = dict(lost_of_aircraft(current.minute))
    names = (van.id for van in current.snapshot.nation.ambulances)
    return lost | dict(zip(names, _of_ambulances(current).tolist(), strict=False))


def with_losses(current: Current) -> Current:
    """Return the same nation, in which every unit is charged with what is lost without it."""
    snapshot, lost = current.snapshot, people_lost(current)
    planes = np.array([lost.get(one.id, 0.0) for one in snapshot.nation.aircraft])
    vans = snapshot.units._replace(loss=_of_ambulances(current))
    craft = snapshot.craft._replace(loss=planes)
    return replace(current, snapshot=replace(snapshot, units=vans, craft=craft))


def _of_ambulances(current: Current) -> Floats:
    """Return what is lost without each ambulance, a team's own car included, which is none."""
    units, at = current.snapshot.units, current.minute
    idle = units.ready_s <= current.now_s + current.ground.turn_out_s
    idle[-1] = False
    towns, people = _towns()
    metres = parameter(AMBULANCE_REACH, on=at).number * 60 * KMH
    metres *= parameter(OFF_GRAPH_SPEED, on=at).number / parameter(OFF_ROAD_DETOUR, on=at).number
    busy = parameter(AMBULANCE_BUSY, on=at).number
    lost = np.zeros(len(idle))
    key = np.ascontiguousarray(units.xyz[:, idle]).tobytes()
    lost[idle] = _lost(key, metres, busy, towns.tobytes(), people.tobytes())
    return lost


@lru_cache(maxsize=4)
def _lost(vans: bytes, metres: float, busy: float, towns: bytes, people: bytes) -> Floats:
    here, there = (np.frombuffer(one).reshape(3, -1) for one in (vans, towns))
    reach = here.T @ there >= math.cos(metres / EARTH_RADIUS_M)
    return losses(reach, np.frombuffer(people), busy)


@kept(seconds=600)
def _towns() -> tuple[Floats, Floats]:
    """Return the settlements whose population is known: where they are, and how many live there."""
    rows = [row for row in settlement_rows() if row.population]
    at = unit_vectors(np.array([row.lon for row in rows]), np.array([row.lat for row in rows]))
    return at, np.array([float(row.population or 0) for row in rows])
