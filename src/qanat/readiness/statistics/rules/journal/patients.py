"""The patients of a row: several stand in one cell, their numbers and dates likewise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from qanat.foundation.tabular.cells import Cell, cell_text, squeezed, word_key
from qanat.foundation.tabular.dates import day
from qanat.readiness.statistics.rules.journal.people import (
    Patient,
    birth_of_iin,
    iin_is_valid,
    places,
    tidy_iin,
)
from qanat.readiness.statistics.rules.journal.vocabulary import SEXES
from qanat.readiness.statistics.states import Doubt, Fault

_LISTS: Final = ("patient", "iin", "born_on", "sex", "document")
_TELLING: Final = frozenset({"patient", "iin", "born_on", "document"})
"""Who is meant depends on these; a misplaced sex is only a doubt."""


@dataclass(frozen=True, slots=True)
class PatientsRead:
    """Patients of a row and what is wrong with their cells: (what, column, value)."""

    patients: tuple[Patient, ...]
    wrong: list[tuple[Fault | Doubt, str, str]] = field(default_factory=list)


def read_patients(cells: Mapping[str, Cell], today: date) -> PatientsRead:
    """Read the patients of a row.

    Args:
        cells: cells of the columns of patients, by meaning.
        today: a date of birth written with two digits of the year is not after it.

    Returns:
        One patient for each place that says anything; a list of another length than the
        longest one is a fault, unless it is wholly empty.
    """
    born = cells.get("born_on")
    if born is not None and not isinstance(born, str):
        cells = {**cells, "born_on": _typed_day(born, today)}
    texts = {name: cell_text(cells.get(name)) for name in _LISTS}
    read = PatientsRead((), [])
    if not any(";" in text for text in texts.values()):
        said = {name: squeezed(text) for name, text in texts.items()}
        is_somebody = any(said[name] for name in _TELLING)
        return PatientsRead((_patient(said, read, today),), read.wrong) if is_somebody else read
    return _read_several(texts, read, today)


def _read_several(texts: Mapping[str, str], read: PatientsRead, today: date) -> PatientsRead:
    lists = {name: _trimmed(places(text)) for name, text in texts.items()}
    count = _count(lists)
    for name, items in lists.items():
        if items and len(items) != count:
            code = Fault.MISALIGNED if name in _TELLING else Doubt.UNKNOWN_VALUE
            read.wrong.append((code, name, texts[name]))
            items.extend([""] * (count - len(items)))
    found = tuple(_patient({name: _at(lists[name], i) for name in _LISTS}, read, today)
                  for i in range(count))  # fmt: skip
    return PatientsRead(tuple(patient for patient in found if patient != Patient("")), read.wrong)


def _typed_day(cell: Cell, today: date) -> str:
    found = day(cell, today=today)
    return f"{found:%d.%m.%Y}" if found else cell_text(cell)


def _at(items: list[str], place: int) -> str:
    return squeezed(items[place]) if place < len(items) else ""


def _trimmed(items: list[str]) -> list[str]:
    return items if any(squeezed(item) for item in items) else []


def _count(lists: Mapping[str, list[str]]) -> int:
    """Return the number of places; one empty place at the end of every list is a stray mark."""
    filled = [items for name, items in lists.items() if items and name in _TELLING]
    while filled and all(items and not squeezed(items[-1]) for items in filled):
        for items in filled:
            items.pop()
    return max((len(items) for items in filled), default=0)


def _patient(said: Mapping[str, str], read: PatientsRead, today: date) -> Patient:
    born = day(said["born_on"], today=today) if said["born_on"] else None
    if said["born_on"] and born is None:
        read.wrong.append((Fault.IMPOSSIBLE_DATE, "born_on", said["born_on"]))
    born = _century(born, said)
    iin = tidy_iin(said["iin"], born)
    if said["iin"] and not (iin and iin_is_valid(iin)):
        read.wrong.append((Doubt.BAD_IIN, "iin", said["iin"]))
    sex = SEXES.get(word_key(said["sex"]))
    if said["sex"] and sex is None:
        read.wrong.append((Doubt.UNKNOWN_VALUE, "sex", said["sex"]))
    return Patient(said["patient"], iin, born, sex, said["document"])


def _century(born: date | None, said: Mapping[str, str]) -> date | None:
    """Correct the century of a two-digit year by the IIN; or take the date from it."""
    iin = said["iin"].replace(" ", "")
    is_number = iin.isascii() and iin.isdigit()
    told = birth_of_iin(iin) if is_number and iin_is_valid(iin) else None
    if born is None:
        return None if said["born_on"] else told
    is_short = f"{born:%Y}" not in said["born_on"]
    return told if is_short and told and f"{told:%y%m%d}" == f"{born:%y%m%d}" else born
