"""Which seat an actor has: what every command of a commission asks first."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.commission.models import Body, Item, Member, Sitting
from qanat.care.commission.states import PRESIDING, Seat
from qanat.events.commission import SittingChanged
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import NotAllowed, NotFound

KEEPERS = (Seat.SECRETARY,)
RUNNERS = (Seat.SECRETARY, *PRESIDING)


class NotYourSeat(NotAllowed):
    """Others of this commission do it."""

    code = "not_your_seat"
    text = _("In this commission that is done by: %(seats)s.")


def seat_in(actor: Actor, body_id: int, now: datetime) -> Member | None:
    """Return the seat of an actor in a commission."""
    return Member.objects.filter(body=body_id).of(actor.id).on(national_day(now)).first()


def check_seat(actor: Actor, body_id: int, seats: Collection[Seat], now: datetime) -> None:
    """Refuse unless the actor has one of some seats in a commission.

    Raises:
        NotYourSeat: naming who does it.
    """
    if actor.is_all:
        return
    seat = seat_in(actor, body_id, now)
    if seat is None or seat.seat not in seats:
        names = ", ".join(str(one.label) for one in seats)
        raise NotYourSeat(seats=names)


def locked_body(actor: Actor, body_id: int, seats: Collection[Seat], now: datetime) -> Body:
    """Return a commission, locked, of which the actor holds one of some seats.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    row = Body.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=body_id).first()
    if row is None:
        raise NotFound
    check_seat(actor, body_id, seats, now)
    return row


def locked_sitting(
    actor: Actor, sitting_id: int, seats: Collection[Seat], now: datetime
) -> Sitting:
    """Return a sitting, locked; who works on its matters waits.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    rows = Sitting.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.filter(pk=sitting_id).first()
    if row is None:
        raise NotFound
    if seats:
        check_seat(actor, row.body_id, seats, now)
    return row


def locked_item(
    actor: Actor, item_id: int, seats: Collection[Seat], now: datetime
) -> tuple[Item, Sitting]:
    """Return a matter in a sitting, both locked, the sitting first.

    Raises:
        NotFound: if there is none which the actor sees, or it is in no sitting.
    """
    where = Item.objects.visible_to(actor).filter(pk=item_id).values_list("sitting", flat=True)
    sitting_id = where.first()
    if sitting_id is None:
        raise NotFound
    sitting = locked_sitting(actor, sitting_id, seats, now)
    item = Item.objects.select_for_update(of=("self",)).filter(pk=item_id, sitting=sitting).first()
    if item is None:
        raise NotFound
    return item, sitting


def tell(sitting_id: int | None) -> None:
    """Have pages of a sitting look again."""
    if sitting_id is not None:
        announce(SittingChanged(sitting_id=sitting_id))
