"""What can happen to patients' records."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRegistered(Event):
    """A person is on record for the first time."""

    kind: ClassVar[str] = "patients.patient_registered.1"
    patient_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientCorrected(Event):
    """What is known of a person changed."""

    kind: ClassVar[str] = "patients.patient_corrected.1"
    patient_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsMerged(Event):
    """Two records were found to be of one person; ``survivor_id`` stands for both."""

    kind: ClassVar[str] = "patients.patients_merged.1"
    patient_id: int
    survivor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsUnmerged(Event):
    """A merge was undone."""

    kind: ClassVar[str] = "patients.patients_unmerged.1"
    patient_id: int
    survivor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRecorded(Event):
    """A person died."""

    kind: ClassVar[str] = "patients.death_recorded.1"
    patient_id: int
