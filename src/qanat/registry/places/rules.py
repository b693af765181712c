"""Decisions of places: where a point lies, and what the words of an address mean."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
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


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of one road between two towns."""

    id: str
    a: str
    b: str
    km: float


@dataclass(frozen=True, slots=True)
class Posts:
    """A stretch of a road with the approximate kilometres of its ends, the smaller first."""

    id: str
    first_km: float
    last_km: float

    def shared_km(self, from_km: float, to_km: float) -> float:
        """Return how many of its kilometres lie within a range."""
        return max(0.0, min(self.last_km, to_km) - max(self.first_km, from_km))


def posts_of(links: Sequence[Link], start: str, start_km: float = 0.0) -> list[Posts]:
    """Return the kilometres of a road's links: their summed lengths from where it begins.

    A link of a branch or a ring counts from its nearer end. What does not hang together with the
    start is left out: nothing is known of its kilometres.
    """
    km = {town: start_km + away for town, away in _distances(links, start).items()}
    known = (link for link in links if link.a in km and link.b in km)
    found = ((link, min(km[link.a], km[link.b])) for link in known)
    return [Posts(link.id, first, first + link.km) for link, first in found]


def _distances(links: Iterable[Link], start: str) -> Mapping[str, float]:
    ways = defaultdict[str, list[tuple[str, float]]](list)
    for link in links:
        ways[link.a].append((link.b, link.km))
        ways[link.b].append((link.a, link.km))
    found: dict[str, float] = {}
    waiting = [(0.0, start)] if start in ways else []
    while waiting:
        km, town = heappop(waiting)
        if town in found:
            continue
        found[town] = km
        for other, more in ways[town]:
            heappush(waiting, (km + more, other))
    return found


def within_km(posts: Iterable[Posts], from_km: float, to_km: float) -> list[Posts]:
    """Return the links which a range of kilometres touches, in the order of the road."""
    hit = (
        one
        for one in posts
        if one.shared_km(from_km, to_km) > 0 or one.first_km <= from_km == to_km <= one.last_km
    )
    return sorted(hit, key=lambda one: (one.first_km, one.id))
