"""Decisions about messages: plain functions of values."""

import re
from itertools import pairwise
from typing import Final

FIRST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0
MOST_TRIES: Final = 8
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters and digits which are mistaken for one another."""
CODE_LENGTH: Final = 6
_PHONE: Final = re.compile(r"\+[1-9]\d{6,14}")


def wait_s(tries: int, told_s: float | None = None) -> float:
    """Return how long to wait after so many tries, at least what the gateway asked for."""
    ours = min(FIRST_WAIT_S * 2.0 ** (tries - 1), LONGEST_WAIT_S)
    return ours if told_s is None else max(ours, min(told_s, LONGEST_WAIT_S))


def code_from(digest: bytes) -> str:
    """Return a short code which a person can read out and type."""
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)


def codes_in(text: str) -> list[str]:
    """Return what may be a code in words that somebody typed, written together or in halves."""
    words = re.findall(r"[0-9A-Z]+", text.upper())
    joined = [first + second for first, second in pairwise(words)]
    return [w for w in words + joined if len(w) == CODE_LENGTH and not set(w) - set(LETTERS)]


def is_phone(number: str) -> bool:
    """Tell whether a number is international: a plus and 7 to 15 digits."""
    return _PHONE.fullmatch(number) is not None
