"""Take orders over, give them back, and conclude them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from qanat.care.telemedicine.commands.drafts import ConclusionDraft
from qanat.care.telemedicine.commands.finding import locked_order, tell
from qanat.care.telemedicine.models import ConsultationOrder, RemoteService
from qanat.care.telemedicine.permissions import CONCLUDE
from qanat.care.telemedicine.states import ORDER_CYCLE, Advice, OrderState
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid
from qanat.response.dispatch.commands.clinical import tell_conclusion
from qanat.response.dispatch.commands.intake import FromTheFuture


class TakenByOther(Conflict):
    """A colleague works on the order."""

    code = "taken_by_other"
    text = _("%(who)s has taken order “%(number)s”. Choose another, or ask to have it.")


class BeforeOrdered(Invalid):
    """Nobody answers before he is asked."""

    code = "before_ordered"
    text = _("This is before the consultation was ordered. Check the date and time.")


class NoConclusion(Invalid):
    """A consultation ends with a conclusion."""

    code = "no_conclusion"
    text = _("Write the conclusion.")


@command(needs=CONCLUDE)
def take_order(actor: Actor, *, order_id: int, now: datetime) -> None:
    """Take an order over: the worklist shows it as yours; taking it twice changes nothing.

    Raises:
        BeforeOrdered: if it was given before it was ordered.
        TakenByOther: if a colleague was first.
    """
    row = locked_order(actor, order_id, CONCLUDE)
    _check_mine(actor, row)
    if row.state == OrderState.TAKEN:
        return
    row.taken_by, row.taken_at = actor.id, now
    make_move(actor, row, ORDER_CYCLE, "take", also=("taken_by", "taken_at"))
    tell(row)


@command(needs=CONCLUDE)
def take_next_order(
    actor: Actor, *, region: str = "", specialty: str = "", now: datetime
) -> int | None:
    """Take the order which waits most urgently over; return its id, None where nothing waits.

    Two specialists who ask in the same instant get two orders.
    """
    rows = ConsultationOrder.objects.visible_to(actor).within(actor, CONCLUDE)
    wanted = {"region": region, "specialty": specialty}
    rows = rows.filter(state=OrderState.ORDERED, **{k: v for k, v in wanted.items() if v})
    rows = rows.order_by("-is_threat", "urgency", "ordered_at", "id")
    row = rows.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    take_order(actor, order_id=row.pk, now=now)
    return row.pk


@command(needs=CONCLUDE)
def give_order_back(actor: Actor, *, order_id: int, note: str = "") -> None:
    """Give an order back to the worklist.

    Raises:
        TakenByOther: if a colleague works on it.
    """
    row = locked_order(actor, order_id, CONCLUDE)
    _check_mine(actor, row)
    row.taken_by, row.taken_at = None, None
    make_move(actor, row, ORDER_CYCLE, "give_back", note=note, also=("taken_by", "taken_at"))
    tell(row)


@command(needs=CONCLUDE)
def conclude_order(actor: Actor, *, order_id: int, draft: ConclusionDraft, now: datetime) -> int:
    """Conclude an order: this is the service which counts.

    The same conclusion sent twice is stored once.

    Raises:
        NoConclusion: if the text is empty.
        FromTheFuture: if the consultation was given after now.
        TakenByOther: if a colleague has taken it.
        WrongState: if it is concluded already and this is not meant as one more.
    """
    if not draft.text.strip():
        raise NoConclusion
    if draft.performed_at > now:
        raise FromTheFuture(field=_("When"))
    row = locked_order(actor, order_id, CONCLUDE)
    if draft.performed_at < row.ordered_at:
        raise BeforeOrdered
    same = RemoteService.objects.filter(
        order=row, by_id=actor.id, conclusion=draft.text, performed_at=draft.performed_at
    )
    if known := same.values_list("pk", flat=True).first():
        return known
    _check_mine(actor, row)
    service = RemoteService.objects.create(
        order=row,
        performed_at=draft.performed_at,
        performed_by=draft.performed_by,
        by_id=actor.id,
        conclusion=draft.text,
        recommends=draft.recommends,
    )
    row.concluded_at = row.concluded_at or now
    move = "add_conclusion" if draft.is_again else "conclude"
    make_move(actor, row, ORDER_CYCLE, move, also=("concluded_at",))
    tell(row)
    if row.request_id is not None:
        words = (
            Advice(draft.recommends).label if draft.recommends else pgettext("advice", "No advice")
        )
        advice = f"{row.number}: {words}"
        tell_conclusion(SYSTEM, request_id=row.request_id, by_id=actor.id, advice=advice, at=now)
    return service.pk


def _check_mine(actor: Actor, row: ConsultationOrder) -> None:
    if row.state == OrderState.TAKEN and row.taken_by != actor.id:
        raise TakenByOther(number=row.number, who=names_of([row.taken_by])[row.taken_by])
