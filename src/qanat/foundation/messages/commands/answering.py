"""Answer a message: on a page, by its signed address, or by its short code."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.access.queries import names_of
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands.calling import let_lapse
from qanat.foundation.messages.commands.queueing import told
from qanat.foundation.messages.events import CallAnswered
from qanat.foundation.messages.links import code_index, message_of
from qanat.foundation.messages.models import CallOut, Message
from qanat.foundation.messages.rules import codes_in
from qanat.foundation.messages.states import CALL_OUT, MESSAGE, CallState, MessageState
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound


class AlreadyTaken(Conflict):
    """Somebody else answered first."""

    code = "already_taken"
    text = _("%(who)s has answered this call at %(at)s. You are not needed for it.")


class CalledOff(Conflict):
    """Nobody is needed any more."""

    code = "called_off"
    text = _("This call was called off. You are not needed for it.")


class UnknownCode(Invalid):
    """No open message has such a code."""

    code = "unknown_code"
    text = _("There is no open message with this code. Look at it again.")


@command(needs=OWN_ACCOUNT)
def acknowledge_message(actor: Actor, *, message_id: int, how: str = "page") -> None:
    """Confirm a message one has got; the second time changes nothing.

    Raises:
        NotFound: if it is somebody else's.
        AlreadyTaken: if another person has answered the call-out.
        CalledOff: if nobody is needed any more.
    """
    found = Message.objects.filter(pk=message_id).first()
    if found is None or not (actor.is_all or found.account_id == actor.id):
        raise NotFound
    # The call-out is locked before its messages, as everywhere.
    call = None
    if found.call_out_id is not None:
        call = CallOut.objects.select_for_update(of=("self",)).get(pk=found.call_out_id)
    row = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    if row.state == MessageState.ACKNOWLEDGED:
        return
    if call is not None:
        _need_open(call, actor)
    row.ended_at = timezone.now()
    row.answered_by = how
    make_move(actor, row, MESSAGE, "acknowledge", also=("ended_at", "answered_by"))
    told(row)
    if call is not None:
        _answer(actor, call, row)


def acknowledge_link(token: str) -> int:
    """Confirm the message of a signed address; return its id.

    Raises:
        NotFound: if the address is not ours.
    """
    message_id = message_of(token)
    row = Message.objects.filter(pk=message_id).first() if message_id is not None else None
    if row is None:
        raise NotFound
    acknowledge_message(_holder(row), message_id=row.pk, how="link")
    return row.pk


def acknowledge_code(text: str) -> int:
    """Confirm the message whose code somebody typed or sent back; return its id.

    Raises:
        UnknownCode: if no message that may still be answered has it.
    """
    for code in codes_in(text):
        rows = Message.objects.filter(code_index=code_index(code), asks_answer=True)
        if row := rows.exclude(state=MessageState.ACKNOWLEDGED).order_by("-id").first():
            acknowledge_message(_holder(row), message_id=row.pk, how="code")
            return row.pk
    raise UnknownCode


def _holder(row: Message) -> Actor:
    """Return who holds a message: its account, or for a bare address the system."""
    return SYSTEM if row.account_id is None else actor_of_account(row.account_id)


def _need_open(call: CallOut, actor: Actor) -> None:
    if call.state == CallState.ANSWERED:
        zone = ZoneInfo(actor.zone)
        at = call.ended_at.astimezone(zone).strftime("%H:%M") if call.ended_at else ""
        who = names_of([call.answered_by])[call.answered_by] if call.answered_by else _("Somebody")
        raise AlreadyTaken(who=who, at=at)
    if call.state == CallState.STOPPED:
        raise CalledOff


def _answer(actor: Actor, call: CallOut, row: Message) -> None:
    call.ended_at = row.ended_at
    call.answered_by = row.account_id
    make_move(actor, call, CALL_OUT, "answer", also=("ended_at", "answered_by"))
    let_lapse(call.messages.filter(state=MessageState.QUEUED), row.ended_at or timezone.now())
    announce(
        CallAnswered(
            call_out_id=call.pk,
            about_kind=call.about_kind,
            about_id=call.about_id,
            account_id=row.account_id,
            step=row.step,
        )
    )
