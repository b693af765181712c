"""What an answer does to one who is asked: yes, no, later, only from a later time, too late."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown
from qanat.foundation.messages.commands import (
    answer_call_out,
    give_time,
    pass_on_now,
    stop_call_out,
)
from qanat.foundation.messages.queries import progress_of
from qanat.foundation.messages.states import CallState
from qanat.foundation.moving import make_move
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid
from qanat.registry.terminology.queries import is_reason
from qanat.response.callout.commands.noting import Entry, changed, note
from qanat.response.callout.models import Ask, Callout
from qanat.response.callout.parameters import LATER_MOST_MIN
from qanat.response.callout.rules import MINUTES, waits_until
from qanat.response.callout.states import ASK, PERSONAL, AskState, How, Kind, Said, What

_STOPPABLE: Final = frozenset({CallState.RUNNING, CallState.EXHAUSTED})


class NotNeeded(Conflict):
    """Somebody else was faster, or nobody is needed any more."""

    code = "not_needed"
    text = _("You are not needed for this call any more. Thank you.")


class OverMeanwhile(NotNeeded):
    """The dispatcher's press came after an answer or the end."""

    text = _("This call was answered or has ended meanwhile. Look at it again.")


class HowMuchLater(Invalid):
    """Later is in so many minutes."""

    code = "how_much_later"
    text = _("Choose in how many minutes.")


class AnsweredBefore(Invalid):
    """Nobody answers before he was called, or later than now."""

    code = "answered_before"
    text = _("The answer came after the call and not later than now. Correct the time.")


class FromWhen(Invalid):
    """A hospital's offer names a time to come."""

    code = "from_when"
    text = _("Say from when you could take the patient: a time to come.")


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
    ready_at: datetime | None = None
    """From when a hospital could take the patient, where it says "only later"."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who answers: by what name, from which account (0 of somebody without one)."""

    name: str
    by_id: int


def take(
    row: Callout, ask: Ask, by: Speaker, answer: Answer, at: datetime, words: str = ""
) -> None:
    """Take an answer for the whole of one who is asked; ``at`` is when it was given."""
    entry = entry_of(by, answer, words)
    if answer.said is Said.YES:
        accept(row, ask, at, entry)
        if is_stoppable(ask):
            answer_call_out(SYSTEM, call_out_id=ask.call_id or 0)
    elif answer.said is Said.NO:
        take_no(row, ask, at, entry)
    elif answer.said is Said.OFFER:
        take_offered(row, ask, at, entry)
    else:
        wait_for(ask, at, answer)
        note(row, What.LATER, at, ask=ask, entry=entry)


def accept(row: Callout, ask: Ask, at: datetime, entry: Entry) -> None:
    """Note a yes; why somebody had said no before stays in the story alone."""
    ask.answered_at, ask.answered_by = at, entry.who[:120]
    ask.how, ask.ready_at, ask.reason = entry.how, entry.ready_at, ""
    also = ("answered_at", "answered_by", "how", "ready_at", "reason")
    make_move(SYSTEM, ask, ASK, "accept", also=also)
    note(row, What.YES, at, ask=ask, entry=entry)


def take_no(row: Callout, ask: Ask, at: datetime, entry: Entry) -> None:
    """Call the next after a person's "no"; after the last, or an organisation's, it is refused."""
    if not _passes_on(row, ask):
        ask.answered_at, ask.answered_by = at, entry.who[:120]
        ask.how, ask.reason = entry.how, entry.reason
        also = ("answered_at", "answered_by", "how", "reason")
        make_move(SYSTEM, ask, ASK, "decline", reason=entry.reason, note=entry.note, also=also)
        _stop(ask)
    note(row, What.NO, at, ask=ask, entry=entry)


def take_offered(row: Callout, ask: Ask, at: datetime, entry: Entry) -> None:
    """Note from when a hospital could take the patient; a later offer takes the place of it."""
    ask.answered_at, ask.answered_by = at, entry.who[:120]
    ask.how, ask.ready_at, ask.reason = entry.how, entry.ready_at, ""
    also = ("answered_at", "answered_by", "how", "ready_at", "reason")
    if ask.state == AskState.OFFERED:
        ask.save(update_fields=list(also))
    else:
        make_move(SYSTEM, ask, ASK, "offer", also=also)
        _stop(ask)
    note(row, What.OFFERED, at, ask=ask, entry=entry)


def wait_for(ask: Ask, now: datetime, answer: Answer) -> None:
    """Wait longer for who is being called, up to the bound."""
    if ask.call_id is None or ask.state != AskState.WAITING:
        return
    earlier = ask.story.filter(what=What.LATER).order_by("at", "id").first()
    most = parameter(LATER_MOST_MIN, on=now).number
    until = waits_until(now, answer.minutes, earlier.at if earlier else now, most)
    give_time(SYSTEM, call_out_id=ask.call_id, until=until)


def take_too_late(row: Callout, ask: Ask, by: Speaker, answer: Answer, now: datetime) -> Outcome:
    """Keep that somebody said yes when it was over, once; tell who has said it already."""
    if ask.state == AskState.ACCEPTED and ask.answered_by == by.name[:120]:
        return Outcome.REPEATED
    if answer.said is Said.YES and not has_said(ask, by.name, What.TOO_LATE):
        note(row, What.TOO_LATE, now, ask=ask, entry=entry_of(by, answer))
        changed(row)
    return Outcome.LATE


def entry_of(by: Speaker, answer: Answer, words: str = "") -> Entry:
    """Return what is written of an answer."""
    return Entry(
        who=by.name,
        by_id=by.by_id,
        how=answer.how,
        reason=answer.reason,
        minutes=answer.minutes or None,
        ready_at=answer.ready_at,
        note=words,
    )


def has_said(ask: Ask, who: str, what: What) -> bool:
    """Tell whether somebody has said something before."""
    return ask.story.filter(what=what, who=who[:120]).exists()


def is_stoppable(ask: Ask) -> bool:
    """Tell whether a chain of messages may still be answered."""
    if ask.call_id is None:
        return False
    return progress_of([ask.call_id])[ask.call_id].state in _STOPPABLE


def check(answer: Answer, kind: str, at: datetime) -> None:
    """Refuse a "no" without a reason of the list, "later" without how much, an offer of the past.

    Raises:
        ReasonMissing: if a "no" has no reason.
        ReasonUnknown: if its reason is none of the list.
        HowMuchLater: if "later" does not say how much.
        FromWhen: if an offer names no time to come, or comes from no hospital.
    """
    move = ASK.move("decline")
    if answer.said is Said.NO and not answer.reason:
        raise ReasonMissing(move=move.label)
    if answer.said is Said.NO and not is_reason(move.reasons, answer.reason):
        raise ReasonUnknown(move=move.label)
    if answer.said is Said.LATER and answer.minutes not in MINUTES:
        raise HowMuchLater
    if answer.said is Said.OFFER and (
        kind != Kind.HOSPITAL or answer.ready_at is None or answer.ready_at <= at
    ):
        raise FromWhen


def _stop(ask: Ask) -> None:
    if ask.call_id is not None:
        stop_call_out(SYSTEM, call_out_id=ask.call_id)


def _passes_on(row: Callout, ask: Ask) -> bool:
    """Call the next after a person's "no"; tell whether there was one."""
    if row.kind not in PERSONAL or ask.call_id is None or ask.state != AskState.WAITING:
        return False
    return pass_on_now(SYSTEM, call_out_id=ask.call_id)
