"""What a mass-casualty incident says outside its own pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qanat.foundation.actors import Actor
from qanat.response.crisis.permissions import SEE
from qanat.response.crisis.queries.incidents import Alarm, incident_rows, running_incidents
from qanat.response.crisis.states import IncidentKind, IncidentState
from qanat.response.shifts.matters import Matter, Section
from qanat.web.strips import Strip

MOST_LINES: Final = 2
"""A page has room for so many lines above it."""


def running(actor: Actor) -> list[Strip]:
    """Return a line for every incident that runs and is the actor's to see; of many, one."""
    scope = actor.scope_of(SEE)
    seen = [one for one in running_incidents() if scope.nation or one.region in scope.regions]
    real = [one for one in seen if not one.is_exercise]
    exercises = [one for one in seen if one.is_exercise]
    return [*_strips(real), *_strips(exercises)]


def _strips(incidents: Sequence[Alarm]) -> list[Strip]:
    lines = [_strip(one) for one in incidents]
    if len(lines) <= MOST_LINES:
        return lines
    newest, total = lines[0], len(lines)
    words = ngettext("%(total)s incident at once", "%(total)s incidents at once", total)
    title = f"{newest.title}: {words % {'total': total}}"
    more = _("the newest: %(incident)s") % {"incident": newest.text}
    return [replace(newest, title=title, text=more, url=reverse("crisis:incidents"))]


def _strip(one: Alarm) -> Strip:
    title = _("Exercise: mass casualties") if one.is_exercise else _("Mass casualties")
    return Strip(
        title,
        f"{one.number} · {IncidentKind(one.kind).label} · {one.place}",
        reverse("crisis:incident", args=(one.id,)),
        is_exercise=one.is_exercise,
    )


def open_incidents(actor: Actor, now: datetime) -> Section | None:  # noqa: ARG001 (the shape of all)
    """Return the incidents which are not stood down."""
    if not actor.may(SEE):
        return None
    rows = [row for row in incident_rows(actor, count=20) if row.is_running]
    matters = tuple(
        Matter(
            what=row.number,
            note=f"{IncidentKind(row.kind).label} · {row.place} · {row.total}",
            state=str(IncidentState(row.state).label),
            since=row.declared_at,
            url=reverse("crisis:incident", args=(row.id,)),
            urgency=1,
            is_exercise=row.is_exercise,
        )
        for row in rows
    )
    title, empty = _("Mass-casualty incidents"), _("No mass-casualty incident runs.")
    return Section("incidents", title, matters, len(rows), empty)
