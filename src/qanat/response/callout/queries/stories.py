"""What happened in call-outs, as lines of a timeline: who, when, how."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qanat.foundation.access.queries import names_of
from qanat.foundation.actors import Actor
from qanat.registry.terminology.queries import reason_names
from qanat.response.callout.models import Callout, Happening
from qanat.response.callout.states import How, Kind, What

MOST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened in a call-out."""

    at: datetime
    what: What
    kind: Kind
    title: str
    """Of the one who was asked; "" if it concerns all."""
    who: str
    """Who answered or was called."""
    by: str
    """The account which did or noted it; "" of somebody without one."""
    how: str
    reason: str
    minutes: int | None
    ready_at: datetime | None
    note: str


def story_of_callout(callout_id: int) -> list[Line]:
    """Return what happened in a call-out which the viewer sees already, oldest first."""
    return _lines(Q(callout=callout_id))


def lines_of_mission(actor: Actor, mission_id: int) -> list[Line]:
    """Return what happened in the call-outs of a mission and its requests, oldest first."""
    mine = Q(mission=mission_id) | Q(request__served_by__mission=mission_id)
    return _lines(_seen(actor, mine))


def lines_of_request(actor: Actor, request_id: int) -> list[Line]:
    """Return what happened in the call-outs of a request and its missions, oldest first."""
    mine = Q(request=request_id) | Q(mission__served__request=request_id)
    return _lines(_seen(actor, mine))


def _seen(actor: Actor, mine: Q) -> Q:
    ids = Callout.objects.filter(mine).values("pk")
    return Q(callout__in=Callout.objects.visible_to(actor).filter(pk__in=ids))


def _lines(mine: Q) -> list[Line]:
    rows = list(
        Happening.objects.filter(mine)
        .select_related("callout", "ask")
        .order_by("-at", "-id")[:MOST]
    )
    rows.reverse()
    names, reasons = names_of({row.by_id for row in rows}), reason_names()
    return [
        Line(
            at=row.at,
            what=What(row.what),
            kind=Kind(row.callout.kind),
            title=row.ask.title if row.ask else "",
            who=row.who,
            by=names[row.by_id] if row.by_id else "",
            how=str(How(row.how).label) if row.how else "",
            reason=reasons.get(row.reason, row.reason),
            minutes=row.minutes,
            ready_at=row.ready_at,
            note=row.note,
        )
        for row in rows
    ]
