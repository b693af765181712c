"""The rows of families in SQL: which belong to a period, and what each of them counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from qanat.foundation.periods import Period, months_of
from qanat.readiness.statistics.queries.families import GROUPS, Family
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure

Regions = frozenset[str] | None
Param = datetime | list[str] | list[datetime]
Group = Sequence[Family]


def splits(group: Group, by: Dimension | None) -> bool:
    """Tell whether a dimension splits any of the families."""
    return by is None or by == Dimension.MONTH or any(by in one.keys for one in group)


def figures_of_group(group: Group) -> tuple[Figure, ...]:
    """Return what the families count, each figure once."""
    return tuple(dict.fromkeys(figure for one in group for figure in one.counters))


def groups_of(figures: Sequence[Figure]) -> list[tuple[Group, list[Figure]]]:
    """Return the families to be read for some figures, with those that each group counts."""
    found = ((group, [f for f in figures if f in figures_of_group(group)]) for group in GROUPS)
    return [(group, wanted) for group, wanted in found if wanted]


def rows_of(
    group: Group, figures: Sequence[Figure], by: Dimension | None, *, is_limited: bool
) -> str:
    """Return the rows of families: family, region, key, and for each figure the thing it counts.

    Nothing if the dimension splits none of them.
    """
    selects = [
        _select(number, one, figures, by, is_limited=is_limited)
        for number, one in enumerate(group)
        if splits((one,), by) and any(figure in one.counters for figure in figures)
    ]
    return " UNION ALL ".join(selects)


def _select(
    number: int,
    family: Family,
    figures: Sequence[Figure],
    by: Dimension | None,
    *,
    is_limited: bool,
) -> str:
    key = "''" if by is None else "mo.month" if by == Dimension.MONTH else family.keys[by]
    things = ", ".join(
        f"CASE WHEN {counter.condition} THEN {counter.thing} END AS {figure.value}"
        if (counter := family.counters.get(figure))
        else f"NULL AS {figure.value}"
        for figure in figures
    )
    where = where_of(family, is_limited=is_limited)
    return (
        f"SELECT {number} AS family, {family.region} AS region,"  # noqa: S608 (our own names)
        f" coalesce({key}, '') AS key, {things} FROM {tables_of(family, by)} WHERE {where}"
    )


def tables_of(family: Family, by: Dimension | None) -> str:
    """Return the tables of a family with those a dimension needs."""
    if by == Dimension.MONTH:
        return (
            f"{family.tables} JOIN {_MONTHS} ON {family.at} >= mo.first AND {family.at} < mo.next"
        )
    return f"{family.tables} {family.joins.get(by, '') if by else ''}"


def where_of(family: Family, *, is_limited: bool) -> str:
    """Return the condition of a family's rows of a period, and of regions if limited to them."""
    where = f"{family.where} AND {family.at} >= %(start)s AND {family.at} < %(end)s"
    return f"{where} AND {family.region} = ANY(%(regions)s)" if is_limited else where


_MONTHS: Final = (
    "unnest(%(months)s::text[], %(month_starts)s::timestamptz[], %(month_ends)s::timestamptz[])"
    " AS mo(month, first, next)"
)


def params_of(period: Period, regions: Regions) -> dict[str, Param]:
    """Return the values for the words of the queries."""
    months = months_of(period)
    return {
        "start": period.starts_at,
        "end": period.ends_before,
        "regions": sorted(regions or ()),
        "months": [name for name, _ in months],
        "month_starts": [month.starts_at for _, month in months],
        "month_ends": [month.ends_before for _, month in months],
    }
