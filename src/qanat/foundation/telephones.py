"""Telephone numbers: read in any spelling, and found again without being readable."""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat

from qanat.foundation.secrets import blind_index

HOME: Final = "KZ"
KIND: Final = "phone"
"""Under which equal numbers are found; patients' numbers have the same."""
LONGEST: Final = 40


def plain_telephone(text: str) -> str:
    """Return a number in international form, however it was spelled; "" if it can't be one."""
    try:
        number = phonenumbers.parse(text[:LONGEST], HOME)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def telephone_key(text: str) -> bytes | None:
    """Return the keyed hash by which a number is found, however it is spelled; None if none."""
    plain = plain_telephone(text)
    return blind_index(KIND, plain) if plain else None


def shown_telephone(plain: str) -> str:
    """Write a number as people read it."""
    if not (read := plain_telephone(plain)):
        return plain
    return phonenumbers.format_number(phonenumbers.parse(read), PhoneNumberFormat.INTERNATIONAL)
