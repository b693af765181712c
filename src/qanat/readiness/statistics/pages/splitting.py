"""The breakdown of a report: every figure of every key, each with the records behind it."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.html import format_html
from django.utils.translation import gettext as _

from qanat.foundation.alphabets import name_order, place_order
from qanat.readiness.statistics.queries.counting import Report, Split, figures_of
from qanat.readiness.statistics.queries.labels import DIMENSIONS, FIGURES, key_names
from qanat.readiness.statistics.rules.counting.figures import NO_COUNTS, Counts, Dimension, Figure
from qanat.readiness.statistics.rules.counting.periods import Growth, growth, months_of
from qanat.web import wording
from qanat.web.tables import Column, Row, Table

Link = Callable[[Figure, str], str]
Ordered = tuple[tuple[tuple[int, str], ...], str]
_PLACES: Final = frozenset({Dimension.REGION, Dimension.COUNTRY})


def split_table(told: Report, link: Link) -> Table | None:
    """Return the table of the first breakdown, None if none was asked for.

    Args:
        told: the report.
        link: the address of the records behind a figure of a key.
    """
    for name, keys in told.by.items():
        return _table(told, Dimension(name), keys, link)
    return None


def _table(told: Report, by: Dimension, keys: Split, link: Link) -> Table:
    figures, base = figures_of(by), _base(told, by)
    every = keys.keys() | (base or {}).keys()
    names = key_names(by, every)
    rows = tuple(
        Row((names[key], *_cells(figures, keys.get(key, NO_COUNTS), base, key, link)))
        for key in sorted(every, key=_order(by, names))
    )
    return Table(
        _columns(by, figures, has_growth=base is not None),
        rows,
        _("Nothing in this period"),
        caption=DIMENSIONS[by],
        foot=Row((_("Total"), *_totals(told, figures, keys))) if rows else None,
        is_wide=True,
    )


def _base(told: Report, by: Dimension) -> Split | None:
    """Return the counts to compare with; a month is compared with the one in its place."""
    base, before = told.base_by.get(by.value), told.question.base
    if base is None or before is None or by != Dimension.MONTH:
        return base
    pairs = zip(months_of(told.question.period), months_of(before), strict=False)
    return {now: base[then] for (now, _now), (then, _then) in pairs if then in base}


def _order(by: Dimension, names: Mapping[str, str]) -> Callable[[str], Ordered]:
    """Return how keys are sorted: months by time, all else by name."""
    if by == Dimension.MONTH:
        return lambda key: ((), key)
    order = place_order if by in _PLACES else name_order
    return lambda key: (order(names[key]), key)


def _columns(by: Dimension, figures: tuple[Figure, ...], *, has_growth: bool) -> tuple[Column, ...]:
    columns = [Column("key", DIMENSIONS[by])]
    for figure in figures:
        columns.append(Column(figure.value, FIGURES[figure], numeric=True))
        if has_growth:
            columns.append(Column(f"{figure.value}_growth", _("Growth"), numeric=True))
    return tuple(columns)


def _cells(
    figures: tuple[Figure, ...], counts: Counts, base: Split | None, key: str, link: Link
) -> list[str]:
    cells: list[str] = []
    for figure in figures:
        value = counts[figure.value]
        text = wording.number(value)
        cells.append(format_html('<a href="{}">{}</a>', link(figure, key), text) if value else text)
        if base is not None:
            before = base.get(key, NO_COUNTS)[figure.value]
            cells.append(grown(growth(value, before)) if value or before else "")
    return cells


def _totals(told: Report, figures: tuple[Figure, ...], keys: Split) -> list[str]:
    """Return the figures of the whole report where the lines add up to them, else a dash."""
    cells: list[str] = []
    for figure in figures:
        whole = told.counts[figure.value]
        adds_up = sum(counts[figure.value] for counts in keys.values()) == whole
        cells.append(wording.number(whole if adds_up else None))
        if told.base_counts is not None:
            cells.append(grown(told.growth[figure.value]) if adds_up else wording.DASH)
    return cells


def grown(change: Growth | None) -> str:
    """Write a growth: absolute and, where there was something before, in percent."""
    if change is None:
        return ""
    absolute = wording.number(change.absolute, signed=True)
    if change.percent is None:
        return absolute
    return f"{absolute} ({wording.percent(change.percent, signed=True)})"
