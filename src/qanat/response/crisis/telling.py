"""What a mass-casualty incident says outside its own pages."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.foundation.actors import Actor
from qanat.response.crisis.permissions import SEE
from qanat.response.crisis.queries.incidents import Alarm, incident_rows, running_incidents
from qanat.response.crisis.states import IncidentKind, IncidentState
from qanat.response.shifts.matters import Matter, Section
from qanat.web.strips import Strip


def running(actor: Actor) -> list[Strip]:
    """Return a line for every incident that runs and is the actor's to see."""
    scope = actor.scope_of(SEE)
    return [
        _strip(one) for one in running_incidents() if scope.nation or one.region in scope.regions
    ]


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
