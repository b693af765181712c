"""The breakdown of a report: every figure of every key, each with the records behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.translation import gettext as _

from qanat.foundation.alphabets import name_order, place_order
from qanat.foundation.periods import Growth, growth, months_of
from qanat.readiness.statistics.queries.counting import Report, Split, figures_of
from qanat.readiness.statistics.queries.families import UNKNOWN
from qanat.readiness.statistics.queries.labels import DIMENSIONS, FIGURES, key_names
from qanat.readiness.statistics.rules.counting.figures import NO_COUNTS, Counts, Dimension, Figure
from qanat.web import wording
from qanat.web.tables import Column, Row, Table

Link = Callable[[Figure, str], str]
Ordered = tuple[bool, tuple[tuple[int, str], ...], str]
_PLACES: Final = frozenset({Dimension.REGION, Dimension.COUNTRY})


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A breakdown in tables narrow enough for a screen and for paper, one a group of figures.

    Attributes:
        tables: those in which anything was counted.
        is_over: whether some lines add up to more or less than their whole, which is marked.
        has_growth: whether growth stands below the figures.
    """

    tables: tuple[tuple[str, Table], ...]
    is_over: bool
    has_growth: bool


def split_tables(
    told: Report, groups: Sequence[tuple[str, tuple[Figure, ...]]], link: Link
) -> Breakdown | None:
    """Return the tables of the first breakdown, None if none was asked for.

    Args:
        told: the report.
        groups: which figures stand together, under which words.
        link: the address of the records behind a figure of a key.
    """
    for name, keys in told.by.items():
        return _breakdown(told, Dimension(name), keys, groups, link)
    return None


def _breakdown(
    told: Report,
    by: Dimension,
    keys: Split,
    groups: Sequence[tuple[str, tuple[Figure, ...]]],
    link: Link,
) -> Breakdown:
    base = _base(told, by)
    every = keys.keys() | (base or {}).keys()
    names = key_names(by, every)
    order = sorted(every, key=_order(by, names))
    split = frozenset(figures_of(by))
    tables = []
    for label, group in groups:
        figures = tuple(figure for figure in group if figure in split)
        rows = tuple(
            Row((names[key], *_cells(figures, keys.get(key, NO_COUNTS), base, key, link)))
            for key in order
        )
        table = Table(
            (
                Column("key", DIMENSIONS[by]),
                *(Column(figure.value, FIGURES[figure], numeric=True) for figure in figures),
            ),
            rows,
            _("Nothing in this period"),
            caption=label,
            foot=Row((_("Total"), *_totals(told, figures, keys))) if rows else None,
            is_wide=True,
        )
        if any(told.counts[f.value] or (told.base_counts or {}).get(f.value) for f in figures):
            tables.append((label, table))
    is_over = any(not _adds_up(told, figure, keys) for figure in split)
    return Breakdown(tuple(tables), is_over=is_over, has_growth=base is not None)


def _base(told: Report, by: Dimension) -> Split | None:
    """Return the counts to compare with; a month is compared with the one in its place."""
    base, before = told.base_by.get(by.value), told.question.base
    if base is None or before is None or by != Dimension.MONTH:
        return base
    pairs = zip(months_of(told.question.period), months_of(before), strict=False)
    return {now: base[then] for (now, _now), (then, _then) in pairs if then in base}


def _order(by: Dimension, names: Mapping[str, str]) -> Callable[[str], Ordered]:
    """Return how keys are sorted: months by time, all else by name, the unknown last."""
    if by == Dimension.MONTH:
        return lambda key: (False, (), key)
    order = place_order if by in _PLACES else name_order
    return lambda key: (key == UNKNOWN, order(names[key]), key)


def _cells(
    figures: tuple[Figure, ...], counts: Counts, base: Split | None, key: str, link: Link
) -> list[str]:
    cells: list[str] = []
    for figure in figures:
        value = counts[figure.value]
        text = wording.number(value)
        cell = format_html('<a href="{}">{}</a>', link(figure, key), text) if value else text
        if base is not None:
            before = base.get(key, NO_COUNTS)[figure.value]
            change = grown(growth(value, before)) if value or before else ""
            cell = format_html("{}<small>{}</small>", cell, change)
        cells.append(cell)
    return cells


def _adds_up(told: Report, figure: Figure, keys: Split) -> bool:
    return sum(counts[figure.value] for counts in keys.values()) == told.counts[figure.value]


def _totals(told: Report, figures: tuple[Figure, ...], keys: Split) -> list[str]:
    """Return the figures of the whole report, marked where the lines do not add up to them."""
    cells: list[str] = []
    for figure in figures:
        mark = "" if _adds_up(told, figure, keys) else "*"
        cell = f"{wording.number(told.counts[figure.value])}{mark}"
        if told.base_counts is not None:
            cell = format_html("{}<small>{}</small>", cell, grown(told.growth[figure.value]))
        cells.append(cell)
    return cells


def grown(change: Growth | None) -> str:
    """Write a growth: absolute and, where there was something before, in percent."""
    if change is None:
        return ""
    absolute = wording.number(change.absolute, signed=True)
    if change.percent is None:
        return absolute
    return f"{absolute} ({wording.percent(change.percent, signed=True)})"
