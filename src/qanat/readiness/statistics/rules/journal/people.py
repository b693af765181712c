"""Who is meant: name, IIN, date of birth."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Final

from qanat.foundation.texts import search_key
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
        """The name folded for comparison across spellings; empty for an unknown person."""
        return "" if self.is_unknown else search_key(self.name)

    @property
    def is_unknown(self) -> bool:
        """Tell whether the name says that nobody knows it."""
        return _UNKNOWN.search(self.name.casefold()) is not None


def places(cell: str) -> list[str]:
    """Split a cell that holds one thing for each patient: ``a; b``."""
    return [part.strip() for part in cell.split(";")] if cell.strip() else []


def tidy_iin(text: str, born_on: date | None) -> str:
    """Return twelve digits, or nothing if the text is no IIN.

    A spreadsheet eats leading zeros: they are put back where the date of birth agrees.
    """
    digits = "".join(ch for ch in text if ch.isalnum())
    if not (digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return ""
    if _SHORTEST_IIN <= len(digits) < _IIN_DIGITS:
        padded = digits.zfill(_IIN_DIGITS)
        return padded if born_on is not None and padded[:6] == f"{born_on:%y%m%d}" else ""
    return digits if len(digits) == _IIN_DIGITS else ""


_CENTURIES: Final = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


@lru_cache(maxsize=4096)
def iin_is_valid(iin: str) -> bool:
    """Tell whether the control digit of an IIN fits.

    Source:
        docs/sources.md#iin
    """
    if len(iin) != _IIN_DIGITS:
        return False
    digits = [int(ch) for ch in iin]
    control: int = sum(map(mul, digits, _FIRST_WEIGHTS)) % 11
    if control == _NO_DIGIT:
        control = sum(map(mul, digits, _SECOND_WEIGHTS)) % 11
    return control == digits[-1]


def birth_of_iin(iin: str) -> date | None:
    """Return the date of birth an IIN tells, if it tells a real one."""
    if (century := _CENTURIES.get(iin[6:7])) is None:
        return None
    try:
        return date(century + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        return None
