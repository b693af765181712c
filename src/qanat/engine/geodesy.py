"""Distances, bearings and points on the earth; longitude before latitude.

Two distances live here. The haversine treats the earth as a sphere: it is quick enough for
every pair of a nation, and wrong by less than ``SPHERE_ERROR``. The geodesic follows the
WGS 84 ellipsoid to a millimetre: it is what we write into records.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from geographiclib.geodesic import Geodesic

from qanat.engine.arrays import Floats

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid, (2a + b) / 3."""

SPHERE_ERROR: Final = 0.0057
"""Largest relative error of the sphere against the ellipsoid, anywhere on earth."""

HALF_TURN_DEG: Final = 180.0
QUARTER_TURN_DEG: Final = 90.0
_NEARLY_ANTIPODAL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth.

    Raises:
        ValueError: if longitude or latitude is outside its range or not a number.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (abs(self.lon) <= HALF_TURN_DEG and abs(self.lat) <= QUARTER_TURN_DEG):
            raise ValueError(f"not a place on earth: longitude {self.lon}, latitude {self.lat}")


def great_circle_m(a: Point, b: Point) -> float:
    """Return the distance over the sphere; exact within ``SPHERE_ERROR``."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2)
    square = half_lat**2 + math.cos(lat_a) * math.cos(lat_b) * half_lon**2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(square)))


def great_circles_m(a: Floats, b: Floats) -> Floats:
    """Return the distances over the sphere between every point of ``a`` and every point of ``b``.

    Args:
        a: degrees, columns longitude and latitude, shape ``(n, 2)``.
        b: degrees, columns longitude and latitude, shape ``(m, 2)``.

    Returns:
        Metres, shape ``(n, m)``.
    """
    return arcs_m(chord_squares(a, b))


def chord_squares(a: Floats, b: Floats) -> Floats:
    """Return the squared chords of a unit sphere between all points: a quick way to compare.

    Args:
        a: degrees, columns longitude and latitude, shape ``(n, 2)``.
        b: degrees, columns longitude and latitude, shape ``(m, 2)``.

    Returns:
        Squared chords, 0 to 4, in the order of the distances; shape ``(n, m)``.
    """
    ours, theirs = _unit_vectors(a), _unit_vectors(b)
    squares: Floats = np.zeros((len(a), len(b)))
    for mine, other in zip(ours, theirs, strict=True):
        difference = mine[:, None] - other[None, :]
        squares += np.multiply(difference, difference, out=difference)
    return squares


def arcs_m(chord_squares: Floats) -> Floats:
    """Return the distances over the sphere that belong to squared chords, element by element."""
    halves = np.minimum(np.sqrt(chord_squares) / 2, 1.0)
    arcs: Floats = 2 * EARTH_RADIUS_M * np.arcsin(halves)
    return arcs


def _unit_vectors(points: Floats) -> Floats:
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def geodesic_m(a: Point, b: Point) -> float:
    """Return the distance over the WGS 84 ellipsoid, for records.

    Source:
        docs/sources.md#geodesics
    """
    found = Geodesic.WGS84.Inverse(a.lat, a.lon, b.lat, b.lon, Geodesic.DISTANCE)
    return float(found["s12"])


def initial_bearing_deg(a: Point, b: Point) -> float:
    """Return the true course on leaving ``a`` for ``b``, 0 to below 360, clockwise from north."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    across = math.radians(b.lon - a.lon)
    east = math.sin(across) * math.cos(lat_b)
    north = math.cos(lat_a) * math.sin(lat_b) - math.sin(lat_a) * math.cos(lat_b) * math.cos(across)
    return math.degrees(math.atan2(east, north)) % 360.0


def destination(start: Point, bearing_deg: float, distance_m: float) -> Point:
    """Return the point reached from ``start`` on a great circle.

    Raises:
        ValueError: if the distance is negative.
    """
    if distance_m < 0:
        raise ValueError("a distance is not negative")
    angle, course = distance_m / EARTH_RADIUS_M, math.radians(bearing_deg)
    lat = math.radians(start.lat)
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(course)
    sine = max(-1.0, min(1.0, sine))
    east = math.sin(course) * math.sin(angle) * math.cos(lat)
    north = math.cos(angle) - math.sin(lat) * sine
    return Point(_wrapped(start.lon + math.degrees(math.atan2(east, north))), _degrees(sine))


def between(a: Point, b: Point, share: float) -> Point:
    """Return the point at a share of the way from ``a`` to ``b`` along the great circle.

    Args:
        a: where the way begins.
        b: where it ends.
        share: 0 at ``a``, 1 at ``b``; outside values are brought to the nearer end.

    Raises:
        ValueError: if the points are antipodal, since then every direction is a shortest one.
    """
    share = max(0.0, min(1.0, share))
    if share in {0.0, 1.0}:
        return b if share else a
    angle = great_circle_m(a, b) / EARTH_RADIUS_M
    if math.pi - angle < _NEARLY_ANTIPODAL:
        raise ValueError("no single great circle joins antipodal points")
    return destination(a, initial_bearing_deg(a, b), share * angle * EARTH_RADIUS_M)


def _wrapped(lon: float) -> float:
    """Bring a longitude into -180 to 180."""
    if abs(lon) <= HALF_TURN_DEG:
        return lon
    return (lon + HALF_TURN_DEG) % (2 * HALF_TURN_DEG) - HALF_TURN_DEG


def _degrees(sine: float) -> float:
    return math.degrees(math.asin(sine))
