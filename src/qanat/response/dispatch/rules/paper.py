"""What is odd about the times of a sheet of paper, without being impossible."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Doubt(StrEnum):
    """Why somebody should look at the sheet once more."""

    LONG_UNDECIDED = "long_undecided"
    LONG_UNSENT = "long_unsent"
    LONG_UNDER_WAY = "long_under_way"
    SAME_TIMES = "same_times"
    LONG_AGO = "long_ago"


UNDECIDED: Final = timedelta(hours=12)
UNSENT: Final = timedelta(hours=24)
UNDER_WAY: Final = timedelta(hours=18)
AGO: Final = timedelta(days=7)
"""Beyond these a slip of the pen is likelier than the truth; design assumptions."""
SAME: Final = 3
"""So many equal times in a row are one guess written many times."""


def doubts(
    received_at: datetime,
    decided_at: datetime | None,
    times: Sequence[datetime],
    now: datetime,
) -> list[Doubt]:
    """Return what is odd about the times of a sheet, gravest first.

    Args:
        received_at: when the request was received.
        decided_at: when it was decided, if it was.
        times: of the mission, in the order in which they stand on the sheet.
        now: when it is typed.
    """
    found = []
    if decided_at is not None and decided_at - received_at > UNDECIDED:
        found.append(Doubt.LONG_UNDECIDED)
    if times and times[0] - (decided_at or received_at) > UNSENT:
        found.append(Doubt.LONG_UNSENT)
    if times and times[-1] - times[0] > UNDER_WAY:
        found.append(Doubt.LONG_UNDER_WAY)
    if any(times.count(at) >= SAME for at in set(times)):
        found.append(Doubt.SAME_TIMES)
    if now - received_at > AGO:
        found.append(Doubt.LONG_AGO)
    return found
