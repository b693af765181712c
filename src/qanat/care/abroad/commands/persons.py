"""Compare of whom a paper says it is with the patient of the case."""

import re
from datetime import datetime
from typing import Final

from qanat.care.abroad.states import Whose
from qanat.foundation.actors import SYSTEM
from qanat.foundation.texts import search_key
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.commands.holding import holders_of
from qanat.registry.patients.queries import patients_by_id, resolved_ids
from qanat.registry.patients.states import IinStatus

IIN_DIGITS: Final = 12
LEAST_WORDS: Final = 2
"""Family name and given name: a patronymic may stand in one paper and not in another."""
LEAST_LETTERS: Final = 3
LONG_LETTERS: Final = 6
"""Of a shorter name other words begin, too."""
ENDING: Final = 3
NUMBERS: Final = re.compile(r"\d{9,}")
"""So many digits in a row are somebody's number."""


def whose_is(patient_id: int, name: str, number: str, now: datetime) -> Whose:
    """Tell whether a paper is the patient's, by its number, else by its name in any script.

    A number on record for somebody else makes it somebody else's, whatever the name.
    """
    known = patients_by_id(SYSTEM, [patient_id]).get(patient_id)
    resolved = resolved_ids([patient_id]).get(patient_id)
    if known is None or not (name.strip() or number.strip()):
        return Whose.UNSAID
    holders = holders_of(PatientDraft(iin=number), now) if number.strip() else []
    if holders:
        return Whose.PATIENT if any(one.id == resolved for one in holders) else Whose.OTHER
    is_iin = len(number.strip()) == IIN_DIGITS and number.strip().isdigit()
    if is_iin and known.iin_status != IinStatus.ABSENT:
        return Whose.OTHER
    if not name.strip():
        return Whose.UNSAID
    return Whose.PATIENT if are_alike(name, known.name) else Whose.OTHER


def are_alike(one: str, other: str) -> bool:
    """Tell whether two spellings may name one person: the shorter lies within the longer."""
    first, second = _words(one), _words(other)
    least = min(len(first), len(second))
    return least > 0 and len(first & second) >= min(least, LEAST_WORDS)


def names_in(text: str, name: str) -> list[str]:
    """Return the words of a name which stand in a text, in any case of a long one."""
    there = _words(text)
    return [
        word
        for word in name.split()
        if len(word) >= LEAST_LETTERS
        and any(_is_case_of(said, one) for one in _words(word) for said in there)
    ]


def naming(text: str, name: str) -> str:
    """Return what of a text names somebody of a name, or is somebody's number."""
    return ", ".join([*names_in(text, name), *NUMBERS.findall(text)])


def _is_case_of(said: str, name: str) -> bool:
    """Tell whether a word may be a name with an ending: of a short one only as it is."""
    stem = name.rstrip("aeiou")
    is_long = len(stem) >= LONG_LETTERS
    return said == name or (is_long and said.startswith(stem) and len(said) - len(stem) <= ENDING)


def _words(text: str) -> frozenset[str]:
    return frozenset(search_key(text.replace("^", " ")).split())
