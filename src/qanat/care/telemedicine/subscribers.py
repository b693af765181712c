"""What telemedicine does when others announce."""

from dataclasses import replace

from django.utils import timezone

from qanat.care.telemedicine.commands import draft_of, order_consultation
from qanat.care.telemedicine.states import OrderState
from qanat.events.dispatch import ConsultationNeeded
from qanat.events.telemedicine import OrderChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox import on
from qanat.response.callout.commands import overtake_order
from qanat.response.dispatch.queries.brief import request_brief


@on(ConsultationNeeded)
def open_order(event: ConsultationNeeded) -> None:
    """Open a consultation order, once per request."""
    request = request_brief(SYSTEM, event.request_id)
    now = timezone.now()
    draft = replace(draft_of(request, now), specialty=event.specialty, urgency=event.urgency)
    order_consultation(SYSTEM, draft=draft, now=now)


@on(OrderChanged)
def close_call(event: OrderChanged) -> None:
    """Call nobody any more for an order which is taken or cancelled."""
    if event.state != OrderState.ORDERED:
        overtake_order(SYSTEM, order_id=event.order_id, now=timezone.now())
