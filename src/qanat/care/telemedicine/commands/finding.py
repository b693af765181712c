"""Find and lock the order a command works on, and tell who looks at it."""

from qanat.care.telemedicine.models import ConsultationOrder
from qanat.events.telemedicine import OrderChanged
from qanat.foundation.actors import Actor
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import NotFound


def locked_order(actor: Actor, order_id: int, permission: str) -> ConsultationOrder:
    """Return an order, locked, which the actor sees and his permission reaches.

    Raises:
        NotFound: if there is none.
    """
    rows = ConsultationOrder.objects.visible_to(actor).within(actor, permission)
    if (row := rows.select_for_update(of=("self",)).filter(pk=order_id).first()) is None:
        raise NotFound
    return row


def tell(row: ConsultationOrder) -> None:
    """Tell everybody who looks at an order that it changed."""
    announce(OrderChanged(order_id=row.pk, region=row.region_id or "", state=row.state))
