"""Discharge patients from the watch, with what became of them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.commands.rounds import release_round
from qanat.care.critical.permissions import END
from qanat.care.critical.states import WATCH, Outcome
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Invalid


class OutcomeMissing(Invalid):
    """A watch ends with an outcome of the list."""

    code = "outcome_missing"
    field = "outcome"
    text = _("Choose what became of the patient.")


@command(needs=END)
def end_watch(actor: Actor, *, watch_id: int, outcome: str, note: str = "", now: datetime) -> None:
    """Discharge a patient from the watch; a round under way is given back.

    Raises:
        OutcomeMissing: if it is not said what became of him.
        WatchEnded: if the watch is over already.
    """
    if outcome not in Outcome.values:
        raise OutcomeMissing
    row = locked_watch(actor, watch_id, END)
    release_round(row)
    row.ended_at, row.ended_by, row.outcome, row.outcome_note = now, actor.id, outcome, note
    row.round_taken_by = row.round_taken_at = row.worsened_at = None
    also = (
        "ended_at", "ended_by", "outcome", "outcome_note", "round_taken_by", "round_taken_at",
        "worsened_at",
    )  # fmt: skip
    make_move(actor, row, WATCH, "end", note=note, also=also)
    tell(row)
