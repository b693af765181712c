"""Distances over the sphere from unit vectors, compiled."""

import math
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.compiled import compiled
from qanat.engine.geodesy import EARTH_RADIUS_M

_SERIES_TO: Final = 0.3
"""Half a chord up to which eleven terms of the series are exact to a double's last digits."""


@compiled
def arcs_from(xyz: Floats, point: Floats, metres: Floats) -> None:
    """Fill in the great circles from points to one point.

    Args:
        xyz: unit vectors, shape ``(3, n)``.
        point: a unit vector.
        metres: where the answers go, shape ``(n,)``.
    """
    x, y, z = point[0], point[1], point[2]
    for i in range(len(metres)):
        dx, dy, dz = xyz[0, i] - x, xyz[1, i] - y, xyz[2, i] - z
        metres[i] = 0.25 * (dx * dx + dy * dy + dz * dz)
    for i in range(len(metres)):
        s = metres[i]
        h = math.sqrt(s)
        metres[i] = (2.0 * EARTH_RADIUS_M) * (
            h
            * (
                1.0
                + s * (0.16666666666666666
                + s * (0.075
                + s * (0.044642857142857144
                + s * (0.030381944444444444
                + s * (0.022372159090909092
                + s * (0.017352764423076924
                + s * (0.01396484375
                + s * (0.011551800896139705
                + s * (0.009761609529194078
                + s * (0.008390335809616815
                + s * 0.0073125258735988454))))))))))
            )
        )  # fmt: skip
    limit = 2.0 * EARTH_RADIUS_M * math.asin(_SERIES_TO)
    for i in range(len(metres)):
        if metres[i] > limit:
            dx, dy, dz = xyz[0, i] - x, xyz[1, i] - y, xyz[2, i] - z
            half = math.sqrt(0.25 * (dx * dx + dy * dy + dz * dz))
            metres[i] = 2.0 * EARTH_RADIUS_M * math.asin(min(1.0, half))


@compiled
def arcs_between(a: Floats, b: Floats) -> Floats:
    """Return the great circles between all points of two sets of unit vectors."""
    metres = np.empty((a.shape[1], b.shape[1]))
    for i in range(a.shape[1]):
        arcs_from(b, a[:, i].copy(), metres[i])
    return metres


def unit_vectors(lon_deg: Floats, lat_deg: Floats) -> Floats:
    """Return unit vectors of places, shape ``(3, n)``."""
    lon, lat = np.radians(lon_deg), np.radians(lat_deg)
    return np.ascontiguousarray(
        np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    )


def lon_lat(xyz: Floats) -> Floats:
    """Return unit vectors as degrees, columns longitude and latitude."""
    lon, lat = np.arctan2(xyz[1], xyz[0]), np.arctan2(xyz[2], np.hypot(xyz[0], xyz[1]))
    degrees: Floats = np.degrees(np.stack([lon, lat], axis=1))
    return degrees
