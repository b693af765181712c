"""What the country loses while an aircraft is away: told by whoever knows whom it reaches."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

Losses = Callable[[datetime], Mapping[str, float]]
_known: Final[list[Losses]] = []


def add_losses(told: Losses) -> None:
    """Have a context above asked, which says so when it starts."""
    _known[:] = [told]


def lost_of_aircraft(minute: datetime) -> Mapping[str, float]:
    """Return how many people fewer are expected to be reached without each aircraft, by id.

    Nothing if nobody knows.
    """
    return _known[0](minute) if _known else {}
