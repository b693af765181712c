"""Who called about a request, for those who call back; and what one who calls called about."""

from datetime import datetime
from typing import Final

from django.db.models import Case, Value, When

from qanat.foundation.actors import Actor
from qanat.foundation.secrets import decrypt
from qanat.response.dispatch.models import Call, Request
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.queries.calls import CLOSED, NAMED, CallRow, line_of
from qanat.response.dispatch.queries.requests import RequestRow, get_request, requests_by_id
from qanat.response.dispatch.states.requests import OPEN

MOST: Final = 6


def caller_phone(actor: Actor, request_id: int) -> str:
    """Return the telephone of who called about a request; "" if none is on record.

    Raises:
        NotAllowed: if the actor takes no requests.
        NotFound: if there is none, or the actor may not see it.
    """
    actor.need(REGISTER)
    sealed = get_request(actor, request_id).caller_phone
    return decrypt(bytes(sealed)) if sealed else ""


def requests_of_caller(actor: Actor, key: bytes, now: datetime) -> list[RequestRow]:
    """Return requests of a telephone which the actor may see: open ones first, newest first."""
    is_over = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    rows = Request.objects.visible_to(actor).filter(caller_key=key)
    ids = list(rows.order_by(is_over, "-received_at", "-id").values_list("pk", flat=True)[:MOST])
    described = requests_by_id(actor, ids, now)
    return [described[pk] for pk in ids if pk in described]


def requests_from(actor: Actor, facility_id: int, now: datetime) -> list[RequestRow]:
    """Return the open requests of a hospital which the actor may see, newest first."""
    rows = Request.objects.visible_to(actor).open().filter(sending_facility=facility_id)
    ids = list(rows.order_by("-received_at", "-id").values_list("pk", flat=True)[:MOST])
    described = requests_by_id(actor, ids, now)
    return [described[pk] for pk in ids if pk in described]


def calls_of_caller(actor: Actor, key: bytes) -> list[CallRow]:
    """Return ambulance calls of a telephone which the actor may see: open ones first."""
    is_over = Case(When(state__in=CLOSED, then=Value(1)), default=Value(0))
    rows = Call.objects.visible_to(actor).select_related(*NAMED).filter(caller_key=key)
    return [line_of(row) for row in rows.order_by(is_over, "-called_at", "-id")[:MOST]]
