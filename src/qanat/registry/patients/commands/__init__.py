"""Writes of patients."""

from qanat.registry.patients.commands.correcting import (
    Correction,
    add_alias,
    correct_patient,
    record_death,
    withdraw_death,
)
from qanat.registry.patients.commands.drafts import IdentifierDraft, PatientDraft, Registered
from qanat.registry.patients.commands.holding import Holder, holders_of
from qanat.registry.patients.commands.linking import LinkDraft, link_patient, link_patients
from qanat.registry.patients.commands.merging import merge_patients, unmerge_patients
from qanat.registry.patients.commands.numbers import (
    ShownNumber,
    add_identifier,
    retire_identifier,
    reveal_identifiers,
)
from qanat.registry.patients.commands.registering import (
    ensure_patients,
    find_or_register,
    register_patient,
)

__all__ = [
    "Correction",
    "Holder",
    "IdentifierDraft",
    "LinkDraft",
    "PatientDraft",
    "Registered",
    "ShownNumber",
    "add_alias",
    "add_identifier",
    "correct_patient",
    "ensure_patients",
    "find_or_register",
    "holders_of",
    "link_patient",
    "link_patients",
    "merge_patients",
    "record_death",
    "register_patient",
    "retire_identifier",
    "reveal_identifiers",
    "unmerge_patients",
    "withdraw_death",
]
