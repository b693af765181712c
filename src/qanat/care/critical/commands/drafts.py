"""What is told about critical patients, as it is written."""

from dataclasses import dataclass, field
from datetime import datetime

from qanat.care.critical.rules.scoring import Found

__all__ = ["ConclusionDraft", "FindingsDraft", "Found", "InclusionDraft"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionDraft:
    """A patient as included.

    Attributes:
        profile: by whom he is seen; "" as the rules say.
        because: why, where no rule takes him in.
    """

    facility_id: int
    bed: str
    diagnosis: str
    condition: int
    icd10: str = ""
    profile: str = ""
    because: str = ""
    is_pregnant: bool = False
    support: tuple[str, ...] = ()
    is_exercise: bool = False
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsDraft:
    """Findings as measured at a time; without a condition it stays as it was."""

    at: datetime
    found: Found = field(default_factory=Found)
    condition: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionDraft:
    """What a specialist concludes from a round, or the chair of a council.

    Attributes:
        condition: as the specialist judges it; None where he does not.
        next_within_h: the next round is due so soon, where that is before the norm.
    """

    text: str
    advice: str = ""
    condition: int | None = None
    next_within_h: float | None = None
