"""Requests which nobody flies any more, for those who wait for the patient elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.audit.queries import history
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.queries.missions import flights_of
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.requests import RequestState

ABORTED: Final = (MissionState.ABORTED, MissionState.ABORTED_ALOFT)
OVER: Final = (RequestState.DECLINED, RequestState.WITHDRAWN, RequestState.DIED)


@dataclass(frozen=True, slots=True)
class Fallen:
    """Why nobody flies a patient: how his request ended, or that the newest mission was aborted.

    Attributes:
        mission: number of the mission which was aborted; "" where the request itself is over.
        state: of that mission, else of the request.
    """

    mission: str
    state: str
    at: datetime | None


def fallen_flights(request_ids: Collection[int]) -> dict[int, Fallen]:
    """Return those of some requests which no mission is to help any more, for who asked for them.

    One which was not planned yet, or whose operator refused, waits for a plan: it is not here.
    """
    states = dict(Request.objects.filter(pk__in=request_ids).values_list("pk", "state"))
    newest = flights_of(request_ids)
    found = {}
    for pk, state in states.items():
        flight = newest.get(pk)
        if state in OVER:
            found[pk] = Fallen("", state, _moved_at(Request, pk, state))
        elif flight is not None and flight.state in ABORTED:
            at = _moved_at(Mission, flight.id, *ABORTED)
            found[pk] = Fallen(flight.number, flight.state, at)
    return found


def _moved_at(model: type[Mission | Request], pk: int, *states: str) -> datetime | None:
    """Return when a record first came into one of some states."""
    told = ((one.at, one.changes.get("state")) for one in history(model._meta.db_table, pk))
    moved = ((at, state[-1]) for at, state in told if isinstance(state, list))
    return next((at for at, state in moved if state in states), None)
