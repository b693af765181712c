"""Words of the ledger in the active language: values, arithmetic, what is counted."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.periods import Period
from qanat.foundation.texts import local
from qanat.readiness.ledger.queries.figures import FigureRow
from qanat.readiness.ledger.queries.sources import DIMENSIONS, FIGURES, key_names, scale_of
from qanat.readiness.ledger.queries.standing import Held, Term
from qanat.readiness.ledger.rules.arithmetic import Line, rounded
from qanat.readiness.ledger.states import Arithmetic, Kind, Relation, Standing, Unit
from qanat.web import wording

EXACT_PLACES: Final = 2


def value_words(value: Decimal | None, unit: str, places: int, *, signed: bool = False) -> str:
    """Write a value in its unit."""
    if value is None:
        return wording.DASH
    if unit == Unit.PERCENT:
        return wording.percent(value, places, signed=signed)
    return wording.number(value, places, signed=signed)


def printed_words(row: FigureRow) -> str:
    """Write a figure as it was printed."""
    if row.value is None:
        return pgettext("published figure", "words only")
    value = value_words(row.value, row.unit, row.decimals)
    return f"> {value}" if row.relation == Relation.MORE else value


def computed_words(held: Held) -> str:
    """Write what the records come to; a dash if nothing could be counted."""
    if held.keys and held.row.measure:
        measure = held.row.measure
        names = key_names(measure.figure, measure.by, held.keys)
        return ", ".join(names[key] for key in held.keys)
    return value_words(held.computed, held.row.unit, held.row.decimals)


def difference_words(held: Held) -> str:
    """Write by how much the records differ, nothing if they do not."""
    if held.difference is None:
        return ""
    if held.row.unit == Unit.PERCENT:
        text = wording.number(held.difference, held.row.decimals, signed=True)
        return _("%(difference)s points") % {"difference": text}
    return wording.number(held.difference, held.row.decimals, signed=True)


def standing_words(held: Held) -> str:
    """Say how a figure holds in a few words."""
    difference = difference_words(held)
    if held.standing == Standing.DIFFERS and difference:
        return _("Differs by %(difference)s") % {"difference": difference}
    return str(held.standing.label)


def measured_words(held: Held) -> str:
    """Write the arithmetic of the records: which counts give the figure."""
    measure, terms = held.row.measure, held.terms
    if measure is None or not terms:
        return ""
    counts = [count_words(term) for term in terms]
    exact = rounded(held.exact, EXACT_PLACES) if held.exact is not None else None
    result = wording.percent(exact, EXACT_PLACES)
    patterns = {
        Kind.SHARE: f"{counts[0]} / {counts[-1]} = {result}",
        Kind.GROWTH: f"({counts[0]} {wording.MINUS} {counts[-1]}) / {counts[-1]} = {result}",
        Kind.MEAN: f"{counts[0]} / {counts[-1]} = {wording.number(exact, EXACT_PLACES)}",
        Kind.COUNT: counts[0],
    }
    if measure.kind in patterns:
        return patterns[Kind(measure.kind)]
    names = key_names(measure.figure, measure.by, [term.key for term in terms])
    return ", ".join(f"{names[t.key]} {n}" for t, n in zip(terms, counts, strict=True))


def count_words(term: Term) -> str:
    """Write a count; money in millions of tenge."""
    scale = scale_of(term.figure)
    if scale == 1:
        return wording.number(term.count)
    return wording.number(rounded(Fraction(term.count, scale), 1), 1)


def definition_words(row: FigureRow) -> str:
    """Say what is counted, in the words of the report."""
    measure = row.measure
    if measure is None:
        return ""
    name = str(FIGURES[measure.figure])
    if measure.by:
        name = f"{name}: {DIMENSIONS[measure.by]}"
    if measure.kind in {Kind.COUNT, Kind.MEAN} and measure.keys:
        name = f"{name}, {key_names(measure.figure, measure.by, measure.keys)[measure.keys[0]]}"
    if measure.kind in {Kind.SHARE, Kind.MEAN}:
        return f"{name} / {FIGURES[measure.whole]}"
    if measure.kind == Kind.GROWTH:
        return _("%(figure)s, growth") % {"figure": name}
    return name


def line_words(line: Line) -> str:
    """Write a step of the arithmetic of a publication with its result."""
    told = " ".join(t if isinstance(t, str) else _exact(t) for t in line.tokens)
    told = told.replace("( ", "(").replace(" )", ")").replace(" %", f"{wording.NBSP}%")
    if line.result is None:
        return f"{told} → {wording.DASH}"
    if isinstance(line.result, tuple):
        low, high = (wording.number(n) for n in line.result)
        return f"{told} → {low}" if low == high else f"{told} → {low}–{high}"
    result = _exact(line.result)
    return result if told == result else f"{told} = {result}"


def arithmetic_words(held: Held) -> str:
    """Write the arithmetic of a publication in one line."""
    told = "; ".join(line_words(line) for line in held.worked.lines)
    if held.arithmetic == Arithmetic.BROKEN:
        shown = printed_words(held.row)
        return _("%(arithmetic)s, printed: %(printed)s") % {"arithmetic": told, "printed": shown}
    return told


def _exact(value: Fraction) -> str:
    if value.denominator == 1:
        return wording.number(int(value))
    short = rounded(value, 1)
    return wording.number(short if Fraction(short) == value else rounded(value, EXACT_PLACES),
                          1 if Fraction(short) == value else EXACT_PLACES)  # fmt: skip


def period_words(period: Period | None) -> str:
    """Write a period; nothing where there is none."""
    if period is None:
        return ""
    return f"{wording.day(period.first)}{wording.NBSP}– {wording.day(period.last)}"


def source_words(row: FigureRow) -> str:
    """Name the source of a figure."""
    return local(row.publication.title)
