"""Decisions of terminology: into which nosology group a diagnosis belongs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from qanat.registry.icd import is_in_age, is_within

OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class NosologyRule:
    """One rule: a range of ICD-10 categories and of ages, and the group they give.

    Ages are years; ``age_to_years`` itself is outside. Empty bounds fit everything.
    """

    group: str
    position: int
    icd_from: str = ""
    icd_to: str = ""
    age_from_years: float | None = None
    age_to_years: float | None = None
    valid_from: date = date.min
    valid_to: date | None = None


def fits(rule: NosologyRule, icd10: str, age_years: float | None) -> bool:
    """Tell whether a rule fits a diagnosis and an age."""
    if rule.icd_from and not is_within(icd10, rule.icd_from, rule.icd_to):
        return False
    return is_in_age(age_years, rule.age_from_years, rule.age_to_years)


def nosology_of(icd10: str, age_years: float | None, rules: Iterable[NosologyRule]) -> str:
    """Return the code of the nosology group of a diagnosis.

    Args:
        icd10: the code, in whatever case; "" if there is none.
        age_years: age at the event, fractions for infants; None if not known.
        rules: the rules of the day, in any order.

    Returns:
        The group of the first rule by position that fits, else "other".

    Source:
        docs/sources.md#nosology-groups
    """
    for rule in sorted(rules, key=lambda rule: rule.position):
        if fits(rule, icd10, age_years):
            return rule.group
    return OTHER
