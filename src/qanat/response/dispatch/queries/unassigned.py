"""Emergency requests which nobody of the centre has in charge."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.access.queries.colleagues import holders
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Origin, Urgency
from qanat.response.dispatch.permissions import PLAN
from qanat.response.dispatch.states import RequestState

WORKED_ON: Final = (RequestState.REGISTERED, RequestState.APPROVED, RequestState.GROUND_ONLY)
"""The states in which the centre has to act."""
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Unassigned:
    """An emergency request without anybody in charge."""

    id: int
    number: str
    region: str
    since: datetime
    is_exercise: bool
    is_synthetic: bool


def unassigned_requests(now: datetime) -> list[Unassigned]:
    """Return the emergency requests in charge of nobody who may plan, the oldest first.

    A hospital or another system which registered a request does not lead it.
    """
    rows = Request.objects.filter(state__in=WORKED_ON, urgency=Urgency.EMERGENCY)
    rows = rows.exclude(origin=Origin.PAPER).order_by("registered_at", "id")[:MOST]
    found = list(rows)
    leading = holders(PLAN, {r.owner_id for r in found if r.owner_id}, now)
    return [
        Unassigned(
            r.pk, r.number, r.region_id or "", r.registered_at, r.is_exercise, r.is_synthetic
        )
        for r in found
        if r.owner_id not in leading
    ]
