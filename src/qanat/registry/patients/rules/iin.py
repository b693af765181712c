"""Read an IIN: control digit, sex and date of birth."""

from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Final

from qanat.registry.patients.rules.numbers import plain_number

IIN_LENGTH: Final = 12
_FIRST_WEIGHTS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_MODULUS: Final = 11
_NO_DIGIT: Final = 10
_BIN_DIGITS: Final = frozenset("456")
_MONTHS: Final = 12
_LEAP_YEAR: Final = 2000
_CENTURIES: Final = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_MALE_DIGITS: Final = frozenset("135")


@dataclass(frozen=True, slots=True)
class IinReading:
    """What an IIN says about its owner.

    Attributes:
        value: the number without spaces and dashes; "" if there is none.
        status: "valid", "invalid_checksum", "impossible" (no day is in it), "unverifiable" or
            "absent".
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


def read_iin(text: str) -> IinReading:  # noqa: PLR0911 (one answer a status)
    """Read an IIN: check its control digit, tell sex and date of birth.

    Source:
        docs/sources.md#iin
    """
    value = plain_number(text)
    if not value:
        return IinReading("", "absent")
    if len(value) != IIN_LENGTH or not value.isdigit() or _is_of_an_organisation(value):
        return IinReading(value, "unverifiable")
    if not _has_day(value):
        return IinReading(value, "impossible")
    sex, birth_on = _sex_of(value), _birth_of(value)
    if iin_control_digit(value[:11]) != int(value[11]):
        return IinReading(value, "invalid_checksum", sex, birth_on)
    if not sex or birth_on is None:
        return IinReading(value, "unverifiable", sex, birth_on)
    return IinReading(value, "valid", sex, birth_on)


def iin_control_digit(stem: str) -> int | None:
    """Return the twelfth digit for the first eleven; ``None`` if no number is issued with them."""
    digits = list(map(int, stem))
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest: int = sum(map(mul, digits, weights)) % _MODULUS
        if rest != _NO_DIGIT:
            return rest
    return None


def _is_of_an_organisation(number: str) -> bool:
    """Tell whether a number has the shape of a BIN: year and month, then a kind of entity."""
    return 1 <= int(number[2:4]) <= _MONTHS and number[4] in _BIN_DIGITS


def _has_day(iin: str) -> bool:
    """Tell whether month and day can be, in whatever year."""
    try:
        date(_LEAP_YEAR, int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        return False
    return True


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
