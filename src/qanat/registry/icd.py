"""Codes of the tenth revision of the International Classification of Diseases, and ages."""

from typing import Final

LOOK_ALIKES: Final = str.maketrans("АВСЕНІКМОРТХЅЈ", "ABCEHIKMOPTXSJ")
"""Cyrillic letters which are typed in place of the Latin ones of a code."""


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
