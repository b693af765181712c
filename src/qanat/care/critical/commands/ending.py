"""Discharge patients from the watch, with what became of them."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.commands.rounds import release_round
from qanat.care.critical.models import Watch
from qanat.care.critical.permissions import END
from qanat.care.critical.states import CHOSEN, WATCH, Outcome, WatchState
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Invalid
from qanat.response.dispatch.commands.deaths import record_death
from qanat.response.dispatch.commands.intake import withdraw_request, write_log
from qanat.response.dispatch.queries.requests import requests_by_id
from qanat.response.dispatch.states.requests import OPEN, SERVED, RequestState

NOT_NEEDED: Final = {
    Outcome.IMPROVED: "improved",
    Outcome.DISCHARGED: "improved",
    Outcome.REFUSED: "refused_by_patient",
    Outcome.MISTAKE: "entered_by_mistake",
}
"""Why the request of a patient who needs no transport any more is withdrawn."""


ENDING: Final = (
    "ended_at", "ended_by", "outcome", "outcome_note", "goes_on_as", "round_taken_by",
    "round_taken_at", "worsened_at", "asked_at", "asked_by",
)  # fmt: skip


class OutcomeMissing(Invalid):
    """A watch ends with an outcome of the list."""

    code = "outcome_missing"
    field = "outcome"
    text = _("Choose what became of the patient.")


@command(needs=END)
def end_watch(actor: Actor, *, watch_id: int, outcome: str, note: str = "", now: datetime) -> None:
    """Discharge a patient from the watch; a round under way is given back.

    Nobody is sent for a patient whom the watch knows to be dead, or who needs no transport any
    more: his request ends too. Where a mission helps him already, a line in the log of the
    request says so, for the mission is ended by who leads it.

    Raises:
        OutcomeMissing: if it is not said what became of him.
        WatchEnded: if the watch is over already.
    """
    if outcome not in CHOSEN:
        raise OutcomeMissing
    row = locked_watch(actor, watch_id, END)
    if row.state == WatchState.MOVING and row.request_id is not None:
        end_request(row, row.request_id, Outcome(outcome), now)
    row.outcome, row.outcome_note = outcome, note
    end_row(actor, row, note, now)


def end_row(actor: Actor, row: Watch, note: str, now: datetime) -> None:
    """End a watch whose outcome is said; a round under way is given back."""
    release_round(row)
    row.ended_at, row.ended_by = now, actor.id
    row.round_taken_by = row.round_taken_at = row.worsened_at = None
    row.asked_at = row.asked_by = None
    make_move(actor, row, WATCH, "end", note=note, also=ENDING)
    tell(row)


def end_request(watch: Watch, request_id: int, outcome: Outcome, now: datetime) -> None:
    """End, by the watch, the request that moves a patient, as far as its state allows."""
    about = requests_by_id(SYSTEM, [request_id], now).get(request_id)
    is_to_do = about is not None and about.state in OPEN - {RequestState.HANDED_OVER}
    if about is None or not is_to_do or outcome == Outcome.TRANSFERRED:
        return
    said = f"{watch.number}: {outcome.label}"
    if outcome == Outcome.DIED:
        who = (watch.patient_id,)
        record_death(
            SYSTEM, request_id=request_id, died_at=None, patient_ids=who, note=said, now=now
        )
    elif about.state in SERVED:
        write_log(SYSTEM, request_id=request_id, kind="note", text=said, at=now, now=now)
    else:
        withdraw_request(
            SYSTEM, request_id=request_id, reason=NOT_NEEDED[outcome], note=said, now=now
        )
