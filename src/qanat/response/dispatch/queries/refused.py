"""Urgent requests whose mission the operator refused and for which nothing flies since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.response.dispatch.models import MissionRequest
from qanat.response.dispatch.models.requests import Origin, Urgency
from qanat.response.dispatch.queries.unassigned import WORKED_ON
from qanat.response.dispatch.states import MissionState

RECENT: Final = timedelta(hours=24)
URGENT: Final = (Urgency.EMERGENCY, Urgency.URGENT)
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class RefusedRequest:
    """A request which waits for another plan since its operator refused.

    Attributes:
        mission: number of the refused mission.
        at: when it was refused.
    """

    id: int
    number: str
    region: str
    urgency: int
    mission: str
    at: datetime
    is_exercise: bool
    is_synthetic: bool


def refused_requests(now: datetime) -> list[RefusedRequest]:
    """Return the urgent requests which wait again, each with its newest refusal."""
    rows = MissionRequest.objects.filter(
        mission__state=MissionState.REFUSED,
        mission__ended_at__gte=now - RECENT,
        request__state__in=WORKED_ON,
        request__urgency__in=URGENT,
    ).exclude(request__origin=Origin.PAPER)
    newest = {
        one.request_id: one
        for one in rows.select_related("request", "mission").order_by("mission__ended_at")[:MOST]
    }
    return [
        RefusedRequest(
            id=pk,
            number=one.request.number,
            region=one.request.region_id or "",
            urgency=one.request.urgency,
            mission=one.mission.number,
            at=one.mission.ended_at,
            is_exercise=one.request.is_exercise,
            is_synthetic=one.request.is_synthetic,
        )
        for pk, one in newest.items()
        if one.mission.ended_at is not None
    ]
