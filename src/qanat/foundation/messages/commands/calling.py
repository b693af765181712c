"""Call people out, one after the other, until one answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands.queueing import Post, check, queue, told
from qanat.foundation.messages.events import CallExhausted, CallPassedOn
from qanat.foundation.messages.models import CallOut, CallStep, Message
from qanat.foundation.messages.permissions import SEND, WORK
from qanat.foundation.messages.recipients import About, Recipient
from qanat.foundation.messages.states import CALL_OUT, MESSAGE, Channel, MessageState
from qanat.foundation.messages.wording import Value
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid, NotFound
from qanat.foundation.secrets import decrypt, encrypt

OPEN = (
    MessageState.QUEUED,
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.FAILED,
)


class NobodyToCall(Invalid):
    """The chain is empty, or the time to answer is none."""

    code = "nobody_to_call"
    text = _("There is nobody to call.")


@command(needs=SEND)
def call_out(
    actor: Actor,
    *,
    chain: Sequence[Recipient],
    wording: str,
    values: Mapping[str, Value],
    ack_within_s: int,
    about: About,
) -> int:
    """Call the first of a chain; who does not answer in time is followed by the next.

    Args:
        actor: who calls.
        chain: whom to call, in order.
        wording: key of the words.
        values: plain values of the words, no personal data.
        ack_within_s: how long each has to answer, from when his message is queued.
        about: the record, such as ``About("mission", 12, "KZ-19")``.

    Returns:
        Id of the call-out; ``messages.call_answered.1`` or ``messages.call_exhausted.1`` tells
        how it ended.

    Raises:
        NobodyToCall: if the chain is empty.
    """
    if not chain or ack_within_s <= 0:
        raise NobodyToCall
    check(wording, values)
    now = timezone.now()
    row = CallOut.objects.create(
        about_kind=about.kind,
        about_id=about.id,
        region=about.region,
        wording=wording,
        values=dict(values),
        ack_within_s=ack_within_s,
        step_due_at=now + timedelta(seconds=ack_within_s),
        started_by=actor.id,
        started_at=now,
    )
    CallStep.objects.bulk_create(_step(row, n, to) for n, to in enumerate(chain))
    _call_step(row, now)
    return row.pk


@command(needs=SEND)
def stop_call_out(actor: Actor, *, call_out_id: int) -> None:
    """Call off: nobody is needed any more. Repeating it changes nothing."""
    row = _locked(actor, call_out_id)
    if row.state != CALL_OUT.start:
        return
    row.ended_at = timezone.now()
    make_move(actor, row, CALL_OUT, "stop", also=("ended_at",))
    let_lapse(row.messages.unanswered(), row.ended_at)


@command(needs=SEND)
def answer_call_out(actor: Actor, *, call_out_id: int) -> None:
    """Note that somebody of the chain has answered otherwise, by telephone for example."""
    row = _locked(actor, call_out_id)
    row.ended_at = timezone.now()
    make_move(SYSTEM, row, CALL_OUT, "answer", also=("ended_at",))
    let_lapse(row.messages.unanswered(), row.ended_at)


@command(needs=SEND)
def pass_on_now(actor: Actor, *, call_out_id: int) -> bool:
    """Call the next person at once; tell whether there was one. An ended call-out stays ended."""
    row = _locked(actor, call_out_id)
    if row.state == CALL_OUT.start:
        advance(row, timezone.now())
    return row.state == CALL_OUT.start


@command(needs=SEND)
def give_time(actor: Actor, *, call_out_id: int, until: datetime) -> None:
    """Let the person who is called answer later; he is passed over after that."""
    row = _locked(actor, call_out_id)
    if row.state == CALL_OUT.start:
        row.step_due_at = until
        row.save(update_fields=["step_due_at"])


def _locked(actor: Actor, call_out_id: int) -> CallOut:
    rows = CallOut.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.filter(pk=call_out_id).first()
    if row is None:
        raise NotFound
    return row


@command(needs=WORK)
def pass_on_silent(actor: Actor, *, now: datetime) -> bool:  # noqa: ARG001 (a command's first argument)
    """Pass one call-out on whose person has not answered in time; tell whether there was one."""
    row = (
        CallOut.objects.filter(state=CALL_OUT.start, step_due_at__lte=now)
        .order_by("step_due_at", "id")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if row is None:
        return False
    advance(row, now)
    return True


def advance(row: CallOut, now: datetime) -> None:
    """Call the next person of a locked call-out, or give up after the last."""
    is_last = not row.steps.filter(position=row.step + 1).exists()
    asked = row.messages.filter(step=row.step, state__in=OPEN).order_by("id")
    for message in asked.select_for_update(of=("self",)):
        if is_last and message.state == MessageState.FAILED:
            continue
        message.ended_at = now
        make_move(SYSTEM, message, MESSAGE, "expire" if is_last else "escalate", also=("ended_at",))
        told(message)
    if is_last:
        row.ended_at = now
        make_move(SYSTEM, row, CALL_OUT, "exhaust", also=("ended_at",))
        announce(
            CallExhausted(call_out_id=row.pk, about_kind=row.about_kind, about_id=row.about_id)
        )
        return
    row.step += 1
    row.step_due_at = now + timedelta(seconds=row.ack_within_s)
    row.save(update_fields=["step", "step_due_at"])
    _call_step(row, now)
    announce(
        CallPassedOn(
            call_out_id=row.pk, about_kind=row.about_kind, about_id=row.about_id, step=row.step
        )
    )


def let_lapse(messages: QuerySet[Message], now: datetime) -> None:
    """Withdraw messages which are not needed any more."""
    for message in messages.order_by("id").select_for_update(of=("self",)):
        message.ended_at = now
        make_move(SYSTEM, message, MESSAGE, "expire", also=("ended_at",))
        told(message)


def _step(row: CallOut, position: int, to: Recipient) -> CallStep:
    return CallStep(
        call_out=row,
        position=position,
        account_id=to.account_id,
        channel=to.channel or "",
        address=encrypt(to.address) if to.address else b"",
        language=to.language,
    )


def _call_step(row: CallOut, now: datetime) -> None:
    step = row.steps.get(position=row.step)
    to = Recipient(
        account_id=step.account_id,
        channel=Channel(step.channel) if step.channel else None,
        address=decrypt(bytes(step.address)) if step.address else "",
        language=step.language,
    )
    queue(
        to,
        Post(
            wording=row.wording,
            values=row.values,
            about=About(row.about_kind, row.about_id, row.region),
            expires_at=row.step_due_at,
            due_at=now,
            asks_answer=True,
            call_out=row,
        ),
    )
