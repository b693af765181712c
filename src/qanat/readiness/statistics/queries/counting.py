"""Count what happened in a period: figures, what they are split by, and growth."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.days import is_sensible
from qanat.foundation.periods import Growth, Period, growth, months_of
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.statistics.permissions import READ
from qanat.readiness.statistics.queries.families import GROUPS, Family
from qanat.readiness.statistics.rules.counting.figures import NO_COUNTS, Counts, Dimension, Figure
from qanat.readiness.statistics.rules.journal.places import REGIONS
from qanat.registry.places.queries import region_names

Split = dict[str, Counts]
Regions = frozenset[str] | None
Param = datetime | list[str] | list[datetime]


class NotYourRegion(NotAllowed):
    """The report of a region is for those of that region."""

    code = "not_your_region"
    text = _("You see reports of %(regions)s only.")


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked for; ``region`` is an ISO code, "" for all the person may see."""

    period: Period
    region: str = ""
    base: Period | None = None
    by: tuple[Dimension, ...] = ()


Days = tuple[date, date]


def is_region(code: str) -> bool:
    """Tell whether a code is one of the country's regions; needs no database."""
    return code in REGIONS


def ask(
    days: Days, *, region: str = "", base: Days | None = None, by: Sequence[str] = ()
) -> Question:
    """Put a question together from plain values.

    Raises:
        ValueError: a period ends before it begins, or a dimension or region does not exist.
    """
    if region and region not in region_names():
        raise ValueError(f"unknown region: {region}")
    if not all(is_sensible(on) for pair in (days, base) if pair for on in pair):
        raise ValueError("a day that nobody can mean")
    unknown = set(by) - {one.value for one in Dimension}
    if unknown:
        raise ValueError(f"unknown dimension: {', '.join(sorted(unknown))}")
    splits = tuple(dict.fromkeys(Dimension(name) for name in by))
    return Question(Period(*days), region, Period(*base) if base else None, splits)


@dataclass(frozen=True, slots=True)
class Report:
    """The answer: figures of the period, of the base, growth, and splits."""

    question: Question
    regions: Regions
    counts: Counts
    base_counts: Counts | None = None
    growth: Mapping[str, Growth] = field(default_factory=dict)
    by: Mapping[str, Split] = field(default_factory=dict)
    base_by: Mapping[str, Split] = field(default_factory=dict)


def report(actor: Actor, question: Question) -> Report:
    """Count the figures of a period.

    Raises:
        NotAllowed: if the person may read no statistics, or not those of the region.
    """
    regions = regions_of(actor, question.region)
    counts = _counts(question.period, regions)
    base = _counts(question.base, regions) if question.base else None
    return Report(
        question=question,
        regions=regions,
        counts=counts,
        base_counts=base,
        growth={key: growth(counts[key], base[key]) for key in counts} if base else {},
        by=_splits(question.period, regions, question.by),
        base_by=_splits(question.base, regions, question.by) if question.base else {},
    )


def _splits(period: Period, regions: Regions, by: Sequence[Dimension]) -> dict[str, Split]:
    return {one.value: split(period, regions, one) for one in by}


def figures_of(by: Dimension) -> tuple[Figure, ...]:
    """Return the figures which a dimension splits, in their order."""
    found = {
        figure
        for group in GROUPS
        for one in group
        if by == Dimension.MONTH or by in one.keys
        for figure in one.counters
    }
    return tuple(figure for figure in Figure if figure in found)


def regions_of(actor: Actor, region: str = "") -> Regions:
    """Return the regions a report of somebody covers; ``None`` is the whole nation.

    Raises:
        NotAllowed: if none are his, or the region asked for is not.
    """
    actor.need(READ)
    scope = actor.scope_of(READ)
    if scope.nation:
        return frozenset({region}) if region else None
    if not scope.regions:
        raise NotAllowed(permission=READ)
    if region and region not in scope.regions:
        raise NotYourRegion(regions=", ".join(sorted(scope.regions)))
    return frozenset({region}) if region else scope.regions


def some_counts(
    actor: Actor,
    period: Period,
    figures: Collection[Figure],
    by: Dimension | None = None,
    *,
    region: str = "",
) -> Split:
    """Count some figures of a period alone.

    Returns:
        The counts of each key of the dimension; without one all stand under "". A figure whose
        kind of record does not occur in the period at all is left out.

    Raises:
        NotAllowed: if the person may read no statistics, or not those of the region.
    """
    regions = regions_of(actor, region)
    found: defaultdict[str, Counts] = defaultdict(dict)
    for group in GROUPS:
        if wanted := [f for f in figures if any(f in one.counters for one in group)]:
            for key, counts in _count(group, period, regions, by, wanted):
                found[key] |= counts
    return dict(found)


def _counts(period: Period, regions: Regions) -> Counts:
    counts = dict(NO_COUNTS)
    for group in GROUPS:
        for _key, figures in _count(group, period, regions, None):
            counts |= figures
    return counts


def split(period: Period, regions: Regions, by: Dimension) -> Split:
    """Count the figures of each key of a dimension, keys in order."""
    found: defaultdict[str, Counts] = defaultdict(lambda: dict(NO_COUNTS))
    for group in GROUPS:
        for key, figures in _count(group, period, regions, by):
            if key:
                found[key] |= figures
    return {key: found[key] for key in sorted(found)}


def _count(
    group: Sequence[Family],
    period: Period,
    regions: Regions,
    by: Dimension | None,
    some: Sequence[Figure] = (),
) -> list[tuple[str, Counts]]:
    """Count the figures of families that are counted together, by key; ``some`` or all of them."""
    figures = some or list(dict.fromkeys(figure for one in group for figure in one.counters))
    selects = [
        _select(one, figures, by, is_limited=regions is not None)
        for one in group
        if (by is None or by == Dimension.MONTH or by in one.keys)
        and any(figure in one.counters for figure in figures)
    ]
    if not selects:
        return []
    counts = ", ".join(f"count(DISTINCT {figure.value})" for figure in figures)
    rows = " UNION ALL ".join(selects)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, {counts} FROM ({rows}) told GROUP BY key",  # noqa: S608 (our own words)
            params_of(period, regions),
        )
        found = cursor.fetchall()
    names = [figure.value for figure in figures]
    return [(key, dict(zip(names, values, strict=True))) for key, *values in found]


def _select(
    family: Family, figures: Sequence[Figure], by: Dimension | None, *, is_limited: bool
) -> str:
    """Return the rows of a family: a key, and for each figure the thing it counts or nothing."""
    key = "''" if by is None else "mo.month" if by == Dimension.MONTH else family.keys[by]
    things = ", ".join(
        f"CASE WHEN {counter.condition} THEN {counter.thing} END AS {figure.value}"
        if (counter := family.counters.get(figure))
        else f"NULL AS {figure.value}"
        for figure in figures
    )
    where = where_of(family, is_limited=is_limited)
    return f"SELECT {key} AS key, {things} FROM {tables_of(family, by)} WHERE {where}"  # noqa: S608 (our own names)


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
