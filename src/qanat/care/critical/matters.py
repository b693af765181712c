"""What the watch tells at the hand-over of a shift: who is worse and was not looked at."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.care.critical.permissions import SEE
from qanat.care.critical.queries.watches import Wanted, WatchRow, watch_count, watch_rows
from qanat.care.critical.states import Condition
from qanat.foundation.actors import Actor
from qanat.response.shifts.matters import MOST, Matter, Section


def watched_in_trouble(actor: Actor, now: datetime) -> Section | None:
    """Return the critical patients who are worse and were not looked at since."""
    if not actor.may(SEE):
        return None
    wanted = Wanted(view="worse")
    rows = watch_rows(actor, wanted, now, count=MOST)
    total = len(rows) if len(rows) < MOST else watch_count(actor, wanted, now)
    title, empty = _("Critical patients who are worse"), _("No critical patient is worse.")
    return Section("critical", title, tuple(map(_matter, rows)), total, empty)


def _matter(row: WatchRow) -> Matter:
    return Matter(
        what=row.number,
        note=" · ".join((row.diagnosis, row.facility)),
        state=str(Condition(row.condition).label),
        due_at=row.round_due_at,
        since=row.worsened_at,
        url=reverse("critical:watch", args=(row.id,)),
        is_exercise=row.is_exercise,
    )
