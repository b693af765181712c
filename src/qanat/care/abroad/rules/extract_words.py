"""FHIR data types in words: what a person reads of them, or nothing where there is nothing."""

from collections.abc import Mapping
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any, Final

Json = Mapping[str, Any]
LONGEST_NUMBER: Final = 15
"""Digits before the point, and after it."""
LONGEST_NARRATIVE: Final = 32_000
SIGNS: Final = ("<", "<=", ">=", ">")


def words_of(concept: object) -> str:
    """Return a concept in words: its own, else those of its first coding which has any."""
    if not isinstance(concept, Mapping):
        return ""
    shown = (
        text_of(one.get("display"))
        for one in list_of(concept.get("coding"))
        if isinstance(one, Mapping)
    )
    return text_of(concept.get("text")) or next(filter(None, shown), "")


def codes_of(concept: object) -> list[tuple[str, str]]:
    """Return the codes of a concept, each with its system."""
    rows = list_of(concept.get("coding")) if isinstance(concept, Mapping) else []
    pairs = [(one.get("system"), one.get("code")) for one in rows if isinstance(one, Mapping)]
    return [(s, c) for s, c in pairs if isinstance(s, str) and isinstance(c, str)]


def text_of(value: object) -> str:
    """Return a text on one line."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def list_of(value: object) -> list[Any]:
    """Return a list, an empty one where there is none."""
    return value if isinstance(value, list) else []


def value_of(one: Json) -> str:
    """Return a measured value; "" where there is none that can be read."""
    if isinstance(quantity := one.get("valueQuantity"), Mapping):
        return _quantity(quantity)
    found = (_number(one.get("valueInteger")), text_of(one.get("valueString")))
    return next(filter(None, found), "") or words_of(one.get("valueCodeableConcept"))


def components_of(one: Json) -> list[str]:
    """Return the parts of a finding which has several, each with its value."""
    rows = [row for row in list_of(one.get("component")) if isinstance(row, Mapping)]
    told = [(words_of(row.get("code")), value_of(row)) for row in rows]
    return [f"{words} {value}" for words, value in told if words and value]


def _quantity(quantity: Json) -> str:
    number, sign = _number(quantity.get("value")), quantity.get("comparator", "")
    if not number or (sign and sign not in SIGNS):
        return ""
    unit = text_of(quantity.get("unit")) or text_of(quantity.get("code"))
    return f"{sign}{number} {unit}".strip()


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return ""
    exact = Decimal(value)
    is_short = abs(exact.adjusted()) < LONGEST_NUMBER and len(f"{exact}") <= 2 * LONGEST_NUMBER
    return f"{exact:f}" if is_short else ""


class _Plain(HTMLParser):
    """The text of a narrative."""

    BREAKS: Final = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "td", "th"})
    SILENT: Final = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line with a block."""
        self.silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Go on after what is not shown."""
        self.silent -= tag in self.SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self.silent:
            self.parts.append(data)


def told_in(div: str) -> str:
    """Return the text of a narrative, line by line."""
    plain = _Plain()
    plain.feed(div)
    plain.close()
    lines = (" ".join(line.split()) for line in "".join(plain.parts).splitlines())
    return "\n".join(line for line in lines if line)
