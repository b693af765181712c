"""Find and lock what a command works on, within what the actor may see."""

from django.db.models import Model
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.events.dispatch import MissionChanged, RequestChanged
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import newest
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, NotFound
from qanat.response.dispatch.models import Mission, Request


class Stale(Conflict):
    """Somebody changed the record after it was read; what was typed is not lost."""

    code = "stale"
    text = _("“%(number)s” was changed by %(who)s at %(at)s. Compare and send again.")


def stale(row: Model, number: str) -> Stale:
    """Return the refusal which names who changed a record last, and when."""
    last = newest(row._meta.db_table, row.pk)
    who = names_of([last.actor_id])[last.actor_id]
    return Stale(number=number, who=who, at=f"{localtime(last.at):%H:%M}")


def locked_request(actor: Actor, request_id: int, version: int | None = None) -> Request:
    """Return a request, locked.

    Raises:
        NotFound: if there is none, or the actor may not see it.
        Stale: if a version is given and the request has another.
    """
    rows = Request.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.filter(pk=request_id).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise stale(row, row.number)
    return row


def locked_mission(actor: Actor, mission_id: int, version: int | None = None) -> Mission:
    """Return a mission, locked; raises as :func:`locked_request` does."""
    rows = Mission.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.filter(pk=mission_id).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise stale(row, row.number)
    return row


def touch_request(row: Request) -> None:
    """Count a change of a request up and tell everybody who looks at it."""
    row.version += 1
    row.save(update_fields=["version"])
    announce(
        RequestChanged(
            request_id=row.pk, version=row.version, region=row.region_id or "", state=row.state
        )
    )


def touch_mission(row: Mission) -> None:
    """Count a change of a mission up and tell everybody who looks at it."""
    row.version += 1
    row.save(update_fields=["version"])
    announce(
        MissionChanged(
            mission_id=row.pk, version=row.version, region=row.region_id or "", state=row.state
        )
    )
