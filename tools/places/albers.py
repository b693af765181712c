"""Albers equal-area projection for Kazakhstan, in kilometres: true areas, small distortion."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

RADIUS_KM: Final = 6371.0072  # sphere of the same area as the WGS 84 ellipsoid
ECCENTRICITY2: Final = 0.00669437999
LON0, LAT0, LAT1, LAT2 = (np.radians(x) for x in (67.0, 48.0, 43.0, 53.0))
N: Final = (np.sin(LAT1) + np.sin(LAT2)) / 2
C: Final = np.cos(LAT1) ** 2 + 2 * N * np.sin(LAT1)
RHO0: Final = RADIUS_KM * np.sqrt(C - 2 * N * np.sin(LAT0)) / N


def project(points: Points) -> Points:
    """Turn longitudes and latitudes in degrees into kilometres east and north."""
    lon, lat = np.radians(points[:, 0]), _authalic(np.radians(points[:, 1]))
    rho = RADIUS_KM * np.sqrt(C - 2 * N * np.sin(lat)) / N
    theta = N * (lon - LON0)
    return np.column_stack((rho * np.sin(theta), RHO0 - rho * np.cos(theta)))


def unproject(points: Points) -> Points:
    """Turn kilometres back into longitudes and latitudes in degrees."""
    x, y = points[:, 0], RHO0 - points[:, 1]
    rho, theta = np.hypot(x, y), np.arctan2(x, y)
    lat = np.arcsin((C - (rho * N / RADIUS_KM) ** 2) / (2 * N))
    return np.column_stack((np.degrees(LON0 + theta / N), np.degrees(_geodetic(lat))))


def _authalic(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    e2 = ECCENTRICITY2
    return lat - (e2 / 3 + 31 * e2**2 / 180) * np.sin(2 * lat) + 17 * e2**2 / 360 * np.sin(4 * lat)


def _geodetic(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    e2 = ECCENTRICITY2
    return lat + (e2 / 3 + 31 * e2**2 / 180) * np.sin(2 * lat) + 23 * e2**2 / 360 * np.sin(4 * lat)
