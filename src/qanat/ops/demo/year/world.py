"""What the plan of a year stands on: regions, hospitals, airfields, aircraft; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from qanat.engine.geodesy import Point, great_circle_m

ASTANA: Final = "KZ-71"
ALMATY: Final = "KZ-75"
CITIES: Final = frozenset({ASTANA, ALMATY, "KZ-79"})
HOME: Final = "KZ"
SENDERS: Final = frozenset({"district", "inter", "city"})
Case = Mapping[str, Any]
"""A clinical vignette with its ``nosology``."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where an aircraft or a vehicle stops."""

    name: str
    at: Point
    region: str
    country: str = HOME


@dataclass(frozen=True, slots=True)
class Hospital:
    """An organisation with beds; ``type`` is a value of the registry."""

    id: int
    type: str
    settlement_id: int
    spot: Spot
    van_id: int | None = None
    van: str = ""

    @property
    def region(self) -> str:
        """Return the code of its region."""
        return self.spot.region


@dataclass(frozen=True, slots=True)
class Airfield:
    """An airfield with the length of its runway, None where it is not known."""

    icao: str
    spot: Spot
    runway_m: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of an aircraft's crew."""

    person_id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Craft:
    """An aircraft with its base and its teams, who take turns."""

    id: int
    tail: str
    type: str
    is_helicopter: bool
    cruise_mps: float
    range_m: float
    strip_m: int
    stretchers: int
    block_extra_s: int
    base: Spot
    operator_id: int
    teams: tuple[tuple[Member, ...], ...] = ()

    @property
    def level(self) -> str:
        """Return who flies when it flies inside the country."""
        return {ASTANA: "astana", ALMATY: "almaty"}.get(self.base.region, "regional")

    def flight_s(self, start: Point, end: Point) -> int:
        """Return how long it flies from one place to another, in whole minutes."""
        cruise_s = 1.06 * great_circle_m(start, end) / self.cruise_mps
        return max(10, round((cruise_s + self.block_extra_s) / 60)) * 60


@dataclass(frozen=True)
class World:
    """Everything that a year may happen to."""

    hospitals: tuple[Hospital, ...]
    airfields: tuple[Airfield, ...]
    fleet: tuple[Craft, ...]
    cases: tuple[Case, ...]
    regions: tuple[str, ...] = field(default=())
    """The regions from which patients are sent on."""

    @cached_property
    def senders(self) -> dict[str, list[Hospital]]:
        """Return for each region the hospitals that send patients on."""
        return {
            region: [h for h in self.hospitals if h.region == region and h.type in SENDERS]
            for region in self.regions
        }

    @cached_property
    def by_nosology(self) -> dict[str, list[Case]]:
        """Return the cases of each nosology group; organs are none of them."""
        found: dict[str, list[Case]] = {}
        for case in self.cases:
            if case["need"] != "organ":
                found.setdefault(case["nosology"], []).append(case)
        return found

    @cached_property
    def home_fields(self) -> list[Airfield]:
        """Return the airfields of the country."""
        return [one for one in self.airfields if one.spot.country == HOME]

    def field_near(self, at: Point, strip_m: int, within_m: float) -> Airfield | None:
        """Return the nearest airfield of the country with a runway long enough."""
        fit = [one for one in self.home_fields if (one.runway_m or 0) >= strip_m]
        near = min(fit, key=lambda one: great_circle_m(one.spot.at, at), default=None)
        if near is None or great_circle_m(near.spot.at, at) > within_m:
            return None
        return near
