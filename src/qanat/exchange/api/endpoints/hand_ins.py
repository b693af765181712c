"""Incidents handed in by another service, such as 112."""

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.wire.hand_ins import HandInIn, HandInMade
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.queries.calls import call_row
from qanat.response.reception.commands import (
    Incident,
    OtherContents,
    RegionUnknown,
    document_of,
    hand_in,
)
from qanat.response.reception.permissions import HAND_IN


@endpoint(
    "POST",
    "/hand-ins",
    needs=HAND_IN,
    status=201,
    errors=(FromTheFuture, RegionUnknown, OtherContents),
)
def hand_incident_in(call: Call, body: HandInIn) -> HandInMade:
    """Hand an incident in; it becomes an ambulance call.

    The same message again is answered the same. A higher revision stands beside the call, which
    is the dispatcher's from then on.
    """
    incident = Incident(
        reference=body.reference,
        revision=body.revision,
        reported_at=body.reported_at,
        document=document_of(body),
        kind=body.kind,
        description=body.description,
        category=body.category.value if body.category else None,
        region=body.region,
        settlement=body.settlement,
        settlement_id=body.settlement_id,
        address=body.address,
        lon=body.lon,
        lat=body.lat,
        caller_phone=next((one.phone for one in body.callers if one.phone), ""),
        is_exercise=body.is_exercise,
    )
    made = hand_in(call.actor, incident=incident, now=call.now)
    return HandInMade(
        id=made.id,
        call_id=made.call_id,
        call_number=call_row(SYSTEM, made.call_id).number,
        is_new=made.is_new,
        doubts=made.doubts,
    )
