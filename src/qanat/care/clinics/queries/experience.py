"""What is known of clinics elsewhere: how fast they answer, what became of our own patients.

The contexts which know it say so (``register_experience``): here nothing of it is typed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from qanat.care.clinics.queries.brief import ClinicBrief


@dataclass(frozen=True, slots=True)
class Experience:
    """Counted from records.

    Attributes:
        asked: requests for an offer; answered: those which got an answer.
        median_days: half of the answers came within so many days.
        outcomes: how many of our own patients came to what, by words of the teller.
    """

    asked: int = 0
    answered: int = 0
    median_days: float | None = None
    patients: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)


Teller = Callable[[Sequence[ClinicBrief]], Mapping[int, Experience]]
_tellers: Final[list[Teller]] = []


def register_experience(teller: Teller) -> None:
    """Name who knows how clinics answer and what became of our patients there."""
    _tellers.append(teller)


def experience_of(clinics: Sequence[ClinicBrief]) -> dict[int, Experience]:
    """Return what is known of clinics by their ids; of one nobody knows, nothing."""
    found: dict[int, Experience] = {}
    for teller in _tellers:
        found |= teller(clinics)
    return found
