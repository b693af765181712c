"""A sketch of the road network: towns, the links between them, and closures.

Towns and lengths come as data. A journey leaves its start by an unknown road to a town, follows
links, and leaves the network again; between places of the same town it keeps off the network.
A closed link is simply absent, so that a journey shows plainly that it got longer or impossible.

Source:
    docs/sources.md#road-times
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.geodesy import Point, arcs_m, chord_squares
from qanat.engine.travel import NO_DRIVE, Drive, RoadClass, RoadModel

KEPT: Final = 48
"""Answers kept: a few for all ambulances, places and hospitals, the others for scenes."""


@dataclass(frozen=True, slots=True)
class Town:
    """A node of the network."""

    name: str
    at: Point


@dataclass(frozen=True, slots=True)
class RoadLink:
    """A road between two towns, usable both ways.

    Raises:
        ValueError: if its length is not positive or it leads back to its start.
    """

    id: str
    a: str
    b: str
    length_m: float
    road_class: RoadClass
    road_code: str = ""

    def __post_init__(self) -> None:
        if not self.length_m > 0 or self.a == self.b:
            raise ValueError(f"not a road: {self.id}, {self.length_m} m")


@dataclass(frozen=True, slots=True)
class Route:
    """A way through the network.

    Attributes:
        towns: names in the order of travel.
        links: the links between them.
        drive: length and times of the whole journey, roads off the network included.
    """

    towns: tuple[str, ...]
    links: tuple[RoadLink, ...]
    drive: Drive


@dataclass(frozen=True, slots=True)
class Reach:
    """Which towns a journey may begin or end at.

    A place joins its nearest town, and every other which is not much farther than that one:
    a village halfway between two towns may leave in either direction.

    Attributes:
        factor: how many times farther than the nearest town another may be.
        extra_m: what is added to that.
        at_most: how many towns are tried.
    """

    factor: float = 2.0
    extra_m: float = 15_000.0
    at_most: int = 4


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where journeys join the network.

    Attributes:
        towns: numbers of the towns, nearest first, shape ``(places, towns)``.
        legs_s: seconds to drive there, infinite out of reach, same shape.
        nearest: squared chord to the nearest town, shape ``(places,)``.
    """

    towns: Ints
    legs_s: Floats
    nearest: Floats


class RoadNetwork:
    """The roads of a nation at one time, closures applied; build a new one when they change.

    Args:
        towns: the nodes.
        links: the roads between them.
        model: speeds and factors.
        closed: ids of links which can't be used.
        reach: which towns a journey may begin or end at.

    Raises:
        ValueError: if there is no town, a name or id occurs twice, a link leads to a town which
            is not there, or a closed link is not known.
    """

    def __init__(
        self,
        towns: Sequence[Town],
        links: Sequence[RoadLink],
        model: RoadModel,
        *,
        closed: frozenset[str] = frozenset(),
        reach: Reach | None = None,
    ) -> None:
        _check(towns, links, closed)
        self.towns = tuple(towns)
        self.links = tuple(links)
        self.model = model
        self.closed = closed
        self.reach = reach or Reach()
        self._index = {town.name: number for number, town in enumerate(towns)}
        self._places = np.array([[town.at.lon, town.at.lat] for town in towns])
        self._links_of = self._adjacency()
        found = [self._shortest_from(number) for number in range(len(towns))]
        self._likely_s: Floats = np.array([seconds for seconds, _ in found])
        self._came_by = [came_by for _, came_by in found]
        self._kept = lru_cache(maxsize=KEPT)(self._computed_s)
        self._kept_ends = lru_cache(maxsize=KEPT)(self._computed_ends)

    def without(self, closed: Iterable[str]) -> "RoadNetwork":
        """Return the network with further links closed."""
        return RoadNetwork(
            self.towns,
            self.links,
            self.model,
            closed=self.closed | frozenset(closed),
            reach=self.reach,
        )

    def find_route(self, start: str, end: str) -> Route | None:
        """Return the likely quickest way between two towns, ``None`` if there is none.

        Raises:
            KeyError: if a town is not known.
        """
        first, last = self._index[start], self._index[end]
        if not math.isfinite(self._likely_s[first, last]):
            return None
        came_by, links, towns = self._came_by[first], list[RoadLink](), [end]
        while towns[-1] != start:
            link = came_by[self._index[towns[-1]]]
            links.append(link)
            towns.append(link.a if link.b == towns[-1] else link.b)
        drive = NO_DRIVE
        for link in reversed(links):
            drive += self.model.on_road(link.length_m, link.road_class)
        return Route(tuple(reversed(towns)), tuple(reversed(links)), drive)

    def find_journey(self, start: Point, end: Point) -> Route | None:
        """Return the likely quickest way between two places, ``None`` if there is none."""
        a, b = _row(start), _row(end)
        from_a, from_b = self._ends(a), self._ends(b)
        between = self._likely_s[np.ix_(from_a.towns[0], from_b.towns[0])]
        through = from_a.legs_s[0][:, None] + between + from_b.legs_s[0][None, :]
        i, j = np.unravel_index(int(np.argmin(through)), through.shape)
        direct_s = float(self._direct_s(a, b, from_a, from_b)[0, 0])
        if not math.isfinite(min(float(through[i, j]), direct_s)):
            return None
        if direct_s <= through[i, j]:
            return Route((), (), self.model.off_graph(start, end))
        first, last = self.towns[from_a.towns[0, i]], self.towns[from_b.towns[0, j]]
        route = self.find_route(first.name, last.name)
        if route is None:
            return None
        drive = self.model.off_graph(start, first.at) + route.drive
        return Route(route.towns, route.links, drive + self.model.off_graph(last.at, end))

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        """Return the likely driving times between all places; see ``travel.RoadTimes``.

        The answers to the last questions are kept: most places of a nation stay where they are.
        """
        return self._kept(_bytes(a), _bytes(b))

    def _computed_s(self, from_places: bytes, to_places: bytes) -> Floats:
        a, b = (np.frombuffer(places).reshape(-1, 2) for places in (from_places, to_places))
        from_a, from_b = self._ends(a), self._ends(b)
        ends, where = np.unique(from_b.towns, return_inverse=True)
        where = where.reshape(from_b.towns.shape)
        to_ends: Floats = np.full((len(a), len(ends)), np.inf)
        for towns, legs_s in zip(from_a.towns.T, from_a.legs_s.T, strict=True):
            reached = self._likely_s[np.ix_(towns, ends)] + legs_s[:, None]
            np.minimum(to_ends, reached, out=to_ends)
        best = self._direct_s(a, b, from_a, from_b)
        for columns, legs_s in zip(where.T, from_b.legs_s.T, strict=True):
            np.minimum(best, to_ends[:, columns] + legs_s[None, :], out=best)
        best.setflags(write=False)
        return best

    def _ends(self, places: Floats) -> "_Ends":
        """Return where journeys from or to these places join the network; the last are kept."""
        return self._kept_ends(_bytes(places))

    def _computed_ends(self, at: bytes) -> "_Ends":
        places = np.frombuffer(at).reshape(-1, 2)
        many = min(self.reach.at_most, len(self.towns))
        away = chord_squares(places, self._places)
        towns: Ints = np.argpartition(away, many - 1, axis=1)[:, :many]
        near = np.take_along_axis(away, towns, axis=1)
        order = np.lexsort((towns, near), axis=1)
        towns = np.take_along_axis(towns, order, axis=1)
        near_m = arcs_m(np.take_along_axis(near, order, axis=1))
        limit_m = near_m[:, :1] * self.reach.factor + self.reach.extra_m
        legs_s = self.model.off_graph_likely_s(near_m)
        return _Ends(towns, np.where(near_m <= limit_m, legs_s, np.inf), near.min(axis=1))

    def _direct_s(self, a: Floats, b: Floats, from_a: "_Ends", from_b: "_Ends") -> Floats:
        """Return the times off the network, infinite where a journey must use it.

        Off the network one may go within the surroundings of one town, and between places
        which are nearer to each other than either is to any town; otherwise the straight way
        would pass closures by.
        """
        squares = chord_squares(a, b)
        is_free: Bools = from_a.towns[:, :1] == from_b.towns[:, 0][None, :]
        is_free |= squares <= np.minimum(from_a.nearest[:, None], from_b.nearest[None, :])
        direct_s: Floats = np.full(squares.shape, np.inf)
        direct_s[is_free] = self.model.off_graph_likely_s(arcs_m(squares[is_free]))
        return direct_s

    def _adjacency(self) -> Mapping[int, list[tuple[int, float, RoadLink]]]:
        """Return, for each town, where its open links lead and how long they take."""
        leads: dict[int, list[tuple[int, float, RoadLink]]] = {}
        for link in self.links:
            if link.id in self.closed:
                continue
            seconds = self.model.on_road(link.length_m, link.road_class).likely_s
            a, b = self._index[link.a], self._index[link.b]
            leads.setdefault(a, []).append((b, seconds, link))
            leads.setdefault(b, []).append((a, seconds, link))
        return leads

    def _shortest_from(self, start: int) -> tuple[list[float], dict[int, RoadLink]]:
        """Return the times from a town to all (Dijkstra), and the link each is reached by."""
        best = [math.inf] * len(self.towns)
        best[start] = 0.0
        came_by: dict[int, RoadLink] = {}
        waiting = [(0.0, start)]
        while waiting:
            seconds, town = heapq.heappop(waiting)
            if seconds > best[town]:
                continue
            for other, more, link in self._links_of.get(town, ()):
                if seconds + more < best[other]:
                    best[other] = seconds + more
                    came_by[other] = link
                    heapq.heappush(waiting, (best[other], other))
        return best, came_by


def _check(towns: Sequence[Town], links: Sequence[RoadLink], closed: frozenset[str]) -> None:
    names, ids = {town.name for town in towns}, {link.id for link in links}
    if not towns or len(names) < len(towns) or len(ids) < len(links):
        raise ValueError("a network needs towns, and each name and id only once")
    for link in links:
        if not {link.a, link.b} <= names:
            raise ValueError(f"link {link.id} leads to a town which is not there")
    if closed - ids:
        raise ValueError(f"closed links which are not there: {sorted(closed - ids)}")


def _bytes(places: Floats) -> bytes:
    """Return places as what they can be kept by."""
    return np.asarray(places, dtype=np.float64).tobytes()


def _row(place: Point) -> Floats:
    return np.array([[place.lon, place.lat]])
