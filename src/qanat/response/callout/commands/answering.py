"""Answers: by the link, by code, on the page, and as the dispatcher heard them by telephone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown
from qanat.foundation.messages.commands import (
    answer_call_out,
    confirm_message,
    give_time,
    pass_on_now,
    stop_call_out,
)
from qanat.foundation.messages.queries import called_by_id, progress_of
from qanat.foundation.messages.states import CallState
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.terminology.queries import is_reason
from qanat.response.callout.commands.noting import Entry, changed, locked_ask, note, settle
from qanat.response.callout.models import Ask, Called, Callout
from qanat.response.callout.parameters import LATER_MOST_MIN
from qanat.response.callout.permissions import CALL
from qanat.response.callout.rules import MINUTES, waits_until
from qanat.response.callout.states import (
    ASK,
    OPEN,
    PERSONAL,
    AskState,
    How,
    Said,
    What,
)

_STOPPABLE: Final = frozenset({CallState.RUNNING, CallState.EXHAUSTED})


class NotNeeded(Conflict):
    """Somebody else was faster, or nobody is needed any more."""

    code = "not_needed"
    text = _("You are not needed for this call any more. Thank you.")


class HowMuchLater(Invalid):
    """Later is in so many minutes."""

    code = "how_much_later"
    text = _("Choose in how many minutes.")


class AnsweredBefore(Invalid):
    """Nobody answers before he was called, or later than now."""

    code = "answered_before"
    text = _("The answer came after the call and not later than now. Correct the time.")


class Outcome(StrEnum):
    """What became of an answer."""

    TAKEN = "taken"
    REPEATED = "repeated"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody answers, and how it reached us."""

    said: Said
    how: How
    reason: str = ""
    minutes: int = 0


@command(needs=OWN_ACCOUNT)
def answer_call(actor: Actor, *, message_id: int, answer: Answer, now: datetime) -> Outcome:
    """Take the answer of somebody who was called by a message.

    Of many who say yes at the same time to what needs one, exactly one is taken: all queue for
    the lock of the call-out. The same answer twice is one; what comes when all is over is kept
    as too late.

    Raises:
        NotFound: if the message is no call of ours.
        ReasonMissing: if he says no without a reason of the list.
        HowMuchLater: if he does not say how much later.
    """
    _check(answer)
    called = called_by_id(message_id)
    found = Ask.objects.filter(call_id=called.call_out_id).first() if called else None
    if called is None or found is None:
        raise NotFound
    row, ask = locked_ask(SYSTEM, found.pk)
    one = ask.people.get(position=called.step)
    if row.state not in OPEN or ask.state == AskState.ACCEPTED:
        return _too_late(row, ask, one, actor, answer, now)
    if answer.said is Said.YES:
        _accept(row, ask, now, who=one.name, how=answer.how, by_id=actor.id)
        if _call_state(ask) in _STOPPABLE:
            confirm_message(actor, message_id=message_id, how=answer.how.value)
    elif answer.said is Said.NO:
        _refuse(row, ask, one, actor, answer, now)
    else:
        _wait(row, ask, one, actor, answer, now)
    settle(row, now)
    changed(row)
    return Outcome.TAKEN


def take_answer(actor: Actor, message_id: int, how: str) -> None:
    """Take the short confirmation of a message: it means yes.

    Raises:
        NotNeeded: if it comes too late.
    """
    answer = Answer(said=Said.YES, how=How(how))
    outcome = answer_call(actor, message_id=message_id, answer=answer, now=timezone.now())
    if outcome is Outcome.LATE:
        raise NotNeeded


@command(needs=CALL)
def note_answer(
    actor: Actor,
    *,
    ask_id: int,
    answer: Answer,
    who: str,
    at: datetime,
    words: str = "",
    now: datetime,
) -> None:
    """Write down what somebody answered by telephone, who, and at what time.

    Raises:
        NotFound: if the call-out is not open to the actor.
        NotNeeded: if it is over.
        AnsweredBefore: if the time can't be.
    """
    _check(answer)
    row, ask = locked_ask(actor, ask_id)
    if row.state not in OPEN or ask.state == AskState.ACCEPTED:
        raise NotNeeded
    if not row.started_at.replace(second=0, microsecond=0) <= at <= now:
        raise AnsweredBefore
    if answer.said is Said.YES:
        _accept(row, ask, at, who=who, how=How.PHONE, by_id=actor.id, words=words)
        if _call_state(ask) in _STOPPABLE:
            answer_call_out(SYSTEM, call_out_id=ask.call_id or 0)
    elif answer.said is Said.NO:
        _take_no(row, ask, at, _entry(who, actor.id, answer, words))
    else:
        _give_time(ask, at, answer)
        note(row, What.LATER, at, ask=ask, entry=_entry(who, actor.id, answer, words))
    settle(row, at)
    changed(row)


@command(needs=CALL)
def call_next(actor: Actor, *, ask_id: int, now: datetime) -> None:
    """Call the next person of one who is asked at once, without waiting for the clock.

    Raises:
        NotNeeded: if nobody is being called there any more.
    """
    row, ask = locked_ask(actor, ask_id)
    if row.state not in OPEN or ask.state != AskState.WAITING or ask.call_id is None:
        raise NotNeeded
    before = progress_of([ask.call_id])[ask.call_id].step
    who = ask.people.get(position=before).name
    entry = Entry(who=who, by_id=actor.id)
    note(row, What.PASSED_ON, now, ask=ask, entry=entry)
    if not pass_on_now(SYSTEM, call_out_id=ask.call_id):
        make_move(SYSTEM, ask, ASK, "fall_silent")
        note(row, What.SILENT, now, ask=ask, entry=Entry(by_id=actor.id))
    settle(row, now)
    changed(row)


def _accept(
    row: Callout, ask: Ask, at: datetime, *, who: str, how: How, by_id: int, words: str = ""
) -> None:
    ask.answered_at, ask.answered_by, ask.how = at, who[:120], how
    also = ("answered_at", "answered_by", "how")
    make_move(SYSTEM, ask, ASK, "accept", also=also)
    note(row, What.YES, at, ask=ask, entry=Entry(who=who, by_id=by_id, how=how, note=words))


def _refuse(
    row: Callout, ask: Ask, one: Called, actor: Actor, answer: Answer, now: datetime
) -> None:
    """Take the "no" of somebody who was called; of one who was passed over it is only kept."""
    entry = _entry(one.name, actor.id, answer)
    is_last_word = row.kind not in PERSONAL and ask.state != AskState.DECLINED
    if is_last_word or _is_being_called(ask, one):
        _take_no(row, ask, now, entry)
    elif not _has_said(ask, one, What.NO):
        note(row, What.NO, now, ask=ask, entry=entry)


def _take_no(row: Callout, ask: Ask, at: datetime, entry: Entry) -> None:
    """Call the next after a person's "no"; after the last, or an organisation's, it is refused."""
    if not _passes_on(row, ask):
        ask.answered_at, ask.answered_by = at, entry.who[:120]
        ask.how, ask.reason = entry.how, entry.reason
        also = ("answered_at", "answered_by", "how", "reason")
        make_move(SYSTEM, ask, ASK, "decline", reason=entry.reason, note=entry.note, also=also)
        if ask.call_id is not None:
            stop_call_out(SYSTEM, call_out_id=ask.call_id)
    note(row, What.NO, at, ask=ask, entry=entry)


def _passes_on(row: Callout, ask: Ask) -> bool:
    """Call the next after a person's "no"; tell whether there was one."""
    if row.kind not in PERSONAL or ask.call_id is None or ask.state != AskState.WAITING:
        return False
    return pass_on_now(SYSTEM, call_out_id=ask.call_id)


def _wait(row: Callout, ask: Ask, one: Called, actor: Actor, answer: Answer, now: datetime) -> None:
    """Wait for who is being called; who was passed over moves no other person's clock."""
    if _is_being_called(ask, one):
        _give_time(ask, now, answer)
        note(row, What.LATER, now, ask=ask, entry=_entry(one.name, actor.id, answer))


def _is_being_called(ask: Ask, one: Called) -> bool:
    if ask.state != AskState.WAITING or ask.call_id is None:
        return False
    return progress_of([ask.call_id])[ask.call_id].step == one.position


def _give_time(ask: Ask, now: datetime, answer: Answer) -> None:
    if ask.call_id is None or ask.state != AskState.WAITING:
        return
    earlier = ask.story.filter(what=What.LATER).order_by("at", "id").first()
    most = parameter(LATER_MOST_MIN, on=now).number
    until = waits_until(now, answer.minutes, earlier.at if earlier else now, most)
    give_time(SYSTEM, call_out_id=ask.call_id, until=until)


def _too_late(
    row: Callout, ask: Ask, one: Called, actor: Actor, answer: Answer, now: datetime
) -> Outcome:
    """Keep that somebody said yes when it was over, once; tell who has said it already."""
    if ask.state == AskState.ACCEPTED and ask.answered_by == one.name:
        return Outcome.REPEATED
    if answer.said is Said.YES and not _has_said(ask, one, What.TOO_LATE):
        note(row, What.TOO_LATE, now, ask=ask, entry=_entry(one.name, actor.id, answer))
        changed(row)
    return Outcome.LATE


def _entry(who: str, by_id: int, answer: Answer, words: str = "") -> Entry:
    return Entry(
        who=who,
        by_id=by_id,
        how=answer.how,
        reason=answer.reason,
        minutes=answer.minutes or None,
        note=words,
    )


def _has_said(ask: Ask, one: Called, what: What) -> bool:
    return ask.story.filter(what=what, who=one.name).exists()


def _call_state(ask: Ask) -> CallState | None:
    return progress_of([ask.call_id])[ask.call_id].state if ask.call_id is not None else None


def _check(answer: Answer) -> None:
    """Refuse a "no" without a reason of the list, and "later" without how much."""
    move = ASK.move("decline")
    if answer.said is Said.NO and not answer.reason:
        raise ReasonMissing(move=move.label)
    if answer.said is Said.NO and not is_reason(move.reasons, answer.reason):
        raise ReasonUnknown(move=move.label)
    if answer.said is Said.LATER and answer.minutes not in MINUTES:
        raise HowMuchLater
