"""Turn a draft into what is stored and compared; no database here."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.births import OLDEST_YEARS, is_birth
from qanat.foundation.refusals import Invalid
from qanat.foundation.secrets import blind_index
from qanat.foundation.texts import search_key
from qanat.registry.patients.commands.drafts import IdentifierDraft, PatientDraft
from qanat.registry.patients.rules import (
    Doubt,
    Identity,
    IinReading,
    birth_of_age,
    identity_doubts,
    looks_like_national_id,
    plain_number,
    plain_phone,
    read_iin,
)
from qanat.registry.patients.states import BirthPrecision, IdentifierKind, IinStatus, Sex


@dataclass(frozen=True, slots=True)
class Number:
    """An identifier ready to be stored and compared."""

    kind: str
    country: str
    value: str
    digest: bytes
    status: str
    expires_on: date | None = None

    @property
    def can_identify(self) -> bool:
        """Tell whether equal ones mean one person: an entire IIN, or any document."""
        if self.kind == IdentifierKind.IIN:
            return IinReading(self.value, self.status).is_identity
        return self.kind != IdentifierKind.PHONE

    @property
    def key(self) -> bytes:
        """The number as a key for comparison."""
        return number_key(self.kind, self.country, self.digest)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A person ready to be stored and compared."""

    draft: PatientDraft
    name: str
    name_key: str
    sex: str
    birth_on: date | None
    birth_precision: str
    iin_status: str
    numbers: tuple[Number, ...]
    doubts: tuple[str, ...]
    identity: Identity

    @property
    def is_unknown(self) -> bool:
        """Tell whether nothing says who it is."""
        has_clue = bool(self.name or self.numbers or self.draft.mother_id)
        return self.draft.is_unknown or not has_clue

    @property
    def birth_order(self) -> int | None:
        """The order of birth; a newborn is the first where nothing is said."""
        return self.draft.birth_order or (1 if self.draft.mother_id else None)


class BirthImpossible(Invalid):
    """A date of birth on which nobody alive can have been born."""

    code = "birth_impossible"
    text = _("The date of birth lies in the future, or more than %(years)s years back.")


class NameTooLong(Invalid):
    """A name does not fit, and is not cut."""

    code = "name_too_long"
    text = _("A name has %(most)s characters at most. This one has %(count)s.")


LONGEST_NAME: Final = 200


def check_birth(on: date | None, today: date) -> None:
    """Refuse a date of birth which can't be.

    Raises:
        BirthImpossible: if nobody alive can have been born on that day.
    """
    if on is not None and not is_birth(on, today):
        raise BirthImpossible(years=OLDEST_YEARS)


def whole_name(text: str) -> str:
    """Return a name in one line.

    Raises:
        NameTooLong: if it does not fit.
    """
    name = clean_text(text, len(text))
    if len(name) > LONGEST_NAME:
        raise NameTooLong(most=LONGEST_NAME, count=len(name))
    return name


def prepare(draft: PatientDraft, today: date) -> Prepared:
    """Clean, check and hash what was said about a person."""
    reading = read_iin(draft.iin)
    numbers, doubts = _numbers(draft, reading, today)
    birth_on, precision = _birth(draft, reading, today)
    name = clean_text(draft.name, LONGEST_NAME)
    name_key = " ".join(key for word in name.split() if (key := _word_key(word)))
    order = draft.birth_order or (1 if draft.mother_id else None)
    is_exact = precision == BirthPrecision.DAY
    return Prepared(
        draft=draft,
        name=name,
        name_key=name_key,
        sex=draft.sex if draft.sex != Sex.UNKNOWN else _sure(reading).sex or Sex.UNKNOWN,
        birth_on=birth_on,
        birth_precision=precision,
        iin_status=reading.status,
        numbers=numbers,
        doubts=(
            *identity_doubts(
                reading, sex=draft.sex, birth_on=birth_on, is_exact=is_exact, today=today
            ),
            *doubts,
        ),
        identity=identity_of(
            [number.key for number in numbers if number.can_identify],
            name_key=name_key,
            birth_on=birth_on if is_exact else None,
            birth_order=order,
            mother_id=draft.mother_id,
        ),
    )


def identity_of(
    keys: list[bytes],
    *,
    name_key: str,
    birth_on: date | None,
    birth_order: int | None,
    mother_id: int | None,
) -> Identity:
    """Return what tells a person from others; ``birth_on`` only where it is exact."""
    iin_start = number_key(IdentifierKind.IIN, "", b"")
    documents = {key for key in keys if not key.startswith(iin_start)}
    if mother_id is not None and birth_on is not None:
        documents.add(f"born|{mother_id}|{birth_on.isoformat()}|{birth_order}".encode())
    has_name = bool(name_key) and birth_on is not None
    return Identity(
        iin=next((key for key in keys if key.startswith(iin_start)), None),
        documents=frozenset(documents),
        name=f"{name_key}|{birth_on}|{birth_order or ''}" if has_name else "",
    )


def number_key(kind: str, country: str, digest: bytes) -> bytes:
    """Return one key for kind, country and hash of a number."""
    return f"{kind}|{country}|".encode() + digest


def clean_text(text: str, most: int) -> str:
    """Return a text in one line without control characters, cut to a length."""
    if not text.isprintable():
        text = "".join(ch if ch.isprintable() else " " for ch in text)
    return " ".join(text.split())[:most]


@lru_cache(maxsize=20_000)
def _word_key(word: str) -> str:
    """Fold one word of a name; files repeat them thousands of times."""
    return search_key(word)


def _birth(draft: PatientDraft, reading: IinReading, today: date) -> tuple[date | None, str]:
    if draft.birth_on is not None:
        return draft.birth_on, draft.birth_precision or BirthPrecision.DAY
    if known := _sure(reading).birth_on:
        return known, BirthPrecision.DAY
    if draft.age_years is not None:
        return birth_of_age(draft.age_years, today), BirthPrecision.ESTIMATED
    return None, BirthPrecision.UNKNOWN


def _sure(reading: IinReading) -> IinReading:
    """Return the reading if its control digit is right: else it tells nothing."""
    return reading if reading.status == IinStatus.VALID else IinReading("", IinStatus.ABSENT)


def _numbers(
    draft: PatientDraft, reading: IinReading, today: date
) -> tuple[tuple[Number, ...], list[str]]:
    numbers: list[Number] = []
    doubts: list[str] = []
    if reading.value:
        numbers.append(_number(IdentifierKind.IIN, "", reading.value[:40], reading.status))
    for document in draft.documents:
        number, doubt = document_number(document, today)
        if number is not None:
            numbers.append(number)
            doubts += doubt
    if phone := draft.phone.strip():
        value, is_possible = plain_phone(phone)
        status = IinStatus.VALID if is_possible else IinStatus.UNVERIFIABLE
        numbers.append(_number(IdentifierKind.PHONE, "", value, status))
        doubts += [] if is_possible else [Doubt.PHONE_SHAPE]
    return tuple({number.key: number for number in numbers}.values()), doubts


def given_number(given: IdentifierDraft, today: date) -> tuple[Number | None, list[str]]:
    """Return a number of any kind ready to be stored, with what looks wrong about it."""
    if given.kind == IdentifierKind.IIN:
        draft = PatientDraft(iin=given.value)
    elif given.kind == IdentifierKind.PHONE:
        draft = PatientDraft(phone=given.value)
    else:
        draft = PatientDraft(documents=(given,))
    one = prepare(draft, today)
    return (one.numbers[0] if one.numbers else None), list(one.doubts)


def document_number(document: IdentifierDraft, today: date) -> tuple[Number | None, list[str]]:
    """Return a document ready to be stored, with what looks wrong about it."""
    value = plain_number(document.value)[:40]
    if not value:
        return None, []
    doubts: list[str] = []
    is_shaped = document.kind != IdentifierKind.NATIONAL_ID or looks_like_national_id(
        document.country, value
    )
    if not is_shaped:
        doubts.append(Doubt.DOCUMENT_SHAPE)
    if document.expires_on is not None and document.expires_on < today:
        doubts.append(Doubt.DOCUMENT_EXPIRED)
    status = IinStatus.UNVERIFIABLE
    number = _number(document.kind, document.country, value, status, document.expires_on)
    return number, doubts


def _number(
    kind: str, country: str, value: str, status: str, expires_on: date | None = None
) -> Number:
    return Number(kind, country, value, blind_index(kind, value), status, expires_on)
