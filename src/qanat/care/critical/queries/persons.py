"""How old watched patients are: by the day of birth on record, estimated or not."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.registry.patients.queries import PatientRow, patients_by_id

DAYS_PER_YEAR: Final = 365.2425


def ages_of(patient_ids: Collection[int], now: datetime) -> dict[int, float]:
    """Return the ages of patients in years, as far as known: for rules, not for readers."""
    people = patients_by_id(SYSTEM, patient_ids).values()
    return {one.id: age for one in people if (age := age_of(one, now)) is not None}


def person_of(patient_id: int) -> int:
    """Return the record which stands for the person of a record."""
    known = patients_by_id(SYSTEM, [patient_id]).get(patient_id)
    return known.resolved_id if known else patient_id


def age_of(person: PatientRow, now: datetime) -> float | None:
    """Return the age of a person in years; None where no day of birth is on record."""
    if person.birth_on is None:
        return None
    return max(0.0, (national_day(now) - person.birth_on).days / DAYS_PER_YEAR)
