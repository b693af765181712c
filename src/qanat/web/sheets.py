"""Blank sheets of paper: numbered boxes in the order in which they are typed in later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from typing import Final

from django import forms
from django.utils.functional import Promise

from qanat.foundation.refusals import Text

MOST_TICKS: Final = 9
"""A longer list is written by hand."""


@dataclass(frozen=True, slots=True)
class Box:
    """One field: a line to write on, or words to tick; what nobody types in has no number."""

    number: int | None
    label: Text
    ticks: tuple[Text, ...] = ()
    lines: int = 1
    unit: Text = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Boxes under a heading."""

    title: Text
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A blank sheet: one page of A4."""

    title: Text
    parts: tuple[Part, ...]
    note: Text = ""


Groups = Iterable[tuple[Text, Sequence[forms.BoundField]]]
Numbered = list[tuple[Text, list[tuple[int, forms.BoundField]]]]


def numbered(groups: Groups, first: int = 1) -> Numbered:
    """Give numbers to the fields of a form, as its page shows them, from a number on."""
    found: Numbered = []
    for title, fields in groups:
        shown = list(enumerate((bound for bound in fields if not bound.is_hidden), first))
        found.append((title, shown))
        first += len(shown)
    return found


def parts_of(groups: Numbered) -> tuple[Part, ...]:
    """Return numbered fields as the boxes of a sheet."""
    return tuple(Part(title, tuple(_box(b, n) for n, b in fields)) for title, fields in groups)


def plain_boxes(
    labels: Iterable[Text], first: int | None = None, *, lines: int = 1
) -> tuple[Box, ...]:
    """Return boxes which no form asks for, numbered from a number on if one is given."""
    numbers = repeat(None) if first is None else count(first)
    return tuple(Box(n, label, lines=lines) for n, label in zip(numbers, labels, strict=False))


def _ticks(choices: Sequence[tuple[object, Text]]) -> tuple[Text, ...]:
    """Return the words of a short plain list; one in groups is written by hand."""
    words = tuple(label for value, label in choices if value not in ("", None))
    is_plain = all(isinstance(word, str | Promise) for word in words)
    return words if is_plain and len(words) <= MOST_TICKS else ()


def _box(bound: forms.BoundField, number: int) -> Box:
    field = bound.field
    ticks: tuple[Text, ...] = ()
    if isinstance(field, forms.ChoiceField):
        ticks = _ticks(list(field.choices))  # type: ignore[arg-type] # lists of ours are plain
    lines = 2 if isinstance(field.widget, forms.Textarea) else 1
    return Box(number, bound.label or "", ticks, lines, getattr(field, "unit", ""))
