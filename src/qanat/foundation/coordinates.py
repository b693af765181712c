"""Coordinates as people type them."""

import re
from typing import Final

_NUMBER: Final = r"([+-]?\d{1,3}(?:[.,]\d+)?)"
_PAIR: Final = re.compile(rf"\s*{_NUMBER}\s*°?\s*(?:[;\s]|,\s)\s*{_NUMBER}\s*°?\s*")
NORTHMOST: Final = 90.0
EASTMOST: Final = 180.0


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Read ``43.24, 76.95`` (latitude, longitude) as (longitude, latitude); None if it is none."""
    found = _PAIR.fullmatch(text)
    if found is None:
        return None
    lat, lon = (float(part.replace(",", ".")) for part in found.groups())
    return (lon, lat) if abs(lat) <= NORTHMOST and abs(lon) <= EASTMOST else None
