"""Two records were of one person, or were not: one watch over one person."""

from datetime import datetime

from django.db.models import F, Q

from qanat.care.critical.commands.correcting import resume, what_hinders
from qanat.care.critical.commands.ending import end_row
from qanat.care.critical.commands.moving import moves_by
from qanat.care.critical.models import Watch
from qanat.care.critical.permissions import END
from qanat.care.critical.states import Outcome, WatchState
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command


@command(needs=END)
def join_watches(actor: Actor, *, patient_id: int, now: datetime) -> None:
    """Watch a person once whom two records made two; where he is once, nothing changes.

    The watch goes on which moves him, else the one with the newest findings. The other ends, with
    what was found and written in it, and says under which number he is watched on. A request by
    which it moved him is that of the one which goes on; of two requests both stay: who leads them
    decides.
    """
    rows = list(
        Watch.objects.open().of_person(patient_id).order_by("id").select_for_update(of=("self",))
    )
    if not rows:
        return
    kept = max(rows, key=_weight)
    for row in rows:
        if row is kept:
            continue
        if row.request_id is not None and row.state == WatchState.MOVING != kept.state:
            moves_by(actor, kept, row.request_id)
        row.outcome, row.goes_on_as = Outcome.JOINED, kept
        end_row(actor, row, kept.number, now)


@command(needs=END)
def part_watches(actor: Actor, *, patient_id: int, now: datetime) -> None:
    """Watch two people again whose records were taken for one, as far as beds are free."""
    ended = Watch.objects.filter(outcome=Outcome.JOINED)
    ended = ended.filter(
        Q(patient__resolved=patient_id) | Q(goes_on_as__patient__resolved=patient_id)
    ).exclude(patient__resolved=F("goes_on_as__patient__resolved"))
    for row in ended.order_by("id").select_for_update(of=("self",)):
        if what_hinders(row) is None:
            resume(actor, row, "", now)


def _weight(row: Watch) -> tuple[bool, bool, datetime]:
    """Return what speaks for a watch to be the one that goes on."""
    return not row.is_exercise, row.state == WatchState.MOVING, row.findings_at or row.included_at
