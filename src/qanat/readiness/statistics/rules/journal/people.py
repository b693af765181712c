"""Patients of one cell, and who is the same person."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from qanat.readiness.statistics.rules.journal.cells import number_key, word_key
from qanat.readiness.statistics.rules.journal.vocabulary import Sex

_IIN_DIGITS: Final = 12
_SHORTEST_IIN: Final = 9
_UNKNOWN: Final = re.compile(r"неизвестн|неустановлен|белгісіз|unknown|noma.?lum|номаълум")
_FIRST_WEIGHTS: Final = tuple(range(1, 12))
_SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_NO_DIGIT: Final = 10


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of a row, as far as he is known.

    ``iin`` is twelve digits or empty; what was written otherwise is not used to tell persons.
    """

    name: str
    iin: str = ""
    born_on: date | None = None
    sex: Sex | None = None
    document: str = ""

    @property
    def name_key(self) -> str:
        """The name folded for comparison; empty for an unknown person."""
        key = " ".join(word_key(self.name).replace("-", " ").replace(".", " ").split())
        return "" if _UNKNOWN.search(key) else key


def places(cell: str) -> list[str]:
    """Split a cell that holds one thing for each patient: ``a; b``."""
    return [part.strip() for part in cell.split(";")] if cell.strip() else []


def tidy_iin(text: str, born_on: date | None) -> str:
    """Return twelve digits, or nothing if the text is no IIN.

    A spreadsheet eats leading zeros: they are put back where the date of birth agrees.
    """
    digits = "".join(ch for ch in text if not ch.isspace() and ch != "-")
    if not (digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return ""
    if _SHORTEST_IIN <= len(digits) < _IIN_DIGITS:
        padded = digits.zfill(_IIN_DIGITS)
        return padded if born_on is not None and padded[:6] == f"{born_on:%y%m%d}" else ""
    return digits if len(digits) == _IIN_DIGITS else ""


def iin_is_valid(iin: str) -> bool:
    """Tell whether the control digit of an IIN fits.

    Source:
        docs/sources.md#iin
    """
    digits = [int(ch) for ch in iin]
    control = sum(d * w for d, w in zip(digits, _FIRST_WEIGHTS, strict=False)) % 11
    if control == _NO_DIGIT:
        control = sum(d * w for d, w in zip(digits, _SECOND_WEIGHTS, strict=False)) % 11
    return len(digits) == _IIN_DIGITS and control == digits[-1]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mention of a patient: under which request, and at which place of its cell."""

    patient: Patient
    request: Hashable
    seat: int = 0


def same_persons(sightings: Sequence[Sighting]) -> list[int]:
    """Tell which mentions are of one person.

    Two mentions are of one person if their IIN are the same; where one has none, if their
    documents are the same; where one has none, if normalised name and date of birth are the
    same. A mention that would fit two different persons this way stays apart. Without a date
    of birth a name tells a person only within one request, and so does an unknown person's
    place. The order does not matter.

    Returns:
        For each mention the number of its person, from 0.

    Source:
        docs/sources.md#counting
    """
    iin_of_document = _only(
        (number_key(p.document), p.iin) for p in _patients(sightings) if p.iin and p.document
    )
    strong = [_by_papers(s.patient, iin_of_document) for s in sightings]
    by_name = _only(
        ((s.patient.name_key, s.patient.born_on), key)
        for s, key in zip(sightings, strong, strict=True)
        if key and s.patient.name_key and s.patient.born_on
    )
    numbers: dict[object, int] = {}
    result = []
    for sighting, key in zip(sightings, strong, strict=True):
        person = key or _by_name(sighting, by_name)
        result.append(numbers.setdefault(person, len(numbers)))
    return result


def _patients(sightings: Iterable[Sighting]) -> Iterable[Patient]:
    return (sighting.patient for sighting in sightings)


def _only(pairs: Iterable[tuple[object, object]]) -> dict[object, object]:
    """Keep what leads to one thing only."""
    found: dict[object, set[object]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def _by_papers(patient: Patient, iin_of_document: dict[object, object]) -> object:
    if patient.iin:
        return ("iin", patient.iin)
    if patient.document:
        document = number_key(patient.document)
        iin = iin_of_document.get(document)
        return ("iin", iin) if iin else ("document", document)
    return None


def _by_name(sighting: Sighting, by_name: dict[object, object]) -> object:
    patient = sighting.patient
    if patient.name_key and patient.born_on:
        named = (patient.name_key, patient.born_on)
        return by_name.get(named, ("name", *named))
    return ("request", sighting.request, patient.name_key or sighting.seat)
