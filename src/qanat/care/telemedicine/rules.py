"""By when a consultation has to begin."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

FRIDAY: Final = 4
EMERGENCY: Final = 1
URGENT: Final = 2


@dataclass(frozen=True, slots=True)
class Norms:
    """Times until a consultation has to begin, in minutes; planned ones in working days."""

    threat_min: float
    emergency_min: float
    urgent_min: float
    planned_days: int


def due_at(
    ordered_at: datetime, urgency: int, norms: Norms, zone: tzinfo, *, is_threat: bool
) -> datetime:
    """Return by when a consultation has to begin.

    A threat to life or to an organ goes before everything. A planned one is due at the same
    time of day so many working days later; Saturdays and Sundays of ``zone`` do not count.

    Source:
        docs/sources.md#consultation-norms
    """
    if is_threat:
        return ordered_at + timedelta(minutes=norms.threat_min)
    if urgency == EMERGENCY:
        return ordered_at + timedelta(minutes=norms.emergency_min)
    if urgency == URGENT:
        return ordered_at + timedelta(minutes=norms.urgent_min)
    local = ordered_at.astimezone(zone)
    for _ in range(norms.planned_days):
        local += timedelta(days=1)
        while local.weekday() > FRIDAY:
            local += timedelta(days=1)
    return local.astimezone(ordered_at.tzinfo)
