"""Count what happened in a period: figures, what they are split by, and growth."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.days import is_sensible
from qanat.foundation.periods import Growth, Period, growth
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.statistics.permissions import READ
from qanat.readiness.statistics.queries.families import GROUPS
from qanat.readiness.statistics.queries.kept import Kept, kept_parts
from qanat.readiness.statistics.queries.rows import Regions, figures_of_group, splits
from qanat.readiness.statistics.queries.tallies import counted, tallied
from qanat.readiness.statistics.rules.counting.figures import NO_COUNTS, Counts, Dimension, Figure
from qanat.readiness.statistics.rules.counting.tallies import Tallies, added_up
from qanat.readiness.statistics.rules.journal.places import REGIONS
from qanat.registry.places.queries import region_names

Split = dict[str, Counts]


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
    counts, by = _whole(question.period, regions, question.by)
    base, base_by = _whole(question.base, regions, question.by) if question.base else (None, {})
    return Report(
        question=question,
        regions=regions,
        counts=counts,
        base_counts=base,
        growth={key: growth(counts[key], base[key]) for key in counts} if base else {},
        by=by,
        base_by=base_by,
    )


def _whole(
    period: Period, regions: Regions, by: Sequence[Dimension]
) -> tuple[Counts, dict[str, Split]]:
    """Count every figure of a period, with its splits; keys in order."""
    every = tuple(Figure)
    found = _counted(period, regions, dict.fromkeys((None, *by), every))
    splits = {
        one.value: {key: NO_COUNTS | found[one][key] for key in sorted(filter(None, found[one]))}
        for one in by
    }
    return NO_COUNTS | found[None].get("", {}), splits


def figures_of(by: Dimension) -> tuple[Figure, ...]:
    """Return the figures which a dimension splits, in their order."""
    found = {
        figure
        for group in GROUPS
        for one in group
        if splits((one,), by)
        for figure in figures_of_group((one,))
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
    return counts_by(actor, period, {by: figures}, region=region)[by]


def counts_by(
    actor: Actor,
    period: Period,
    figures: Mapping[Dimension | None, Collection[Figure]],
    *,
    region: str = "",
) -> dict[Dimension | None, Split]:
    """Count some figures of a period by some dimensions, as ``some_counts`` by each of them.

    Raises:
        NotAllowed: if the person may read no statistics, or not those of the region.
    """
    return _counted(period, regions_of(actor, region), figures)


def _counted(
    period: Period, regions: Regions, figures: Mapping[Dimension | None, Collection[Figure]]
) -> dict[Dimension | None, Split]:
    """Count figures by key: months which are kept as they are, the rest from the records."""
    kept = kept_parts(period, regions, {_kept_by(by) for by in figures})
    found: dict[Dimension | None, Split] = {}
    for by, wanted in figures.items():
        some = tuple(wanted)
        if kept.months:
            rest = (tallied(days, regions, some, by) for days in kept.rest)
            found[by] = added_up((*_parts(kept, by), *rest), some)
        else:
            found[by] = counted(period, regions, some, by)
    return found


def _kept_by(by: Dimension | None) -> str:
    """Return under which word counts are kept; by month they are those by nothing."""
    return "" if by is None or by == Dimension.MONTH else by.value


def _parts(kept: Kept, by: Dimension | None) -> list[Tallies]:
    if by != Dimension.MONTH:
        return kept.parts(_kept_by(by))
    return [
        {f"{month:%Y-%m}": one[""]}
        for month, tallies in kept.months.items()
        for one in tallies.get("", ())
        if one.get("")
    ]
