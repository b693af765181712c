"""Reads of patients."""

from qanat.registry.patients.queries.duplicates import (
    Duplicate,
    Pair,
    duplicate_pairs,
    possible_duplicates,
)
from qanat.registry.patients.queries.record import (
    Happening,
    IdentifierRow,
    PatientRecord,
    patient_history,
    patient_record,
)
from qanat.registry.patients.queries.rows import (
    PatientRow,
    patients_by_id,
    reaches,
    resolved_ids,
)
from qanat.registry.patients.queries.searching import (
    Found,
    closed_patient,
    find_number,
    namesake_ids,
    search_patients,
)
from qanat.registry.patients.queries.wording import (
    birth_text,
    doubt_texts,
    iin_doubt,
    shown_name,
)

__all__ = [
    "Duplicate",
    "Found",
    "Happening",
    "IdentifierRow",
    "Pair",
    "PatientRecord",
    "PatientRow",
    "birth_text",
    "closed_patient",
    "doubt_texts",
    "duplicate_pairs",
    "find_number",
    "iin_doubt",
    "namesake_ids",
    "patient_history",
    "patient_record",
    "patients_by_id",
    "possible_duplicates",
    "reaches",
    "resolved_ids",
    "search_patients",
    "shown_name",
]
