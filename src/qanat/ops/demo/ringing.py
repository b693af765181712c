"""A synthetic telephone: a hospital with an open request rings the dispatcher."""

from datetime import datetime

from qanat.foundation.actors import SYSTEM
from qanat.registry.facilities.queries import facility_row
from qanat.response.dispatch.queries.brief import request_brief
from qanat.response.dispatch.queries.requests import Wanted, request_rows
from qanat.response.ringing.commands import Ringing, ring

DISPATCHER = "dispatcher"


def ring_dispatcher(now: datetime) -> None:
    """Let a hospital with an open request ring the account ``dispatcher``."""
    for row in request_rows(SYSTEM, Wanted(), now):
        sending_id = request_brief(SYSTEM, row.id).sending_facility_id
        phone = facility_row(sending_id).phone if sending_id is not None else ""
        if phone:
            reference = f"demo-{now:%Y%m%d%H%M%S}"
            told = Ringing(reference=reference, rang_at=now, number=phone, account=DISPATCHER)
            ring(SYSTEM, ringing=told, now=now)
            return
