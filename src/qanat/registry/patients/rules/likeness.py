"""Tell whether what is typed about a person fits what is on record under his number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from qanat.registry.patients.rules.doubts import age_years

AGE_SLACK_YEARS: Final = 10
"""An estimated age may be so far off; a number that belongs to another generation is wrong."""
_SEXES: Final = frozenset({"male", "female"})


@dataclass(frozen=True, slots=True)
class Description:
    """How a person is described.

    Attributes:
        names: folded names by which he is known; none if nobody told one.
        birth_on: date of birth where it is exact.
        age: age in years where only that was told.
    """

    names: tuple[str, ...] = ()
    sex: str = ""
    birth_on: date | None = None
    age: int | None = None


def fits(told: Description, known: Sequence[Description], *, is_sure: bool, today: date) -> bool:
    """Tell whether a description may be that of the person with these records.

    One name may be part of the other: a name without patronymic, or a family name alone. What
    one side does not know speaks neither for nor against, but a number which is not sure (its
    control digit is wrong) needs a name that speaks for it.
    """
    names = {name for record in known for name in record.names}
    are_named = bool(told.names and names)
    if are_named and not any(_is_part(one, other) for one in told.names for other in names):
        return False
    return (are_named or is_sure) and not any(_is_at_odds(told, one, today) for one in known)


def _is_part(one: str, other: str) -> bool:
    few, many = sorted((set(one.split()), set(other.split())), key=len)
    return few <= many


def _is_at_odds(told: Description, known: Description, today: date) -> bool:
    if {told.sex, known.sex} == _SEXES:
        return True
    if known.birth_on is None:
        return False
    if told.birth_on is not None:
        return told.birth_on != known.birth_on
    is_aged = told.age is not None
    return is_aged and abs(age_years(known.birth_on, today) - (told.age or 0)) > AGE_SLACK_YEARS
