"""Codes of papers: what stands beside the QR, and can be typed."""

import re
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0 and O, no 1 and I: 32 signs, five bits each."""
LENGTH: Final = 16
GROUP: Final = 4


def code_from(random: bytes) -> str:
    """Return a code from random bytes, one a sign."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in random[:LENGTH])


def read_code(typed: str) -> str:
    """Return a code as it is stored, from whatever was typed; "" if it can be none."""
    plain = re.sub(r"[\s\-–—]", "", typed).upper()
    is_one = len(plain) == LENGTH and set(plain) <= set(ALPHABET)
    return plain if is_one else ""


def written(code: str) -> str:
    """Return a code in groups."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
