"""What every command of a call-out does: write the timeline, draw the conclusion, tell people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from qanat.events.callout import CalloutChanged, HospitalQuestionChanged
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.messages.commands import (
    About,
    Recipient,
    send_message,
    stop_call_out,
)
from qanat.foundation.messages.queries import progress_of
from qanat.foundation.messages.states import Channel
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.response.callout.models import Ask, Called, Callout, Happening
from qanat.response.callout.permissions import CALL
from qanat.response.callout.rules import step_after
from qanat.response.callout.states import (
    ALL_NEEDED,
    ASK,
    CALLOUT,
    OPEN,
    AskState,
    CalloutState,
    Kind,
    What,
)
from qanat.response.callout.wording import NOBODY_LEFT, NOT_NEEDED
from qanat.response.dispatch.commands.clinical import record_acceptance
from qanat.response.dispatch.queries.calling import called_mission, called_request

ABOUT: Final = "callout"
EXERCISE: Final = "ОҚУ-ЖАТТЫҒУ/УЧЕНИЯ/EXERCISE"
"""Said in every language: a value of a message has none."""


def locked_callout(actor: Actor, callout_id: int) -> Callout:
    """Return a call-out, locked; all its writers queue here before they touch anything else.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = Callout.objects.visible_to(actor, CALL).select_for_update(of=("self",))
    row = rows.filter(pk=callout_id).first()
    if row is None:
        raise NotFound
    return row


def locked_ask(actor: Actor, ask_id: int) -> tuple[Callout, Ask]:
    """Return one who is asked with his call-out, which is locked; raises as that does.

    Whoever is called anew in the meantime stands in another call-out than he was found in.
    """
    found = Ask.objects.filter(pk=ask_id).first()
    if found is None:
        raise NotFound
    row = locked_callout(actor, found.callout_id)
    ask = Ask.objects.get(pk=ask_id)
    return (row, ask) if ask.callout_id == row.pk else locked_ask(actor, ask_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is written of something that happened: who, by which account, how, why."""

    who: str = ""
    by_id: int = 0
    how: str = ""
    reason: str = ""
    minutes: int | None = None
    ready_at: datetime | None = None
    note: str = ""


NOTHING: Final = Entry()


def note(
    row: Callout, what: What, at: datetime, *, ask: Ask | None = None, entry: Entry = NOTHING
) -> None:
    """Write a line into the timeline of a call-out."""
    Happening.objects.create(
        callout=row,
        ask=ask,
        at=at,
        noted_at=timezone.now(),
        what=what,
        who=entry.who[:120],
        by_id=max(0, entry.by_id),
        how=entry.how,
        reason=entry.reason,
        minutes=entry.minutes,
        ready_at=entry.ready_at,
        note=entry.note[:300],
    )


def changed(row: Callout) -> None:
    """Tell everybody who looks at a call-out."""
    announce(
        CalloutChanged(
            callout_id=row.pk,
            mission_id=row.mission_id,
            request_id=row.request_id,
            region=row.region,
            state=str(row.state),
        )
    )
    if row.kind == Kind.HOSPITAL:
        announce(HospitalQuestionChanged(callout_id=row.pk))


def settle(row: Callout, now: datetime) -> None:
    """Draw the conclusion from how all who are asked stand to it."""
    asks = list(row.asks.order_by("position"))
    states = [ask.state for ask in asks]
    move = step_after(states, all_needed=row.kind in ALL_NEEDED)
    if move == "confirm" and row.state in OPEN:
        row.answered_at = row.ended_at = now
        make_move(SYSTEM, row, CALLOUT, "confirm", also=("answered_at", "ended_at"))
        note(row, What.CONFIRMED, now)
        for ask in asks:
            if ask.state in {AskState.WAITING, AskState.OFFERED}:
                release(row, ask, now, NOT_NEEDED)
        _receive(row, asks, now)
    elif move == "exhaust" and row.state == CalloutState.WAITING:
        row.exhausted_at = now
        make_move(SYSTEM, row, CALLOUT, "exhaust", also=("exhausted_at",))
        note(row, What.EXHAUSTED, now)
        _tell_dispatcher(row)


def release(row: Callout, ask: Ask, now: datetime, wording: str) -> None:
    """Let one who was asked, or has said yes, go; tell everybody who was called for it."""
    make_move(SYSTEM, ask, ASK, "close")
    for one in stop_calling(ask):
        _send(row, _recipient(one), wording)
    note(row, What.NOT_NEEDED, now, ask=ask)


def stop_calling(ask: Ask) -> list[Called]:
    """Stop the chain of one who is asked; return who of it was called so far."""
    if ask.call_id is None:
        return []
    step = progress_of([ask.call_id])[ask.call_id].step
    stop_call_out(SYSTEM, call_out_id=ask.call_id)
    return list(ask.people.filter(position__lte=step).order_by("position"))


def overtake(row: Callout, reason: str, now: datetime, wording: str = "") -> None:
    """Close a call-out because events have overtaken it; tell those concerned, if words are given.

    Concerned are those who were to come, and those who are being called.
    """
    row.ended_at, row.end_reason = now, reason
    make_move(SYSTEM, row, CALLOUT, "overtake", also=("ended_at", "end_reason"))
    note(row, What.OVERTAKEN, now, entry=Entry(reason=reason))
    close_asks(row, now, wording)
    changed(row)


def close_asks(row: Callout, now: datetime, wording: str = "") -> None:
    """Stop all calls of a call-out; with words, tell those who were called or had said yes."""
    for ask in row.asks.order_by("position"):
        if ask.state in {AskState.WAITING, AskState.ACCEPTED, AskState.OFFERED} and wording:
            release(row, ask, now, wording)
        else:
            stop_calling(ask)
            if ask.state in {AskState.WAITING, AskState.OFFERED}:
                make_move(SYSTEM, ask, ASK, "close")


def tell_accepted(row: Callout, wording: str, at: str = "") -> None:
    """Write to who has said yes; the call-out stays as it is."""
    for ask in row.asks.filter(state=AskState.ACCEPTED).order_by("position"):
        one = ask.people.filter(name=ask.answered_by).first() or ask.people.first()
        if one is not None:
            _send(row, _recipient(one), wording, at)


def _receive(row: Callout, asks: Iterable[Ask], now: datetime) -> None:
    """Let the hospital that said yes receive the patient, by the command of dispatch."""
    if row.kind != Kind.HOSPITAL or row.request_id is None:
        return
    winner = next(ask for ask in asks if ask.state == AskState.ACCEPTED)
    if winner.facility_id is not None:
        record_acceptance(
            SYSTEM,
            request_id=row.request_id,
            facility_id=winner.facility_id,
            physician=winner.answered_by,
            accepts_from=winner.ready_at,
            now=now,
        )
    earlier = Callout.objects.filter(
        subject=row.subject, kind=row.kind, state=CalloutState.CONFIRMED
    ).exclude(pk=row.pk)
    for other in earlier.order_by("id").select_for_update(of=("self",)):
        overtake(other, "another_accepted", now, NOT_NEEDED)


def _tell_dispatcher(row: Callout) -> None:
    if account_id := row.started_by or _in_charge(row):
        _send(row, Recipient(account_id=account_id), NOBODY_LEFT)


def _in_charge(row: Callout) -> int | None:
    if row.mission_id is not None:
        return called_mission(SYSTEM, row.mission_id).dispatcher_id
    if row.request_id is not None:
        return called_request(SYSTEM, row.request_id).owner_id
    return None


def _recipient(one: Called) -> Recipient:
    if one.account_id is not None:
        return Recipient(account_id=one.account_id, language=one.language)
    phone = decrypt(bytes(one.phone_sealed))
    return Recipient(address=phone, channel=Channel.SMS, language=one.language)


def _send(row: Callout, to: Recipient, wording: str, at: str = "") -> None:
    about = About(ABOUT, row.pk, row.region)
    values = {"number": told_number(row.number, is_exercise=row.is_exercise), "at": at}
    send_message(SYSTEM, to=to, wording=wording, values=values, about=about)


def told_number(number: str, *, is_exercise: bool) -> str:
    """Return a number as messages tell it: nobody may take an exercise for the real thing."""
    return f"{EXERCISE} {number}" if is_exercise else number
