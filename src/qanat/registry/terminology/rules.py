"""Decisions of terminology: into which nosology group a diagnosis belongs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

OTHER: Final = "other"
LOOK_ALIKES: Final = str.maketrans("АВСЕНІКМОРТХЅЈ", "ABCEHIKMOPTXSJ")
"""Cyrillic letters which are typed in place of the Latin ones of a code."""


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


def icd_code(text: str) -> str:
    """Write an ICD-10 code as it should be: "о14.1 " with a Cyrillic letter becomes "O14.1"."""
    return text.strip().upper().translate(LOOK_ALIKES).replace(",", ".").rstrip(".")


def icd_category(text: str) -> str:
    """Return the three-character category of a code, or "" if it is no code at all."""
    category = icd_code(text)[:3]
    is_one = len(category) == 3 and category[0].isascii() and category[0].isalpha()  # noqa: PLR2004 (three characters)
    return category if is_one and category[1:].isdecimal() and category.isascii() else ""


def is_within(icd10: str, start: str, end: str) -> bool:
    """Tell whether a code lies in a range of categories or of full codes, ends included.

    An end of three characters takes in all that is under it: I63.9 is within I60 to I63.
    """
    code = icd_code(icd10)
    if not icd_category(code):
        return False
    return code >= start and code[: len(end)] <= end


def is_in_age(age_years: float | None, start: float | None, end: float | None) -> bool:
    """Tell whether an age lies in a range; an unknown age lies only in a range without bounds."""
    if start is None and end is None:
        return True
    if age_years is None:
        return False
    return (start is None or age_years >= start) and (end is None or age_years < end)


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
