"""Decisions of places: where a point lies, and what the words of an address mean."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from qanat.foundation.texts import search_key

Ring = Sequence[Sequence[float]]
Polygon = Sequence[Ring]

EARTH_M: Final = 6_371_008.8
SETTLEMENT_WORDS: Final = frozenset(
    search_key(word)
    for word in (
        "г", "гор", "город", "с", "село", "п", "пос", "посёлок", "пгт", "ст", "станция", "аул",
        "ауыл", "ауылы", "кент", "кенті", "қ", "қаласы", "қала", "city", "town", "village",
        "shahri", "shahar", "qishlogʻi", "қишлоғи",
    )
)  # fmt: skip
"""Words beside the name of a settlement which say only what it is."""

REGION_WORDS: Final = frozenset(
    search_key(word)
    for word in (
        "область", "обл", "облысы", "обл", "region", "oblast", "viloyati", "вилояти", "город",
        "г", "қаласы", "қ", "city", "shahri", "шаҳри",
    )
)  # fmt: skip
"""Words beside the name of a region which say only what it is."""


def without(words: frozenset[str], key: str) -> str:
    """Return a folded name without words of a kind; the whole where nothing would be left."""
    return " ".join(word for word in key.split() if word not in words) or key


def is_inside(lon: float, lat: float, polygons: Iterable[Polygon]) -> bool:
    """Tell whether a point lies in one of the polygons; their inner rings are holes."""
    return any(
        _is_in_ring(lon, lat, polygon[0])
        and not any(_is_in_ring(lon, lat, hole) for hole in polygon[1:])
        for polygon in polygons
    )


def _is_in_ring(lon: float, lat: float, ring: Ring) -> bool:
    inside = False
    x1, y1 = ring[-1][0], ring[-1][1]
    for x2, y2 in ring:
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
        x1, y1 = x2, y2
    return inside


def bounds(polygons: Iterable[Polygon]) -> tuple[float, float, float, float]:
    """Return the west, south, east and north end of polygons."""
    points = [point for polygon in polygons for point in polygon[0]]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return min(lons), min(lats), max(lons), max(lats)


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance between two points."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(math.sqrt(half))
