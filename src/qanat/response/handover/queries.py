"""Who took over, as frozen rows."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import facility_names
from qanat.response.dispatch.queries.missions import need_mission
from qanat.response.handover.models import Handover


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """To whom the patients of a request were handed over."""

    request_id: int
    receiver: str
    receiver_role: str
    hospital: str
    """Its name; "" where it is that of the plan."""
    note: str
    recorded_at: datetime
    by_id: int


def handovers_of(actor: Actor, mission_id: int) -> list[HandoverRow]:
    """Return the hand-overs of a mission the actor may see.

    Raises:
        NotFound: if there is no such mission, or the actor may not see it.
    """
    need_mission(actor, mission_id)
    rows = list(Handover.objects.filter(mission=mission_id).order_by("recorded_at", "id"))
    names = facility_names(row.facility_id for row in rows if row.facility_id)
    return [
        HandoverRow(
            row.request_id,
            row.receiver,
            row.receiver_role,
            names.get(row.facility_id or 0, ""),
            row.note,
            row.recorded_at,
            row.by_id,
        )
        for row in rows
    ]
