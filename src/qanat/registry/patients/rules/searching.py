"""Read a typed line of search."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from qanat.registry.patients.rules.numbers import plain_number


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a typed line asks for.

    Attributes:
        words: folded parts of a name, all of which must occur.
        numbers: whole numbers as compared, which may be an IIN, a document or a phone.
        birth_on: a whole date of birth.
        birth_year: a year of birth.
        record: a patient's own number, such as ``P-0000123`` or ``UNK-…``.
    """

    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    birth_on: date | None = None
    birth_year: int | None = None
    record: str = ""

    def __bool__(self) -> bool:
        """Tell whether anything is asked for."""
        return bool(self.words or self.numbers or self.birth_on or self.birth_year or self.record)


_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_RECORD: Final = re.compile(r"(?:P-\d+|UNK-[\w-]+)", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:18|19|20)\d\d")
_SPACED_NUMBER: Final = re.compile(r"\+?[\d ()-]+")
_SERIES: Final = re.compile(r"\b([A-Za-z]{1,2}) (\d{5,})")
"""The series of a document before its number, as in "N 1234567"."""
_NUMBER_FROM: Final = 5
_LONG_NUMBER_FROM: Final = 9
MOST_PARTS: Final = 8


def read_search(text: str) -> SearchTerms:
    """Read a typed line of search: names, a date or year of birth, numbers, in any order."""
    plain = unicodedata.normalize("NFKC", text.replace("\x00", " ")).strip()
    if _SPACED_NUMBER.fullmatch(plain) and _digits_in(plain) >= _LONG_NUMBER_FROM:
        return SearchTerms(numbers=(plain_number(plain),))
    terms = SearchTerms()
    for part in _SERIES.sub(r"\1\2", plain).split()[:MOST_PARTS]:
        terms = _with_part(terms, part)
    return terms


def _with_part(terms: SearchTerms, part: str) -> SearchTerms:
    if _RECORD.fullmatch(part):
        return replace(terms, record=part.upper())
    if found := _date_in(part):
        return replace(terms, birth_on=found)
    if _YEAR.fullmatch(part):
        return replace(terms, birth_year=int(part))
    if _digits_in(part) >= _NUMBER_FROM:
        return replace(terms, numbers=(*terms.numbers, plain_number(part)))
    return replace(terms, words=(*terms.words, part))


def _digits_in(text: str) -> int:
    return sum(ch.isdigit() for ch in text)


def _date_in(part: str) -> date | None:
    if match := _DAY_FIRST.fullmatch(part):
        day, month, year = (int(number) for number in match.groups())
    elif match := _YEAR_FIRST.fullmatch(part):
        year, month, day = (int(number) for number in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
