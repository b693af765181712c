"""Cells of a table: clean text, numbers and keys that tell equal from different."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_CONTROL: Final = dict.fromkeys((*range(9), *range(14, 32), 127, 0xFEFF, 0x200B))
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_NOTHING: Final = frozenset({"-", "–", "—", "нет данных", "н/д", "б/д", "n/a", "null", "none"})
_LONGEST_NOTHING: Final = max(map(len, _NOTHING))
_LOOKS_LATIN: Final = str.maketrans("АВЕКМНОРСТХУІ", "ABEKMHOPCTXYI")
_DASHES: Final = str.maketrans("‐‑‒–—−", "------")


def cell_text(cell: Cell) -> str:
    """Write a cell of any type as the text a person would have typed."""
    if isinstance(cell, str):
        return _unarmed(cell if cell.isprintable() else cell.translate(_CONTROL))
    return "" if cell is None else _typed_text(cell)


def _typed_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    return str(cell)


def _unarmed(text: str) -> str:
    """Take away the apostrophe that kept a spreadsheet from computing the cell."""
    return text[1:] if text[:1] == "'" and text[1:2] in _RISKY else text


def armed(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would compute as a formula."""
    return f"'{text}" if text[:1] in _RISKY and text[:1] else text


def squeezed(text: str) -> str:
    """Take away stray spaces; words that say "nothing" become nothing."""
    short = " ".join(text.split())
    return "" if len(short) <= _LONGEST_NOTHING and short.casefold() in _NOTHING else short


def word_key(text: str) -> str:
    """Fold a text so that case, spaces and ё do not matter."""
    return " ".join(text.casefold().replace("ё", "е").split())


def number_key(text: str) -> str:
    """Fold a document or tail number: case, spaces, dashes, letters that look alike."""
    return "".join(text.upper().translate(_DASHES).translate(_LOOKS_LATIN).split())


_LONGEST_NUMBER: Final = 12
_HOURS: Final = re.compile(r"(\d{1,4}):([0-5]\d)(?::[0-5]\d)?")
_DECIMAL: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,12})?")


def hours(text: str) -> float | None:
    """Read flight hours: ``3,52``, ``3.52`` or ``3:31``."""
    plain = text.replace("\xa0", "").replace(" ", "").removesuffix("ч.").removesuffix("ч")
    if clock := _HOURS.fullmatch(plain):
        return int(clock[1]) + int(clock[2]) / 60
    if _DECIMAL.fullmatch(plain):
        return float(plain.replace(",", "."))
    return None


def whole(text: str) -> int | None:
    """Read a whole positive number: ``12``, ``12.``, ``12,0``."""
    plain = text.replace("\xa0", "").replace(" ", "").rstrip(".,")
    head, _, tail = plain.replace(",", ".").partition(".")
    if head.isascii() and head.isdigit() and len(head) <= _LONGEST_NUMBER and not tail.strip("0"):
        return int(head)
    return None
