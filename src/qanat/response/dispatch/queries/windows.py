"""The treatment windows that run for a request."""

from datetime import datetime
from typing import Final

from qanat.registry.pathways.queries import WindowRow, window_for
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.organs import organ_clock
from qanat.response.dispatch.queries.requests import RequestRow
from qanat.response.dispatch.states import RequestState

MISSED_SHOWN_S: Final = 6 * 3600.0
"""For so long a missed window is told: whoever comes on duty has to know."""
OPEN_TO_WINDOWS: Final = frozenset(
    {
        RequestState.REGISTERED,
        RequestState.APPROVED,
        RequestState.GROUND_ONLY,
        RequestState.REMOTE_ONLY,
        RequestState.TASKED,
        RequestState.UNDER_WAY,
    }
)


def windows_of(row: Request | RequestRow, now: datetime) -> list[WindowRow]:
    """Return the treatment windows of a request, those that close first in front.

    Closed ones stand there too: they say what is past. A donor organ has one of its own.
    """
    if row.state not in OPEN_TO_WINDOWS:
        return []
    if organ := organ_clock(row.need, row.organ, row.clamp_at, now):
        return [organ.window(now)]
    if row.onset_at is None:
        return []
    return window_for(row.icd10, row.onset_at, now)


def windows_shown(row: RequestRow, now: datetime) -> list[WindowRow]:
    """Return the window that was missed last, if that is not long ago, and the one closing next."""
    known = windows_of(row, now)
    missed = [w for w in known if -MISSED_SHOWN_S < w.left_s <= 0]
    ahead = [w for w in known if w.left_s > 0]
    return [*missed[-1:], *ahead[:1]]
