"""Record the services of a mission, and to whom they were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.response.dispatch.commands.clinical import NotThisPatient
from qanat.response.dispatch.commands.finding import locked_mission, touch_mission
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.models import (
    MissionRequest,
    RequestPatient,
    Service,
    ServicePatient,
)
from qanat.response.dispatch.models.services import ServiceKind
from qanat.response.dispatch.permissions import SERVE


class NoPatient(Invalid):
    """A service to people names them."""

    code = "no_patient"
    text = _("Choose the patient to whom the service was given.")


class NotServed(Invalid):
    """The mission does not serve the request."""

    code = "not_served"
    text = _("This mission does not serve that request.")


class NotLeftYet(Conflict):
    """There are no services before a mission has left."""

    code = "not_left_yet"
    text = _("Mission “%(number)s” has not left yet. Stamp its departure first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDraft:
    """A service as recorded."""

    kind: str
    performed_at: datetime
    request_id: int
    patient_ids: tuple[int, ...] = ()
    performed_by: str = ""
    specialty: str = ""
    from_name: str = ""
    to_facility_id: int | None = None
    to_name: str = ""
    organ: str = ""
    result: str = ""


@command(needs=SERVE)
def record_service(actor: Actor, *, mission_id: int, draft: ServiceDraft, now: datetime) -> int:
    """Record a service given on a mission; an organ mission has no patient on board.

    Raises:
        NotServed: if the mission does not serve the request.
        NoPatient: if a service to people names nobody.
        NotThisPatient: if a person does not belong to the request.
        NotLeftYet: if the mission has not left.
    """
    row = locked_mission(actor, mission_id)
    if row.took_off_at is None:
        raise NotLeftYet(number=row.number)
    if draft.performed_at > now:
        raise FromTheFuture(field=_("Time"))
    if not MissionRequest.objects.filter(mission=row, request_id=draft.request_id).exists():
        raise NotServed
    _check_people(draft)
    service = Service.objects.create(
        mission=row,
        request_id=draft.request_id,
        kind=draft.kind,
        performed_at=draft.performed_at,
        performed_by=draft.performed_by,
        specialty=draft.specialty,
        from_name=draft.from_name,
        to_facility_id=draft.to_facility_id,
        to_name=draft.to_name,
        organ=draft.organ,
        result=draft.result,
        by_id=actor.id,
    )
    ServicePatient.objects.bulk_create(
        ServicePatient(service=service, patient_id=pk) for pk in sorted(set(draft.patient_ids))
    )
    touch_mission(row)
    return service.pk


@command(needs=SERVE)
def cancel_service(actor: Actor, *, service_id: int, reason: str, now: datetime) -> None:
    """Take a wrongly recorded service back; it stays on record as cancelled."""
    found = Service.objects.filter(pk=service_id).first()
    if found is None:
        raise NotFound
    row = locked_mission(actor, found.mission_id)
    Service.objects.filter(pk=service_id, cancelled_at=None).update(
        cancelled_at=now, cancel_reason=reason
    )
    touch_mission(row)


def _check_people(draft: ServiceDraft) -> None:
    if draft.kind != ServiceKind.ORGAN and not draft.patient_ids:
        raise NoPatient
    _belong(draft.patient_ids, draft.request_id)


def _belong(patient_ids: Sequence[int], request_id: int) -> None:
    wanted = set(patient_ids)
    known = RequestPatient.objects.filter(request_id=request_id, patient_id__in=wanted)
    if known.count() != len(wanted):
        raise NotThisPatient
