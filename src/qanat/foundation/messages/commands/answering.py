"""Answer a message: on a page, by its signed address, or by its short code.

A context whose call-outs mean more than a confirmation takes their answers itself
(``take_answers``): it locks what is its own first and then comes back here (``confirm_message``).
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.parameters import LOCK_AFTER, LOCK_MIN, number, span
from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.access.queries import names_of
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands.calling import let_lapse
from qanat.foundation.messages.commands.queueing import told
from qanat.foundation.messages.events import CallAnswered
from qanat.foundation.messages.links import code_index, message_of
from qanat.foundation.messages.models import CallOut, Message, WrongCode
from qanat.foundation.messages.permissions import WORK
from qanat.foundation.messages.recipients import About
from qanat.foundation.messages.rules import codes_in
from qanat.foundation.messages.states import CALL_OUT, MESSAGE, CallState, Channel, MessageState
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound, Refusal
from qanat.foundation.secrets import blind_index, decrypt


class AlreadyTaken(Conflict):
    """Somebody else answered first."""

    code = "already_taken"
    text = _("%(who)s has answered this call at %(at)s. You are not needed for it.")


class CalledOff(Conflict):
    """Nobody is needed any more."""

    code = "called_off"
    text = _("This call was called off. You are not needed for it.")


class TooManyCodes(Refusal):
    """Codes are being tried."""

    status = 429
    code = "too_many_codes"
    text = _("Too many wrong codes. Wait a while, or answer by the link.")


class UnknownCode(Invalid):
    """No open message has such a code."""

    code = "unknown_code"
    text = _("There is no open message with this code. Look at it again.")


Taker = Callable[[Actor, int, str, int], object]
_takers: Final[dict[str, Taker]] = {}
LAST_DIGITS: Final = 9
"""By which telephone numbers are compared, however the country is written."""


def take_answers(about_kind: str, taker: Taker) -> None:
    """Have the answers to call-outs about a kind of record taken by who started them.

    The taker is called as ``taker(actor, message_id, how, typed_by)`` and owns the transaction of
    the answer: what it keeps of one that comes too late stays, though it refuses it afterwards.
    ``typed_by`` is the account which typed a code in, 0 where that is not known.
    """
    _takers[about_kind] = taker


def acknowledge_message(
    actor: Actor, *, message_id: int, how: str = "page", typed_by: int = 0
) -> None:
    """Confirm a message one has got; the second time changes nothing.

    Raises as :func:`confirm_message` does, or as who takes these answers.
    """
    actor.need(OWN_ACCOUNT)
    found = Message.objects.filter(pk=message_id).first()
    if found is None or not (actor.is_all or found.account_id == actor.id):
        raise NotFound
    if found.call_out_id is not None and found.about_kind in _takers:
        _takers[found.about_kind](actor, message_id, how, typed_by)
    else:
        confirm_message(actor, message_id=message_id, how=how)


@command(needs=OWN_ACCOUNT)
def confirm_message(actor: Actor, *, message_id: int, how: str) -> None:
    """Note that a message is confirmed, and with it its call-out.

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


def acknowledge_code(
    text: str, *, source: str, phone: str = "", about: About | None = None, typed_by: int = 0
) -> int:
    """Confirm the message whose code somebody typed or sent back; return its id.

    The same code again, as gateways deliver what they are unsure of, is the same answer.

    Args:
        text: in which the code stands.
        source: who sends it: wrong codes are counted by it.
        phone: the number from which it was sent; a message to another number is not his.
        about: the record the message has to be about, while it holds: for one-time passwords.
        typed_by: the account which typed it in; 0 of somebody without one.

    Raises:
        UnknownCode: if no message that may still be answered has it.
        TooManyCodes: after too many wrong ones.
    """
    now, counted = timezone.now(), blind_index("wrong_code", source)
    if has_tried_too_often(counted, now):
        raise TooManyCodes
    for code in codes_in(text):
        rows = Message.objects.filter(code_index=code_index(code), asks_answer=True)
        if about is not None:
            rows = rows.filter(about_kind=about.kind, about_id=about.id, expires_at__gt=now)
        row = rows.exclude(state=MessageState.ACKNOWLEDGED).order_by("-id").first()
        if row is None and about is None:
            row = rows.order_by("-id").first()
        if row is not None and (not phone or is_to(row, phone)):
            acknowledge_message(_holder(row), message_id=row.pk, how="code", typed_by=typed_by)
            return row.pk
    count_wrong_code(SYSTEM, source=counted, now=now)
    raise UnknownCode


def has_tried_too_often(source: bytes, now: datetime) -> bool:
    """Tell whether too many wrong codes came from somewhere: no more are looked at for a while."""
    wrong = WrongCode.objects.filter(source=source, at__gt=now - span(LOCK_MIN))
    return wrong.count() >= number(LOCK_AFTER)


@command(needs=WORK)
def count_wrong_code(actor: Actor, *, source: bytes, now: datetime) -> None:
    """Count a wrong code, and forget those which count no more."""
    del actor
    WrongCode.objects.filter(at__lte=now - span(LOCK_MIN)).delete()
    WrongCode.objects.create(source=source, at=now)


def is_to(row: Message, phone: str) -> bool:
    """Tell whether a message went to a telephone number; one which went elsewhere is anybody's."""
    if row.channel not in {Channel.SMS, Channel.VOICE_NOTE} or not row.address:
        return True
    ours, his = (re.sub(r"\D", "", each) for each in (decrypt(bytes(row.address)), phone))
    return ours[-LAST_DIGITS:] == his[-LAST_DIGITS:]


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
    let_lapse(call.messages.unanswered(), row.ended_at or timezone.now())
    announce(
        CallAnswered(
            call_out_id=call.pk,
            about_kind=call.about_kind,
            about_id=call.about_id,
            account_id=row.account_id,
            step=row.step,
        )
    )
