"""Planned transfers which are to be flown and wait for a flight."""

from typing import Final

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Need, Origin, Urgency
from qanat.response.dispatch.states import RequestState

READ: Final = 200


def planned_transfers(actor: Actor) -> list[Request]:
    """Return the planned requests to be flown which wait for a mission, the longest waiting first.

    Exercises are planned by those who lead them.
    """
    found = Request.objects.visible_to(actor).filter(
        state=RequestState.APPROVED,
        urgency=Urgency.PLANNED,
        need=Need.TRANSPORT,
        decision="fly_patient",
        is_exercise=False,
    )
    rows = found.exclude(origin=Origin.PAPER).select_related(
        "sending_facility__settlement", "accepting_facility__settlement", "settlement"
    )
    return list(rows.prefetch_related("people").order_by("received_at", "id")[:READ])
