"""How long a drive takes where no road is known: the great circle, lengthened.

A drive is answered as a range (quickest, likely, slowest), since a single minute would promise
what nobody can keep. Every figure of the model is passed in: they are dated parameters of the
nation, most of them not verified yet.

Source:
    docs/sources.md#road-times
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from qanat.engine.arrays import Floats
from qanat.engine.geodesy import Point, great_circle_m, great_circles_m


class RoadClass(StrEnum):
    """What kind of road a link is."""

    TRUNK = "trunk"
    OTHER = "other"
    GRAVEL = "gravel"


@dataclass(frozen=True, slots=True)
class Range:
    """A lowest, a likely and a highest value, all positive and in this order.

    Raises:
        ValueError: if they are not.
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.likely <= self.high < math.inf:
            raise ValueError(f"not a range: {self.low}, {self.likely}, {self.high}")


@dataclass(frozen=True, slots=True)
class Drive:
    """How far and how long a drive is."""

    length_m: float
    low_s: float
    likely_s: float
    high_s: float

    def __add__(self, other: "Drive") -> "Drive":
        """Drive on."""
        return Drive(
            self.length_m + other.length_m,
            self.low_s + other.low_s,
            self.likely_s + other.likely_s,
            self.high_s + other.high_s,
        )


NO_DRIVE = Drive(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadModel:
    """The parameters of road times.

    Attributes:
        speeds_mps: speed on each class of road in good conditions.
        off_graph_mps: speed where the road is not known, towns included.
        detour: length of an unknown road as a multiple of the great circle.
        season: times of the season as a multiple of those in good conditions.

    Raises:
        ValueError: if a class of road has no speed.
    """

    speeds_mps: Mapping[RoadClass, Range]
    off_graph_mps: Range
    detour: Range
    season: Range

    def __post_init__(self) -> None:
        missing = set(RoadClass) - set(self.speeds_mps)
        if missing:
            raise ValueError(f"no speed for {sorted(missing)}")

    def on_road(self, length_m: float, road_class: RoadClass) -> Drive:
        """Return the drive along a road of known length."""
        exact = Range(length_m, length_m, length_m)
        return self._drive(exact, self.speeds_mps[road_class])

    def off_graph(self, a: Point, b: Point) -> Drive:
        """Return the drive between two points whose road is not known."""
        direct_m = great_circle_m(a, b)
        if direct_m == 0:
            return NO_DRIVE
        detour = self.detour
        lengths_m = Range(direct_m * detour.low, direct_m * detour.likely, direct_m * detour.high)
        return self._drive(lengths_m, self.off_graph_mps)

    def off_graph_likely_s(self, direct_m: Floats) -> Floats:
        """Return the likely times for great circles, element by element."""
        factor = self.detour.likely * self.season.likely / self.off_graph_mps.likely
        return direct_m * factor

    def _drive(self, length_m: Range, speed_mps: Range) -> Drive:
        return Drive(
            length_m.likely,
            length_m.low / speed_mps.high * self.season.low,
            length_m.likely / speed_mps.likely * self.season.likely,
            length_m.high / speed_mps.low * self.season.high,
        )


class RoadTimes(Protocol):
    """What the planner asks of the roads."""

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        """Return the likely driving times between all points.

        Args:
            a: degrees, columns longitude and latitude, shape ``(n, 2)``.
            b: degrees, columns longitude and latitude, shape ``(m, 2)``.

        Returns:
            Seconds, infinite where there is no way, shape ``(n, m)``.
        """
        ...


@dataclass(frozen=True, slots=True)
class OffGraphRoads:
    """Road times where nothing is known about roads."""

    model: RoadModel

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        """Return the likely driving times between all points; see ``RoadTimes``."""
        return self.model.off_graph_likely_s(great_circles_m(a, b))
