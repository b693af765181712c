"""What telemedicine adds to the page of a request."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.care.telemedicine.permissions import ORDER, SEE
from qanat.care.telemedicine.queries.orders import OrderRow, orders_of_request
from qanat.care.telemedicine.states import OPEN, Advice, OrderState
from qanat.foundation.actors import Actor
from qanat.web.related import Group, Related


def consultations_of_request(actor: Actor, request_id: int) -> Group | None:
    """Return the consultations of a request, and where to order one."""
    if not actor.may(SEE):
        return None
    rows = orders_of_request(actor, request_id)
    has_open = any(row.state in OPEN for row in rows)
    can_order = actor.may(ORDER)
    action = _("Ask further") if has_open else _("Order one")
    return Group(
        title=_("Remote consultations"),
        rows=tuple(_line(row) for row in rows),
        action=action if can_order else "",
        action_url=f"{reverse('telemedicine:new')}?request={request_id}" if can_order else "",
    )


def _line(row: OrderRow) -> Related:
    if row.advice:
        mark, tone = Advice(row.advice).label, "accent" if row.advice == Advice.FLY else ""
    else:
        mark, tone = OrderState(row.state).label, ""
    return Related(
        label=row.number,
        url=reverse("telemedicine:order", args=(row.id,)),
        note=row.taken_by_name,
        mark=mark,
        tone=tone,
    )
