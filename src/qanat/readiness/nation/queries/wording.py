"""Sentences with linked numbers, and periods as people say them in the active language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date, get_month_names
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext

from qanat.foundation.periods import Period
from qanat.readiness.nation.rules.spans import MONTHS_A_YEAR, span_of
from qanat.web.wording import CLDR, NBSP

LONG_DAYS: Final[Mapping[str, str]] = {"uz": "y-'yil' d-MMMM", "uz-cyrl": "y-'йил' d-MMMM"}
"""Where CLDR puts the day before the year, against the custom of the language."""
ROMAN: Final = ("", "I", "II", "III", "IV")
NARROW: Final = "\u202f"
"""A narrow space which CLDR writes and some fonts lack."""
_PLACE: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; with an address it leads to records."""

    text: str
    url: str = ""


Sentence = tuple[Part, ...]


Value = Part | Sentence | str


def sentence(pattern: str, values: Mapping[str, Value]) -> Sentence:
    """Put values into a translated pattern; the first letter becomes a capital."""
    parts = phrase(pattern, values)
    return (Part(capfirst(parts[0].text), parts[0].url), *parts[1:]) if parts else ()


def phrase(pattern: str, values: Mapping[str, Value]) -> Sentence:
    """Put values into a translated pattern."""
    parts: list[Part] = []
    for n, piece in enumerate(_PLACE.split(pattern)):
        value = values[piece] if n % 2 else piece
        one = Part(value) if isinstance(value, str) else value
        parts.extend(one if isinstance(one, tuple) else (one,))
    return tuple(part for part in parts if part.text)


def plain(told: Sentence) -> str:
    """Return a sentence without its addresses."""
    return "".join(part.text for part in told)


def locale() -> str:
    """Return the name of the active language for dates."""
    return CLDR.get(get_language() or "", "ru")


def long_day(on: date) -> str:
    """Write a day with the name of its month."""
    look = LONG_DAYS.get(get_language() or "", "long")
    return format_date(on, look, locale=locale()).replace(NARROW, NBSP)


def month_name(month: int) -> str:
    """Return the name of a month as it stands in a text."""
    name = str(get_month_names("wide", "stand-alone", locale())[month])
    return name if get_language() == "en" else name.lower()


def short_months(codes: Sequence[str]) -> list[str]:
    """Write months such as ``2025-03`` for the axis of a chart, with the year where it changes."""
    names = get_month_names("abbreviated", "stand-alone", locale())
    has_years = len({code[:4] for code in codes}) > 1
    return [
        f"{names[int(code[5:])]} {code[2:4]}" if has_years else str(names[int(code[5:])])
        for code in codes
    ]


def within(period: Period) -> str:
    """Say when: in a month, a quarter, a year, or from a day to a day."""
    span = span_of(period)
    year = str(span.year)
    if span.months == MONTHS_A_YEAR:
        return pgettext("when", "in %(year)s") % {"year": year}
    if span.months == 1:
        words = {"month": month_name(span.month), "year": year}
        return pgettext("when", "in %(month)s %(year)s") % words
    if span.months:
        words = {"quarter": ROMAN[span.quarter], "year": year}
        return pgettext("when", "in quarter %(quarter)s of %(year)s") % words
    if period.first == period.last:
        return pgettext("when", "on %(day)s") % {"day": long_day(period.first)}
    words = {"first": long_day(period.first), "last": long_day(period.last)}
    return pgettext("when", "from %(first)s to %(last)s") % words


def named(period: Period) -> str:
    """Name a period for a heading: a month, a quarter, a year, or its days."""
    span = span_of(period)
    year = str(span.year)
    if span.months == MONTHS_A_YEAR:
        return pgettext("period", "the year %(year)s") % {"year": year}
    if span.months == 1:
        return pgettext("period", "%(month)s %(year)s") % {
            "month": month_name(span.month), "year": year,
        }  # fmt: skip
    if span.months:
        words = {"quarter": ROMAN[span.quarter], "year": year}
        return pgettext("period", "quarter %(quarter)s of %(year)s") % words
    days = dict.fromkeys((period.first, period.last))
    return " – ".join(map(long_day, days))
