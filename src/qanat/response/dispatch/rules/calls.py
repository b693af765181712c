"""What an ambulance call must say, and which crew goes first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Final

_NUMBER: Final = r"([+-]?\d{1,3}(?:[.,]\d+)?)"
_PAIR: Final = re.compile(rf"\s*{_NUMBER}\s*°?\s*(?:[;\s]|,\s)\s*{_NUMBER}\s*°?\s*")
NORTHMOST: Final = 90.0
EASTMOST: Final = 180.0


def is_place_told(
    settlement_id: int | None, address: str, lon: float | None, *, is_unknown: bool
) -> bool:
    """Tell whether a crew can be sent somewhere, or somebody said that nobody knows where."""
    return bool(settlement_id or address.strip() or lon is not None or is_unknown)


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Read ``43.24, 76.95`` (latitude, longitude) as (longitude, latitude); None if it is none."""
    found = _PAIR.fullmatch(text)
    if found is None:
        return None
    lat, lon = (float(part.replace(",", ".")) for part in found.groups())
    return (lon, lat) if abs(lat) <= NORTHMOST and abs(lon) <= EASTMOST else None


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew that might be sent.

    Attributes:
        drive_s: likely seconds to the patient; None where either place is not known.
        busy_from: when what it is promised to begins; None if it is free.
    """

    id: int
    call_sign: str
    kind: str
    base: str
    drive_s: float | None
    busy_from: datetime | None = None
    busy_until: datetime | None = None

    @property
    def is_free(self) -> bool:
        """Tell whether nobody else has it."""
        return self.busy_until is None


def nearest_first(crews: Iterable[Crew]) -> list[Crew]:
    """Order crews: free ones by their drive, then busy ones by when they are free again."""
    return sorted(
        crews,
        key=lambda c: (
            not c.is_free,
            c.busy_until.timestamp() if c.busy_until else 0.0,
            inf if c.drive_s is None else c.drive_s,
            c.call_sign,
        ),
    )
