"""Whose a case is, for the letter of the commission which decided about it."""

from dataclasses import dataclass
from uuid import UUID

from qanat.care.abroad.models import Case
from qanat.care.commission.queries.items import item_row, standing_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.registry.patients.queries import PatientRow, patients_by_id


@dataclass(frozen=True, slots=True)
class Holder:
    """The patient of a case, and whether somebody else speaks for him."""

    person: PatientRow
    is_represented: bool


def holder_of(actor: Actor, matter: UUID) -> Holder | None:
    """Return the patient behind a matter, for who has a seat in the commission it is before.

    Raises:
        NotFound: if the actor has no such seat.
    """
    case, standing = Case.objects.filter(matter=matter).first(), standing_of(matter)
    if case is None or standing is None:
        return None
    item_row(actor, standing.item_id)
    person = patients_by_id(SYSTEM, [case.patient_id]).get(case.patient_id)
    return Holder(person, case.is_represented) if person else None
