"""Decisions of facilities."""

import math
from datetime import date
from functools import lru_cache
from typing import Final

from qanat.foundation.texts import search_key

GOLDEN_ANGLE: Final = math.radians(137.508)
METRES_A_DEGREE: Final = 111_195.0
RINGS: Final = 8
INNER_M: Final = 600.0
STEP_M: Final = 250.0


def moved_apart(number: int, lon: float, lat: float) -> tuple[float, float]:
    """Return a place near the middle of a town, another for each number.

    Until true addresses are loaded, the hospitals of a town stand on rings round its middle,
    so that they can be told apart on a map. The same number always gives the same place.
    """
    angle = number * GOLDEN_ANGLE
    away_m = INNER_M + STEP_M * (number % RINGS)
    east, north = away_m * math.cos(angle), away_m * math.sin(angle)
    return (
        round(lon + east / (METRES_A_DEGREE * math.cos(math.radians(lat))), 5),
        round(lat + north / METRES_A_DEGREE, 5),
    )


SHORTEST_STEM: Final = 4


@lru_cache(maxsize=4096)
def titled(name: str, town: str) -> str:
    """Return the name of a hospital with its town, unless the name tells it in any form.

    Several hospitals of the country have one name: "City Hospital No. 1, Semey".
    """
    key = search_key(town)
    stem = key.rstrip("aeiou") if len(key.rstrip("aeiou")) >= SHORTEST_STEM else key
    return name if not town or stem in search_key(name) else f"{name}, {town}"


def holds_on(on: date, since: date, until: date | None) -> bool:
    """Tell whether something that holds from a day and until a day holds on another."""
    return since <= on and (until is None or on <= until)


def is_enough(level: int | None, least: int | None) -> bool:
    """Tell whether a level of care is as high as needed; no level needed is always enough."""
    return least is None or (level is not None and level >= least)
