"""From when it can be known what became of a patient."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

AFTER: Final[Mapping[str, timedelta]] = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
DEAD: Final = "dead"


def known_from(point: str, since: datetime) -> datetime:
    """Return when the time point is reached, counted from the hand-over, else the decision."""
    return since + AFTER[point]


def is_too_early(point: str, vital: str, since: datetime, now: datetime) -> bool:
    """Tell whether an outcome is told before its time; a death may be recorded at any time."""
    return vital != DEAD and now < known_from(point, since)
