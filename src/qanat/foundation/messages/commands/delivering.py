"""Hand messages to the senders and note what became of them; the system's own work.

A message is leased before it is sent, in a transaction of its own. Who dies while he holds a
lease leaves the message to the next after some time; it then goes out under the same key, so
that a gateway which knows the key does not send it twice. What is noted under a lost lease is
not taken.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands.calling import advance
from qanat.foundation.messages.commands.queueing import told
from qanat.foundation.messages.links import address_of, code_of
from qanat.foundation.messages.models import CallOut, Message, PushBrowser
from qanat.foundation.messages.permissions import WORK
from qanat.foundation.messages.rules import MOST_TRIES, wait_s
from qanat.foundation.messages.senders.letter import Failed, Letter
from qanat.foundation.messages.states import CALL_OUT, MESSAGE, Channel, MessageState
from qanat.foundation.messages.wording import written
from qanat.foundation.moving import make_move
from qanat.foundation.secrets import decrypt

LEASE: Final = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Claim:
    """A message in hand, and the lease under which it is."""

    message_id: int
    lease: str
    letter: Letter


@command(needs=WORK)
def claim_message(actor: Actor, *, channel: Channel, now: datetime) -> Claim | None:
    """Take the next message of a channel that is due; None when there is none.

    Messages nobody needs any more lapse on the way.
    """
    due = Message.objects.waiting().filter(channel=channel, due_at__lte=now)
    free = due.filter(Q(lease_until=None) | Q(lease_until__lte=now)).order_by("due_at", "id")
    while row := free.select_for_update(skip_locked=True, of=("self",)).first():
        if row.expires_at <= now and row.call_out_id is None:
            row.ended_at = now
            make_move(actor, row, MESSAGE, "expire", also=("ended_at",))
            told(row)
            continue
        row.lease, row.lease_until, row.tries = secrets.token_hex(16), now + LEASE, row.tries + 1
        row.save(update_fields=["lease", "lease_until", "tries"])
        return Claim(row.pk, row.lease, _letter(row))
    return None


@command(needs=WORK)
def record_sent(actor: Actor, *, claim: Claim, reference: str, now: datetime) -> bool:
    """Note that a message has gone out; false if it was not ours any more."""
    row = _leased(claim)
    if row is None:
        return False
    row.sent_at, row.reference, row.failure, row.lease = now, reference[:200], "", ""
    make_move(actor, row, MESSAGE, "send", also=("sent_at", "reference", "failure", "lease"))
    told(row)
    return True


@command(needs=WORK)
def record_failure(actor: Actor, *, claim: Claim, failed: Failed, now: datetime) -> bool:
    """Note that a message did not go out: it is tried again later, or given up.

    When every way to a person has failed, the next one of his chain is called at once.
    """
    call = _locked_call(claim.message_id)
    row = _leased(claim)
    if row is None:
        return False
    row.failure, row.lease, row.lease_until = failed.code[:60], "", None
    if not failed.is_final and row.tries < MOST_TRIES:
        row.due_at = now + timedelta(seconds=wait_s(row.tries, failed.retry_after_s))
        row.save(update_fields=["failure", "lease", "lease_until", "due_at"])
        return True
    row.ended_at = now
    also = ("failure", "lease", "lease_until", "ended_at")
    make_move(actor, row, MESSAGE, "fail", also=also)
    told(row)
    if failed.code == "browser_gone":
        PushBrowser.objects.filter(pk=_number(claim.letter.address)).delete()
    _pass_on_if_unreachable(call, now)
    return True


@command(needs=WORK)
def record_report(actor: Actor, *, reference: str, is_delivered: bool, now: datetime) -> bool:
    """Note what a gateway reports later of a message; false if there is no such message."""
    found = Message.objects.filter(reference=reference).order_by("-id").first()
    if found is None or not reference:
        return False
    call = _locked_call(found.pk)
    row = Message.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if row.state != MessageState.SENT:
        return True
    if is_delivered:
        row.delivered_at = now
        make_move(actor, row, MESSAGE, "deliver", also=("delivered_at",))
        told(row)
        return True
    row.failure, row.ended_at = "not_delivered", now
    make_move(actor, row, MESSAGE, "fail", also=("failure", "ended_at"))
    told(row)
    _pass_on_if_unreachable(call, now)
    return True


def _leased(claim: Claim) -> Message | None:
    held = Message.objects.waiting().filter(pk=claim.message_id, lease=claim.lease)
    return held.select_for_update(of=("self",)).first()


def _locked_call(message_id: int) -> CallOut | None:
    """Lock the call-out of a message before the message itself."""
    calls = CallOut.objects.filter(messages__pk=message_id)
    return calls.select_for_update(of=("self",)).first()


def _pass_on_if_unreachable(call: CallOut | None, now: datetime) -> None:
    if call is None or call.state != CALL_OUT.start:
        return
    ways = call.messages.filter(step=call.step)
    if not ways.exclude(state=MessageState.FAILED).exists():
        advance(call, now)


def _letter(row: Message) -> Letter:
    signed = (
        {"code": code_of(row.pk), "link": address_of(row.pk, row.about_kind)}
        if row.asks_answer
        else {}
    )
    words = written(row.wording, {"code": "", "link": "", **row.values, **signed}, row.language)
    return Letter(
        key=f"qanat-{row.pk}",
        channel=Channel(row.channel),
        address=decrypt(bytes(row.address)),
        subject=words.subject,
        text=words.text,
        link=signed.get("link", ""),
        language=row.language,
        lasts_s=max(0, int((row.expires_at - row.due_at).total_seconds())),
        is_urgent=row.call_out_id is not None,
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
