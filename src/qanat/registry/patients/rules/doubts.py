"""What looks wrong about an identity, and ages."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from qanat.registry.patients.rules.iin import IinReading


class Doubt(StrEnum):
    """What looks wrong about an identity; said to the person who types, never a bar."""

    IIN_CHECKSUM = "iin_checksum"
    IIN_IMPOSSIBLE = "iin_impossible"
    IIN_UNVERIFIABLE = "iin_unverifiable"
    IIN_SEX = "iin_sex"
    IIN_BIRTH = "iin_birth"
    DOCUMENT_SHAPE = "document_shape"
    DOCUMENT_EXPIRED = "document_expired"
    PHONE_SHAPE = "phone_shape"
    BORN_IN_FUTURE = "born_in_future"
    VERY_OLD = "very_old"
    DESCRIBED_OTHERWISE = "described_otherwise"


def identity_doubts(
    reading: IinReading, *, sex: str, birth_on: date | None, is_exact: bool, today: date
) -> tuple[Doubt, ...]:
    """Return what does not fit between an IIN and what was said of its owner."""
    doubts = []
    if reading.status == "invalid_checksum":
        doubts.append(Doubt.IIN_CHECKSUM)
    if reading.status == "impossible":
        doubts.append(Doubt.IIN_IMPOSSIBLE)
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
