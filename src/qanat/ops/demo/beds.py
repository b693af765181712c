"""Free beds of the demonstration: of every third hospital, some of them full."""

from datetime import datetime
from typing import Final

from qanat.foundation.actors import SYSTEM
from qanat.registry.facilities.queries import inpatient_points
from qanat.response.hospitals.commands import state_free_beds
from qanat.response.hospitals.states import BedKind

EVERY: Final = 3
FULL: Final = 7
"""One in so many of those has no free bed of intensive care."""


def fill_beds(now: datetime) -> None:
    """State them as of now."""
    for number, row in enumerate(inpatient_points()[::EVERY]):
        beds = {BedKind.WARD: 4 + row.id % 20, BedKind.ICU: row.id % 5 + 1, BedKind.NEWBORN: 2}
        if number % FULL == FULL - 1:
            beds[BedKind.ICU] = 0
        state_free_beds(SYSTEM, facility_id=row.id, beds=beds, now=now)
