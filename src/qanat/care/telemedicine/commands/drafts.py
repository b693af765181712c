"""Orders and conclusions as they are written."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """A consultation as ordered; without a region it is that of the sending hospital."""

    ordered_at: datetime
    region: str = ""
    kind: str = "consultation"
    specialty: str = ""
    urgency: int = 1
    is_threat: bool = False
    sending_facility_id: int | None = None
    sending_name: str = ""
    diagnosis: str = ""
    icd10: str = ""
    age_years: float | None = None
    question: str = ""
    request_id: int | None = None
    patient_ids: tuple[int, ...] = ()
    is_exercise: bool = False
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionDraft:
    """A conclusion as written; ``is_again`` adds one to an order that is concluded already."""

    text: str
    performed_at: datetime
    performed_by: str
    recommends: str = ""
    is_again: bool = False
