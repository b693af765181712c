"""Count by SQL over the records: a period at once, or as a part to be added to others."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from qanat.foundation.periods import Period
from qanat.readiness.statistics.queries.families import GROUPS
from qanat.readiness.statistics.queries.rows import (
    Group,
    Param,
    Regions,
    figures_of_group,
    groups_of,
    params_of,
    rows_of,
)
from qanat.readiness.statistics.rules.counting.figures import Counts, Dimension, Figure
from qanat.readiness.statistics.rules.counting.tallies import IN_MANY_MONTHS, Tallies

NATION: Final = ""
"""The whole, among tallies by region."""
TOGETHER: Final = "+"
"""What stands between regions which have something in common."""
Everywhere = dict[str, dict[str, dict[str, Any]]]
"""Tallies of the nation, of every region, and of what several regions have in common."""


def counted(
    period: Period, regions: Regions, figures: Sequence[Figure], by: Dimension | None
) -> dict[str, Counts]:
    """Count figures of a period by key; a figure whose kind of record does not occur is absent."""
    return _by_key(period, regions, figures, by, _count)


def tallied(
    period: Period, regions: Regions, figures: Sequence[Figure], by: Dimension | None
) -> Tallies:
    """Count figures of a part of a period by key, to be added up with other parts."""
    return _by_key(period, regions, figures, by, _tally)


def _by_key(
    period: Period,
    regions: Regions,
    figures: Sequence[Figure],
    by: Dimension | None,
    value: Callable[[Figure], str],
) -> dict[str, dict[str, Any]]:
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for group, wanted in groups_of(figures):
        rows = rows_of(group, wanted, by, is_limited=regions is not None)
        asked = _asked(rows, map(value, wanted), "key", params_of(period, regions))
        for key, families, *values in asked:
            found[key] |= _present(group, wanted, families, values)
    return dict(found)


def tallied_everywhere(period: Period, by: Dimension | None) -> Everywhere:
    """Count all figures of a period by key, of the nation and of every region by its code.

    What belongs to several regions stands under all their codes besides: a flight may serve two.
    """
    found: Everywhere = {NATION: {}}
    for group in GROUPS:
        figures = figures_of_group(group)
        rows = rows_of(group, figures, by, is_limited=False)
        asked = _asked(rows, map(_tally, figures), _EVERYWHERE, params_of(period, None))
        for is_nation, region, key, families, *values in asked:
            if is_nation or region:
                told = found.setdefault(NATION if is_nation else region, {}).setdefault(key, {})
                told |= _present(group, figures, families, values)
        apart = [figure.value for figure in figures if figure not in IN_MANY_MONTHS]
        add_shared(found, rows, apart, params_of(period, None))
    return found


def add_shared(
    found: Everywhere, rows: str, counts: Sequence[str], params: Mapping[str, Param | int]
) -> None:
    """Add how many things belong to several regions, under the codes of just these.

    Args:
        found: what was counted of each region alone.
        rows: rows in SQL with ``region``, ``key``, and for each of the counts the thing it counts.
        counts: their names.
        params: values for the words of the rows.
    """
    if not rows or not counts:
        return
    things = ", ".join(f"('{count}', {count}::text)" for count in counts)
    shared = (
        f"SELECT string_agg(DISTINCT region, '{TOGETHER}' ORDER BY region) AS regions, key, word"  # noqa: S608 (our own words)
        f" FROM ({rows}) told, LATERAL (VALUES {things}) v(word, thing)"
        " WHERE thing IS NOT NULL AND region <> ''"
        " GROUP BY key, word, thing HAVING min(region) <> max(region)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT regions, key, word, count(*) FROM ({shared}) shared GROUP BY 1, 2, 3",  # noqa: S608 (our own words)
            params,
        )
        for regions, key, word, shared_by in cursor.fetchall():
            found.setdefault(regions, {}).setdefault(key, {})[word] = shared_by


_EVERYWHERE: Final = "grouping(region) = 1, region, key"
_SETS: Final[Mapping[str, str]] = {
    "key": "key",
    _EVERYWHERE: "GROUPING SETS ((key), (region, key))",
}


def _asked(
    rows: str, counts: Iterable[str], keys: str, params: Mapping[str, Param]
) -> Iterable[Sequence[Any]]:
    """Return keys, the numbers of the families which occur, and the counts."""
    if not rows:
        return []
    sql = (
        f"SELECT {keys}, array_agg(DISTINCT family), {', '.join(counts)}"  # noqa: S608 (our own words)
        f" FROM ({rows}) told GROUP BY {_SETS[keys]}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _present(
    group: Group, figures: Sequence[Figure], families: Iterable[int], values: Sequence[Any]
) -> dict[str, Any]:
    """Return the values of the figures whose kind of record occurs."""
    there = {figure for number in families for figure in group[number].counters}
    return {f.value: v for f, v in zip(figures, values, strict=True) if f in there}


def _count(figure: Figure) -> str:
    return f"count(DISTINCT {figure.value})"


def _tally(figure: Figure) -> str:
    if figure not in IN_MANY_MONTHS:
        return _count(figure)
    things = f"array_agg(DISTINCT {figure.value}::text) FILTER (WHERE {figure.value} IS NOT NULL)"
    return f"coalesce({things}, '{{}}')"
