"""Who took over, as frozen rows."""

from dataclasses import dataclass, replace
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import facility_names
from qanat.response.dispatch.permissions import CONDITION
from qanat.response.dispatch.queries.missions import served_requests
from qanat.response.handover.models import Handover


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """To whom the patients of a request were handed over."""

    id: int
    request_id: int
    receiver: str
    receiver_role: str
    hospital: str
    """Its name; "" where it is that of the plan."""
    note: str
    recorded_at: datetime
    by_id: int
    earlier: tuple["HandoverRow", ...] = ()
    """What stood before it was corrected, the first one in front."""
    reason: str = ""
    """Why it was corrected; code of the list ``correction``."""


def handovers_of(actor: Actor, mission_id: int) -> list[HandoverRow]:
    """Return the hand-overs of a mission as they stand now, of requests the actor may see.

    Raises:
        NotFound: if there is no such mission, or the actor may not see it.
    """
    seen = served_requests(actor, mission_id)
    found = Handover.objects.filter(mission=mission_id, request__in=seen)
    rows = list(found.order_by("recorded_at", "id"))
    names = facility_names(row.facility_id for row in rows if row.facility_id)
    reads = actor.may(CONDITION)
    stands: dict[int, HandoverRow] = {}
    for row in rows:
        before = stands.get(row.request_id)
        earlier = (*before.earlier, replace(before, earlier=())) if before else ()
        stands[row.request_id] = HandoverRow(
            row.pk,
            row.request_id,
            row.receiver,
            row.receiver_role,
            names.get(row.facility_id or 0, ""),
            row.note if reads else "",
            row.recorded_at,
            row.by_id,
            earlier,
            row.reason,
        )
    return list(stands.values())
