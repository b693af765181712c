"""Record the drugs given on a mission, and take a wrong record back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import NotFound
from qanat.response.dispatch.commands.clinical import NotThisPatient
from qanat.response.dispatch.commands.finding import locked_mission, touch_mission
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.services import NotServed
from qanat.response.dispatch.models import DrugGiven, RequestPatient
from qanat.response.dispatch.permissions import ASSESS


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugDraft:
    """A drug as given: ``unit`` is a code of UCUM."""

    given_at: datetime
    request_id: int
    patient_id: int | None
    drug: str
    dose: Decimal
    unit: str
    route: str


@command(needs=ASSESS)
def give_drug(actor: Actor, *, mission_id: int, draft: DrugDraft, now: datetime) -> int:
    """Record a drug given to a patient on a mission.

    Raises:
        FromTheFuture: if it was given after now.
        NotServed: if the mission does not serve the request.
        NotThisPatient: if the person does not belong to the request.
    """
    row = locked_mission(actor, mission_id)
    if draft.given_at > now:
        raise FromTheFuture(field=_("Time"))
    if not row.requests.filter(pk=draft.request_id).exists():
        raise NotServed
    if draft.patient_id is not None and not _is_of(draft.request_id, draft.patient_id):
        raise NotThisPatient
    given = DrugGiven.objects.create(
        mission=row,
        request_id=draft.request_id,
        patient_id=draft.patient_id,
        given_at=draft.given_at,
        drug=draft.drug,
        dose=draft.dose,
        unit=draft.unit,
        route=draft.route,
        by_id=actor.id,
    )
    touch_mission(row)
    return given.pk


@command(needs=ASSESS)
def cancel_drug(actor: Actor, *, drug_id: int, reason: str, now: datetime) -> None:
    """Take a wrong record of a drug back; it stays on record as taken back."""
    found = DrugGiven.objects.filter(pk=drug_id).first()
    if found is None:
        raise NotFound
    row = locked_mission(actor, found.mission_id)
    DrugGiven.objects.filter(pk=drug_id, cancelled_at=None).update(
        cancelled_at=now, cancel_reason=reason
    )
    touch_mission(row)


def _is_of(request_id: int, patient_id: int) -> bool:
    return RequestPatient.objects.filter(request_id=request_id, patient_id=patient_id).exists()
