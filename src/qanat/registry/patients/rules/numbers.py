"""How numbers are compared, and the shapes we know of some."""

import re
import unicodedata
from typing import Final

import phonenumbers

HOME: Final = "KZ"


def plain_number(text: str) -> str:
    """Return a number as it is compared: ASCII, capitals, without spaces and punctuation."""
    if text.isascii() and text.isalnum():
        return text.upper()
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(_plain_digit(ch) for ch in wide if ch.isalnum())


def _plain_digit(ch: str) -> str:
    return str(unicodedata.decimal(ch)) if ch.isdecimal() else ch


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


def plain_phone(text: str) -> tuple[str, bool]:
    """Return a phone in E.164 form where it can be read, and whether it is possible."""
    try:
        phone = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return plain_number(text)[:40], False
    written = phonenumbers.format_number(phone, phonenumbers.PhoneNumberFormat.E164)
    return written, phonenumbers.is_possible_number(phone)
