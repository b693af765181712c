"""Take a request with its patient in one go."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.pipelining import pipelined
from qanat.registry.patients.commands.drafts import PatientDraft, Registered
from qanat.registry.patients.commands.newcomers import may_be_new
from qanat.registry.patients.commands.registering import find_or_register, newcomer
from qanat.response.dispatch.commands.intake import Intake, add_patient, register
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.permissions import REGISTER


@dataclass(frozen=True, slots=True)
class Taken:
    """A request as registered, and what is doubtful about its patient."""

    request_id: int
    number: str
    patient_id: int | None
    doubts: tuple[str, ...]


def _may_be_one_statement(*, intake: Intake, person: PatientDraft | None, **_more: object) -> bool:
    return not intake.is_later_entry and (person is None or may_be_new(person))


@command(needs=REGISTER, is_lone=_may_be_one_statement)
def take_down(actor: Actor, *, intake: Intake, person: PatientDraft | None, now: datetime) -> Taken:
    """Register a request and the person for whom it is made; an odd IIN only warns."""
    if person is None:
        made = register(actor, intake=intake, now=now)
        return Taken(made.id, made.number, None, ())
    if not connection.in_atomic_block:
        new = newcomer(actor, person, now)
        made = register(actor, intake=intake, newcomer=new, now=now)
        return Taken(made.id, made.number, made.newcomer_id, new.one.doubts)
    found: list[Registered] = []

    def find_people() -> list[int]:
        found.append(find_or_register(actor, draft=person, now=now))
        return [one.id for one in found]

    with pipelined():
        made = register(actor, intake=intake, find_people=find_people, are_known=True, now=now)
    (one,) = found
    return Taken(made.id, made.number, one.id, one.doubts)


@command(needs=REGISTER)
def add_person(
    actor: Actor, *, request_id: int, person: PatientDraft, now: datetime
) -> tuple[str, ...]:
    """Add one more person to a request; return what is doubtful about him."""
    found = find_or_register(actor, draft=person, now=now)
    position = Request.objects.get(pk=request_id).people.count() + 1
    add_patient(actor, request_id=request_id, patient_id=found.id, position=position)
    return found.doubts
