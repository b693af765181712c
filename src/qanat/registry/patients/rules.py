"""Decisions about who somebody is, as plain functions of plain values."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

IIN_LENGTH: Final = 12
_FIRST_WEIGHTS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_MODULUS: Final = 11
_NO_DIGIT: Final = 10
_BIN_FROM: Final = 4
_CENTURIES: Final = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_MALE_DIGITS: Final = frozenset("135")


class Doubt(StrEnum):
    """What looks wrong about an identity; said to the person who types, never a bar."""

    IIN_CHECKSUM = "iin_checksum"
    IIN_UNVERIFIABLE = "iin_unverifiable"
    IIN_SEX = "iin_sex"
    IIN_BIRTH = "iin_birth"
    DOCUMENT_SHAPE = "document_shape"
    DOCUMENT_EXPIRED = "document_expired"
    PHONE_SHAPE = "phone_shape"
    BORN_IN_FUTURE = "born_in_future"
    VERY_OLD = "very_old"


@dataclass(frozen=True, slots=True)
class IinReading:
    """What an IIN says about its owner.

    Attributes:
        value: the number without spaces and dashes; "" if there is none.
        status: "valid", "invalid_checksum", "unverifiable" or "absent".
        sex: "male", "female" or "" if the number does not tell.
        birth_on: date of birth, if the number tells a real one.
    """

    value: str
    status: str
    sex: str = ""
    birth_on: date | None = None

    @property
    def is_identity(self) -> bool:
        """Tell whether equal numbers mean one person: twelve digits, not all the same."""
        return len(self.value) == IIN_LENGTH and self.value.isdigit() and len(set(self.value)) > 1


def read_iin(text: str) -> IinReading:
    """Read an IIN: check its control digit, tell sex and date of birth.

    Source:
        docs/sources.md#iin
    """
    value = plain_number(text)
    if not value:
        return IinReading("", "absent")
    if len(value) != IIN_LENGTH or not value.isdigit() or int(value[4]) >= _BIN_FROM:
        return IinReading(value, "unverifiable")
    sex, birth_on = _sex_of(value), _birth_of(value)
    if iin_control_digit(value[:11]) != int(value[11]):
        return IinReading(value, "invalid_checksum", sex, birth_on)
    if not sex or birth_on is None:
        return IinReading(value, "unverifiable", sex, birth_on)
    return IinReading(value, "valid", sex, birth_on)


def iin_control_digit(stem: str) -> int | None:
    """Return the twelfth digit for the first eleven; ``None`` if no number is issued with them."""
    digits = [int(digit) for digit in stem]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        total = sum(d * w for d, w in zip(digits, weights, strict=True))
        if (rest := total % _MODULUS) != _NO_DIGIT:
            return rest
    return None


def _sex_of(iin: str) -> str:
    if iin[6] not in _CENTURIES:
        return ""
    return "male" if iin[6] in _MALE_DIGITS else "female"


def _birth_of(iin: str) -> date | None:
    century = _CENTURIES.get(iin[6])
    if century is None:
        return None
    try:
        return date(century + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        return None


def plain_number(text: str) -> str:
    """Return a number as it is compared: ASCII, capitals, without spaces and punctuation."""
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(ch for ch in wide if ch.isalnum())


_NATIONAL_SHAPES: Final = {
    "TR": re.compile(r"[1-9]\d{10}"),
    "AZ": re.compile(r"[0-9A-Z]{7}"),
    "KG": re.compile(r"\d{14}"),
    "UZ": re.compile(r"\d{14}"),
    "HU": re.compile(r"\d{9}"),
}
"""Shapes of national numbers, unverified. Source: docs/sources.md#national-numbers."""


def looks_like_national_id(country: str, value: str) -> bool:
    """Tell whether a number has the shape of its country's; of others we know nothing."""
    shape = _NATIONAL_SHAPES.get(country)
    return shape is None or shape.fullmatch(value) is not None


def identity_doubts(
    reading: IinReading, *, sex: str, birth_on: date | None, is_exact: bool, today: date
) -> tuple[Doubt, ...]:
    """Return what does not fit between an IIN and what was said of its owner."""
    doubts = []
    if reading.status == "invalid_checksum":
        doubts.append(Doubt.IIN_CHECKSUM)
    if reading.status == "unverifiable":
        doubts.append(Doubt.IIN_UNVERIFIABLE)
    if reading.sex and sex in {"male", "female"} and sex != reading.sex:
        doubts.append(Doubt.IIN_SEX)
    if reading.birth_on and birth_on and is_exact and reading.birth_on != birth_on:
        doubts.append(Doubt.IIN_BIRTH)
    return (*doubts, *_age_doubts(birth_on or reading.birth_on, today))


OLDEST_YEARS: Final = 125


def _age_doubts(birth_on: date | None, today: date) -> list[Doubt]:
    if birth_on is None:
        return []
    if birth_on > today:
        return [Doubt.BORN_IN_FUTURE]
    return [Doubt.VERY_OLD] if today.year - birth_on.year > OLDEST_YEARS else []


def birth_of_age(years: int, today: date) -> date:
    """Return a date of birth for somebody who looks so many years old.

    The middle of the possible year, so that the error is half a year at most.
    """
    return today - timedelta(days=round((years + 0.5) * 365.2425))


def age_years(birth_on: date, today: date) -> int:
    """Return the completed years of life."""
    had_birthday = (today.month, today.day) >= (birth_on.month, birth_on.day)
    return today.year - birth_on.year - (0 if had_birthday else 1)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one person from another.

    Attributes:
        iin: hash of the IIN, if it can identify.
        documents: hashes of documents.
        name: folded name with date of birth and, for twins, the order of birth; "" if name or
            date is missing.
    """

    iin: bytes | None = None
    documents: frozenset[bytes] = frozenset()
    name: str = ""


def group_same_persons(identities: Sequence[Identity]) -> list[int]:
    """Tell which of many descriptions are of one person.

    Same IIN, else same document, else same name and date of birth: two descriptions are
    compared by the first of these which both have. One that fits several persons is of nobody
    in particular and stands for a person of its own; nobody can tell which of them is meant.

    Returns:
        For each description the index of the first one of the same person.

    Source:
        docs/sources.md#counting-persons
    """
    groups = _Groups(len(identities))
    _join(groups, [[one.iin] if one.iin else [] for one in identities])
    _join_documents(groups, identities)
    _join_named_documents(groups, identities)
    _join_bare_names(groups, identities)
    return [groups.first(index) for index in range(len(identities))]


class _Groups:
    """Sets of indices which only ever grow together, each known by its first member."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def first(self, index: int) -> int:
        parents = self._parents
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    def join(self, one: int, other: int) -> None:
        one, other = self.first(one), self.first(other)
        self._parents[max(one, other)] = min(one, other)


def _join(groups: _Groups, keys: Sequence[Collection[Hashable]]) -> None:
    """Join every two descriptions which share a key."""
    owner: dict[Hashable, int] = {}
    for index, own in enumerate(keys):
        for key in own:
            groups.join(owner.setdefault(key, index), index)


def _join_one(
    groups: _Groups, owners: Mapping[Hashable, Collection[int]], keys: Collection[Hashable], at: int
) -> bool:
    """Join a description to the group which owns its keys, if there is exactly one."""
    found = {groups.first(owner) for key in keys for owner in owners.get(key, ())}
    if len(found) != 1:
        return False
    groups.join(found.pop(), at)
    return True


def _join_documents(groups: _Groups, identities: Sequence[Identity]) -> None:
    """Join those without IIN to the one owner of their document, else to each other."""
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, one in enumerate(identities):
        for document in one.documents if one.iin else ():
            owners[document].append(index)
    loose: list[Collection[Hashable]] = [()] * len(identities)
    for index, one in enumerate(identities):
        if not one.iin and one.documents and not _join_one(groups, owners, one.documents, index):
            loose[index] = one.documents
    _join(groups, loose)


def _join_named_documents(groups: _Groups, identities: Sequence[Identity]) -> None:
    """Join holders of a document alone to the one holder of an IIN alone with their name."""
    of_group: dict[int, list[Identity]] = {}
    for index, one in enumerate(identities):
        of_group.setdefault(groups.first(index), []).append(one)
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    seekers: defaultdict[str, list[int]] = defaultdict(list)
    for first, members in of_group.items():
        has_iin = any(one.iin for one in members)
        has_document = any(one.documents for one in members)
        for name in {one.name for one in members if one.name}:
            if has_iin and not has_document:
                owners[name].append(first)
            elif has_document and not has_iin:
                seekers[name].append(first)
    for name, seeking in seekers.items():
        if len(seeking) == 1:
            _join_one(groups, owners, [name], seeking[0])


def _join_bare_names(groups: _Groups, identities: Sequence[Identity]) -> None:
    """Join those without any number to the one person of their name, else to each other."""
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, one in enumerate(identities):
        if one.name and (one.iin or one.documents):
            owners[one.name].append(index)
    loose: list[Collection[Hashable]] = [()] * len(identities)
    for index, one in enumerate(identities):
        is_bare = one.name and not one.iin and not one.documents
        if is_bare and not _join_one(groups, owners, [one.name], index):
            loose[index] = [one.name]
    _join(groups, loose)


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
_NUMBER_FROM: Final = 5
_LONG_NUMBER_FROM: Final = 9
MOST_PARTS: Final = 8


def read_search(text: str) -> SearchTerms:
    """Read a typed line of search: names, a date or year of birth, numbers, in any order."""
    plain = unicodedata.normalize("NFKC", text.replace("\x00", " ")).strip()
    if _SPACED_NUMBER.fullmatch(plain) and _digits_in(plain) >= _LONG_NUMBER_FROM:
        return SearchTerms(numbers=(plain_number(plain),))
    terms = SearchTerms()
    for part in plain.split()[:MOST_PARTS]:
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
