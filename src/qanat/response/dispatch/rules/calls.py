"""What an ambulance call must say, and which crew goes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf


def is_place_told(
    settlement_id: int | None, address: str, lon: float | None, *, is_unknown: bool
) -> bool:
    """Tell whether a crew can be sent somewhere, or somebody said that nobody knows where."""
    return bool(settlement_id or address.strip() or lon is not None or is_unknown)


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
