"""Requests which nobody flies any more, for those who wait for the patient elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.audit.queries import first_in
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
    over = {pk: state for pk, state in states.items() if state in OVER}
    newest = flights_of(states.keys() - over.keys())
    aborted = {pk: one for pk, one in newest.items() if one.state in ABORTED}
    ended = first_in(Request._meta.db_table, over, OVER)
    broken = first_in(Mission._meta.db_table, [one.id for one in aborted.values()], ABORTED)
    told = {pk: Fallen("", state, ended.get(str(pk))) for pk, state in over.items()}
    return told | {
        pk: Fallen(one.number, one.state, broken.get(str(one.id))) for pk, one in aborted.items()
    }
