"""Take a request with its patient in one go."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.commands.registering import find_or_register
from qanat.response.dispatch.commands.intake import Intake, add_patient, register_request
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.permissions import REGISTER


@dataclass(frozen=True, slots=True)
class Taken:
    """A request as registered, and what is doubtful about its patient."""

    request_id: int
    number: str
    patient_id: int | None
    doubts: tuple[str, ...]


@command(needs=REGISTER)
def take_down(actor: Actor, *, intake: Intake, person: PatientDraft | None, now: datetime) -> Taken:
    """Register a request and the person for whom it is made; an odd IIN only warns."""
    found = find_or_register(actor, draft=person, now=now) if person else None
    ids = (found.id,) if found else ()
    request_id = register_request(actor, intake=intake, patient_ids=ids, now=now)
    number = Request.objects.values_list("number", flat=True).get(pk=request_id)
    return Taken(request_id, number, found.id if found else None, found.doubts if found else ())


@command(needs=REGISTER)
def add_person(
    actor: Actor, *, request_id: int, person: PatientDraft, now: datetime
) -> tuple[str, ...]:
    """Add one more person to a request; return what is doubtful about him."""
    found = find_or_register(actor, draft=person, now=now)
    position = Request.objects.get(pk=request_id).people.count() + 1
    add_patient(actor, request_id=request_id, patient_id=found.id, position=position)
    return found.doubts
