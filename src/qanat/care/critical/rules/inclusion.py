"""Whom the watch takes in, and by whom he is seen.

Source:
    docs/sources.md#critical-watch
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

CATEGORY: Final = 3
"""Characters of a code which name its category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the inclusion rules; what is empty asks for nothing.

    Attributes:
        age_from_years: from this age on.
        age_to_years: below this age.
        least_condition: 1 to 4; who is less ill is not included.
    """

    code: str
    profile: str
    icd_from: str = ""
    icd_to: str = ""
    age_from_years: float | None = None
    age_to_years: float | None = None
    least_condition: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a patient who may be included."""

    icd10: str = ""
    age_years: float | None = None
    condition: int = 1


@dataclass(frozen=True, slots=True)
class Admission:
    """What the rules say: the profile, by which rule, and whether he is ill enough."""

    profile: str
    rule: str
    is_due: bool


def admission(case: Case, rules: Iterable[Rule]) -> Admission | None:
    """Return what the first rule says that fits a case; None where none fits."""
    for rule in rules:
        if _fits(case, rule):
            return Admission(rule.profile, rule.code, case.condition >= rule.least_condition)
    return None


def _fits(case: Case, rule: Rule) -> bool:
    return _is_illness(case.icd10, rule) and _is_age(case.age_years, rule)


def _is_illness(icd10: str, rule: Rule) -> bool:
    if not rule.icd_from:
        return True
    category = icd10[:CATEGORY]
    return bool(category) and rule.icd_from <= category <= (rule.icd_to or rule.icd_from)


def _is_age(age: float | None, rule: Rule) -> bool:
    """Tell whether an age fits; an unknown one fits whatever is not only for the young."""
    if age is None:
        return rule.age_to_years is None
    is_old_enough = rule.age_from_years is None or age >= rule.age_from_years
    return is_old_enough and (rule.age_to_years is None or age < rule.age_to_years)
