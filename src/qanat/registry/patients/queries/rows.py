"""Patients as frozen rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.texts import LocalText
from qanat.registry.patients.models import GLASS, Patient


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One line of a list of patients."""

    id: int
    number: str
    name: str
    sex: str
    birth_on: date | None
    birth_precision: str
    region: str
    region_name: LocalText
    residency: str
    is_unknown: bool
    features: str
    iin_status: str
    died_at: datetime | None
    resolved_id: int
    is_synthetic: bool

    @property
    def is_merged(self) -> bool:
        """Tell whether another record stands for the person."""
        return self.resolved_id != self.id


def row_of(patient: Patient) -> PatientRow:
    """Return a record, read with its region, as a row."""
    return PatientRow(
        id=patient.pk,
        number=patient.number,
        name=patient.name,
        sex=patient.sex,
        birth_on=patient.birth_on,
        birth_precision=patient.birth_precision,
        region=patient.region_id or "",
        region_name=patient.region.name if patient.region else {},
        residency=patient.residency,
        is_unknown=patient.is_unknown,
        features=patient.features,
        iin_status=patient.iin_status,
        died_at=patient.died_at,
        resolved_id=patient.resolved_id,
        is_synthetic=patient.is_synthetic,
    )


def rows_of(patients: Iterable[Patient]) -> list[PatientRow]:
    """Return records, read with their regions, as rows."""
    return [row_of(patient) for patient in patients]


def patients_by_id(actor: Actor, ids: Collection[int]) -> dict[int, PatientRow]:
    """Return those of the patients whom the actor may see, by id: for lists of other contexts."""
    found = Patient.objects.visible_to(actor).filter(pk__in=ids).select_related("region")
    return {patient.pk: row_of(patient) for patient in found.order_by("pk")}


def reaches(actor: Actor, patient_id: int, permission: str) -> bool:
    """Tell whether a permission of the actor's roles reaches a patient whom he sees.

    One who was opened by break-the-glass is for reading alone.
    """
    if not actor.may(permission) or not actor.opened(GLASS):
        return actor.may(permission)
    return Patient.objects.visible_to(actor.by_roles, permission).filter(pk=patient_id).exists()


def resolved_ids(ids: Collection[int]) -> dict[int, int]:
    """Return for each record the one which stands for the person: count persons by it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, resolved_id FROM patients_patient WHERE id = ANY(%s::bigint[])",
            (list(ids),),
        )
        return dict(cursor.fetchall())
