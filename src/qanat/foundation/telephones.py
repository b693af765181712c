"""Telephone numbers: read in any spelling, and found again without being readable."""

import re
from typing import Final

import phonenumbers
from django.db.models import Model
from phonenumbers import PhoneNumberFormat

from qanat.foundation.secrets import blind_index, decrypt

HOME: Final = "KZ"
KIND: Final = "phone"
"""Under which equal numbers are found; patients' numbers have the same."""
PLAIN: Final = re.compile(r"\+7[0-9]{10}")
"""A number of our own numbering plan which is spelled as it is to be."""
LONGEST: Final = 40
AT_ONCE: Final = 500


def plain_telephone(text: str) -> str:
    """Return a number in international form, however it was spelled; "" if it can't be one."""
    if PLAIN.fullmatch(text):
        return text
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


def key_telephones(model: type[Model], *, sealed: str, key: str, order: str) -> int:
    """Give telephones their keys which were stored before keys were; return how many.

    What can't be a number gets an empty key: it is not looked at again.

    Args:
        model: whose telephones.
        sealed: the column of the telephone.
        key: the column of its key.
        order: in which they are looked at, so many at once.
    """
    rows = model._default_manager.filter(**{f"{sealed}__isnull": False, key: None})
    found = list(rows.select_for_update(skip_locked=True).order_by(order)[:AT_ONCE])
    for row in found:
        setattr(row, key, telephone_key(decrypt(bytes(getattr(row, sealed)))) or b"")
        row.save(update_fields=[key])
    return len(found)


def shown_telephone(plain: str) -> str:
    """Write a number as people read it."""
    if not (read := plain_telephone(plain)):
        return plain
    return phonenumbers.format_number(phonenumbers.parse(read), PhoneNumberFormat.INTERNATIONAL)
