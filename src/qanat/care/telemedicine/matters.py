"""What telemedicine tells at the hand-over of a shift: the consultations which are not over."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.care.telemedicine.permissions import SEE
from qanat.care.telemedicine.queries.orders import OrderRow, Wanted, order_count, order_rows
from qanat.care.telemedicine.states import OrderState
from qanat.foundation.actors import Actor
from qanat.response.shifts.matters import MOST, Matter, Section


def open_consultations(actor: Actor, now: datetime) -> Section | None:  # noqa: ARG001 (the shape of all)
    """Return the consultations which wait or are worked on."""
    if not actor.may(SEE):
        return None
    rows = order_rows(actor, Wanted(), count=MOST)
    total = len(rows) if len(rows) < MOST else order_count(actor, Wanted())
    title, empty = _("Remote consultations"), _("No consultation is open.")
    return Section("consultations", title, tuple(map(_matter, rows)), total, empty)


def _matter(row: OrderRow) -> Matter:
    return Matter(
        what=row.number,
        note=" · ".join(part for part in (row.diagnosis, row.sending, row.taken_by_name) if part),
        state=str(OrderState(row.state).label),
        due_at=row.due_at if row.is_waiting else None,
        since=row.ordered_at,
        url=reverse("telemedicine:order", args=(row.id,)),
        urgency=row.urgency,
        is_exercise=row.is_exercise,
    )
