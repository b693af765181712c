"""Answers: by the link, by code, on the page, and as the dispatcher heard them by telephone."""

from datetime import datetime

from django.utils import timezone

from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.access.queries import names_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands import confirm_message, pass_on_now
from qanat.foundation.messages.queries import called_by_id, progress_of
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import NotFound
from qanat.response.callout.commands.noting import (
    Entry,
    changed,
    locked_ask,
    note,
    settle,
    tell_accepted,
)
from qanat.response.callout.commands.taking import (
    Answer,
    AnsweredBefore,
    NotNeeded,
    Outcome,
    OverMeanwhile,
    Speaker,
    accept,
    check,
    entry_of,
    has_said,
    is_stoppable,
    take,
    take_no,
    take_offered,
    take_too_late,
    wait_for,
)
from qanat.response.callout.models import Ask, Called, Callout
from qanat.response.callout.permissions import ANSWER, CALL
from qanat.response.callout.states import (
    ASK,
    OPEN,
    PERSONAL,
    AskState,
    How,
    Said,
    What,
)
from qanat.response.callout.wording import OFFER_TAKEN


@command(needs=OWN_ACCOUNT)
def answer_call(
    actor: Actor, *, message_id: int, answer: Answer, now: datetime, typed_by: int = 0
) -> Outcome:
    """Take the answer of somebody who was called by a message.

    Of many who say yes at the same time to what needs one, exactly one is taken: all queue for
    the lock of the call-out. The same answer twice is one; what comes when all is over is kept
    as too late. The timeline names the account which typed a code in for him.

    Raises:
        NotFound: if the message is no call of ours.
        ReasonMissing: if he says no without a reason of the list.
        HowMuchLater: if he does not say how much later.
        FromWhen: if a hospital's offer names no time to come.
    """
    called = called_by_id(message_id)
    found = Ask.objects.filter(call_id=called.call_out_id).first() if called else None
    if called is None or found is None:
        raise NotFound
    row, ask = locked_ask(SYSTEM, found.pk)
    check(answer, row.kind, now)
    one = ask.people.get(position=called.step)
    by = Speaker(one.name, typed_by or actor.id)
    if row.state not in OPEN or ask.state == AskState.ACCEPTED:
        return take_too_late(row, ask, by, answer, now)
    if answer.said is Said.YES:
        accept(row, ask, now, entry_of(by, answer))
        if is_stoppable(ask):
            confirm_message(actor, message_id=message_id, how=answer.how.value)
    elif answer.said is Said.NO:
        _refuse(row, ask, one, by, answer, now)
    elif answer.said is Said.OFFER:
        take_offered(row, ask, now, entry_of(by, answer))
    else:
        _wait(row, ask, one, by, answer, now)
    settle(row, now)
    changed(row)
    return Outcome.TAKEN


def take_answer(actor: Actor, message_id: int, how: str, typed_by: int) -> None:
    """Take the short confirmation of a message: it means yes.

    Raises:
        NotNeeded: if it comes too late.
    """
    answer = Answer(said=Said.YES, how=How(how))
    now = timezone.now()
    outcome = answer_call(actor, message_id=message_id, answer=answer, now=now, typed_by=typed_by)
    if outcome is Outcome.LATE:
        raise NotNeeded


@command(needs=ANSWER)
def answer_for_hospital(actor: Actor, *, ask_id: int, answer: Answer, now: datetime) -> Outcome:
    """Take the answer of a hospital from who answers for it and is signed in.

    It counts like one by the link: the first yes takes the patient, what comes too late is kept.

    Raises:
        NotFound: if the question is not to a hospital of the actor's.
        ReasonMissing: if it says no without a reason of the list.
        HowMuchLater: if it does not say how much later.
        FromWhen: if its offer names no time to come.
    """
    if not Ask.objects.visible_to(actor).filter(pk=ask_id).exists():
        raise NotFound
    row, ask = locked_ask(SYSTEM, ask_id)
    check(answer, row.kind, now)
    by = Speaker(names_of({actor.id}).get(actor.id) or ask.title, actor.id)
    if row.state not in OPEN or ask.state == AskState.ACCEPTED:
        return take_too_late(row, ask, by, answer, now)
    if answer.said is Said.NO and ask.state == AskState.DECLINED:
        return Outcome.REPEATED
    take(row, ask, by, answer, now)
    settle(row, now)
    changed(row)
    return Outcome.TAKEN


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
        OverMeanwhile: if it is over.
        AnsweredBefore: if the time can't be.
    """
    row, ask = locked_ask(actor, ask_id)
    check(answer, row.kind, at)
    if row.state not in OPEN or ask.state == AskState.ACCEPTED:
        raise OverMeanwhile
    if not row.started_at.replace(second=0, microsecond=0) <= at <= now:
        raise AnsweredBefore
    at = max(at, row.started_at)  # said in whole minutes: no answer stands before its question
    take(row, ask, Speaker(who, actor.id), answer, at, words)
    settle(row, at)
    changed(row)


@command(needs=CALL)
def take_offer(actor: Actor, *, ask_id: int, now: datetime) -> None:
    """Take the later time which a hospital offered: it receives the patient, and is told.

    Raises:
        NotFound: if the call-out is not open to the actor.
        OverMeanwhile: if it is over, or the offer does not stand any more.
    """
    row, ask = locked_ask(actor, ask_id)
    if row.state not in OPEN or ask.state != AskState.OFFERED:
        raise OverMeanwhile
    entry = Entry(who=ask.answered_by, by_id=actor.id, how=ask.how, ready_at=ask.ready_at)
    accept(row, ask, now, entry)
    settle(row, now)
    tell_accepted(row, OFFER_TAKEN)
    changed(row)


@command(needs=CALL)
def call_next(actor: Actor, *, ask_id: int, now: datetime) -> None:
    """Call the next person of one who is asked at once, without waiting for the clock.

    Raises:
        OverMeanwhile: if nobody is being called there any more.
    """
    row, ask = locked_ask(actor, ask_id)
    if row.state not in OPEN or ask.state != AskState.WAITING or ask.call_id is None:
        raise OverMeanwhile
    before = progress_of([ask.call_id])[ask.call_id].step
    who = ask.people.get(position=before).name
    entry = Entry(who=who, by_id=actor.id)
    note(row, What.PASSED_ON, now, ask=ask, entry=entry)
    if not pass_on_now(SYSTEM, call_out_id=ask.call_id):
        make_move(SYSTEM, ask, ASK, "fall_silent")
        note(row, What.SILENT, now, ask=ask, entry=Entry(by_id=actor.id))
    settle(row, now)
    changed(row)


def _refuse(
    row: Callout, ask: Ask, one: Called, by: Speaker, answer: Answer, now: datetime
) -> None:
    """Take the "no" of somebody who was called; of one who was passed over it is only kept."""
    entry = entry_of(by, answer)
    is_last_word = row.kind not in PERSONAL and ask.state != AskState.DECLINED
    if is_last_word or _is_being_called(ask, one):
        take_no(row, ask, now, entry)
    elif not has_said(ask, one.name, What.NO):
        note(row, What.NO, now, ask=ask, entry=entry)


def _wait(row: Callout, ask: Ask, one: Called, by: Speaker, answer: Answer, now: datetime) -> None:
    """Wait for who is being called; who was passed over moves no other person's clock."""
    if _is_being_called(ask, one):
        wait_for(ask, now, answer)
        note(row, What.LATER, now, ask=ask, entry=entry_of(by, answer))


def _is_being_called(ask: Ask, one: Called) -> bool:
    if ask.state != AskState.WAITING or ask.call_id is None:
        return False
    return progress_of([ask.call_id])[ask.call_id].step == one.position
