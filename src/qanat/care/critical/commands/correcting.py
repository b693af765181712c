"""Take a discharge from the watch back, or correct its outcome: with a reason, kept in history."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.ending import ENDING, OutcomeMissing, end_request
from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.commands.including import (
    BedTaken,
    WatchedAlready,
    who_lies_in,
    who_watches,
)
from qanat.care.critical.models import Watch
from qanat.care.critical.parameters import FIRST_ROUND
from qanat.care.critical.permissions import END
from qanat.care.critical.queries.norms import hours_of, norms_on
from qanat.care.critical.rules.course import due_after
from qanat.care.critical.states import CHOSEN, OPEN, WATCH, Outcome, WatchState
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.audit.queries import history
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, Refusal
from qanat.response.dispatch.commands.deaths import reopen_request
from qanat.response.dispatch.queries.requests import requests_by_id
from qanat.response.dispatch.states.requests import OPEN as REQUEST_OPEN
from qanat.response.dispatch.states.requests import RequestState

TABLE: Final = "critical_watch"
ENDED_BY_US: Final = frozenset({RequestState.WITHDRAWN, RequestState.DIED})
"""How the request of a patient stands which his discharge has ended."""


class WhyMissing(Invalid):
    """A correction without a reason can't be judged later."""

    code = "watch_why_missing"
    field = "why"
    text = _("Say why.")


class StillWatched(Conflict):
    """There is no outcome here that could be corrected."""

    code = "still_watched"
    text = _("No outcome is on record here: the patient is watched as “%(number)s”.")


@command(needs=END)
def take_back_discharge(
    actor: Actor, *, watch_id: int, bed: str = "", why: str, now: datetime
) -> None:
    """Watch on over a patient who was discharged by mistake; done twice it is done once.

    A request which his discharge ended is opened again, a death which it recorded is forgotten,
    and the patient is to be moved as before.

    Raises:
        WhyMissing: if no reason is given.
        WatchedAlready: if he is watched under another number by now.
        BedTaken: if somebody else of the watch lies in the bed.
    """
    if not why.strip():
        raise WhyMissing
    row = locked_watch(actor, watch_id, END, is_open=False)
    if row.state in OPEN:
        return
    row.bed = " ".join(bed.split()) or row.bed
    if refusal := what_hinders(row):
        raise refusal
    resume(actor, row, why, now)


@command(needs=END)
def correct_outcome(
    actor: Actor, *, watch_id: int, outcome: str, note: str = "", why: str, now: datetime
) -> None:
    """Correct what became of a patient who was discharged; done twice it is done once.

    What the wrong outcome did to the request that was to move him is undone; what the right one
    does is done.

    Raises:
        OutcomeMissing: if it is not said what became of him.
        WhyMissing: if no reason is given.
        StillWatched: if he is not discharged, or watched under another number.
    """
    if outcome not in CHOSEN:
        raise OutcomeMissing
    if not why.strip():
        raise WhyMissing
    row = locked_watch(actor, watch_id, END, is_open=False)
    if row.state in OPEN or row.goes_on_as is not None:
        raise StillWatched(number=(row.goes_on_as or row).number)
    if (row.outcome, row.outcome_note) == (outcome, note):
        return
    if row.request_id is not None and _was_moving(row):
        _reopen(row, row.request_id, why, now)
        end_request(row, row.request_id, Outcome(outcome), now)
    row.outcome, row.outcome_note = outcome, note
    make_move(actor, row, WATCH, "correct", note=why, also=("outcome", "outcome_note"))
    tell(row)


def what_hinders(row: Watch) -> Refusal | None:
    """Return why a patient can't be watched on where he lay; what is free stays so meanwhile."""
    if (in_bed := who_lies_in(row.facility_id, row.bed)) is not None:
        return BedTaken(number=in_bed.number)
    if (known := who_watches(row.patient_id)) is not None:
        return WatchedAlready(number=known.number)
    return None


def resume(actor: Actor, row: Watch, why: str, now: datetime) -> None:
    """Watch on over a patient, within a command: findings and a round are due as of a new one."""
    today, was_moving = national_day(now), _was_moving(row)
    request_id = row.request_id if was_moving else None
    is_moving = request_id is not None and _reopen(row, request_id, why, now)
    row.ended_at = row.ended_by = row.goes_on_as = None
    row.outcome = row.outcome_note = ""
    row.findings_due_at = due_after(now, row.condition, norms_on(today).findings_h)
    row.round_due_at = now + hours_of(FIRST_ROUND, today)
    also = (*ENDING, "bed", "findings_due_at", "round_due_at")
    make_move(actor, row, WATCH, "take_back", note=why, also=also)
    if is_moving:
        make_move(SYSTEM, row, WATCH, "move")
    tell(row)


def _was_moving(row: Watch) -> bool:
    """Tell whether a patient was to be moved when he was discharged."""
    ends = [entry for entry in history(TABLE, row.pk) if entry.move == "end"]
    return bool(ends) and ends[-1].changes.get("state") == [WatchState.MOVING, WatchState.ENDED]


def _reopen(row: Watch, request_id: int, why: str, now: datetime) -> bool:
    """Open the request again which the discharge ended; tell whether it is open now."""
    about = requests_by_id(SYSTEM, [request_id], now).get(request_id)
    if about is None:
        return False
    if row.outcome != Outcome.TRANSFERRED and about.state in ENDED_BY_US:
        said = f"{row.number}: {why}"
        reopen_request(SYSTEM, request_id=request_id, reason="closed_by_mistake", note=said)
        return True
    return about.state in REQUEST_OPEN
