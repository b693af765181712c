"""The treatment windows that run for a request."""

from datetime import datetime
from typing import Final

from qanat.registry.pathways.queries import WindowRow, window_for
from qanat.response.dispatch.queries.requests import RequestRow
from qanat.response.dispatch.states import RequestState

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


def windows_of(row: RequestRow, now: datetime) -> list[WindowRow]:
    """Return the treatment windows of a request, those that close first in front.

    Closed ones stand there too: they say what is past.
    """
    if row.onset_at is None or row.state not in OPEN_TO_WINDOWS:
        return []
    return window_for(row.icd10, row.onset_at, now)


def window_of(row: RequestRow, now: datetime) -> WindowRow | None:
    """Return the treatment window that closes next, as far as the onset is known."""
    return next((w for w in windows_of(row, now) if w.left_s > 0), None)
