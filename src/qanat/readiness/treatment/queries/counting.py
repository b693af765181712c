"""Count what happened in a period of treatment abroad: figures, splits, and how long steps took."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.treatment.permissions import READ
from qanat.readiness.treatment.queries.facts import FACTS, Regions, column, params_of
from qanat.readiness.treatment.rules.figures import (
    HOME,
    NO_COUNTS,
    UNKNOWN,
    Counts,
    Dimension,
    Figure,
)

Split = dict[str, Counts]
PAIR: Final = "country_grown"
"""Countries by whether the patient is a child."""
_SETS: Final = {one.value: (f"by_{one.value}",) for one in Dimension} | {
    "grown": ("by_grown",),
    PAIR: ("by_country", "by_grown"),
}
_COLUMNS: Final = tuple(dict.fromkeys(name for names in _SETS.values() for name in names))


class NotYourRegion(NotAllowed):
    """The figures of a region are for those of that region."""

    code = "not_your_region"
    text = _("You see the figures of %(regions)s only.")


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period.

    Attributes:
        region: code of the region that was asked for; "" for all which the person may see.
        by: figures of each key, by the name of the dimension.
        pairs: figures of countries by ``child`` and ``adult``.
    """

    period: Period
    region: str
    counts: Counts
    by: Mapping[str, Split]
    grown: Split
    pairs: Mapping[tuple[str, str], Counts]


def report(actor: Actor, period: Period, region: str = "") -> Report:
    """Count everything of a period, in one pass over its cases.

    Raises:
        NotAllowed: if the person may not read these figures, or not those of the region.
    """
    return counted(period, regions_of(actor, region), region)


def counted(period: Period, regions: Regions, region: str = "") -> Report:
    """Count a period for whoever asks."""
    counts: Counts = NO_COUNTS
    by: dict[str, Split] = {one.value: {} for one in Dimension}
    grown: Split = {}
    pairs: dict[tuple[str, str], Counts] = {}
    for name, keys, figures in _rows(period, regions):
        if not name:
            counts = figures
        elif name == PAIR:
            pairs[keys[0], keys[1]] = figures
        elif name == "grown":
            grown[keys[0]] = figures
        elif keys[0]:
            by[name][keys[0]] = figures
    ordered = {name: dict(sorted(split.items())) for name, split in by.items()}
    return Report(period, region, counts, ordered, grown, pairs)


def regions_of(actor: Actor, region: str = "") -> Regions:
    """Return the regions which somebody's figures cover; ``None`` is the whole nation.

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


def known_keys(split: Split, figure: Figure) -> dict[str, int]:
    """Return the counts of a figure by those keys which name something abroad, or an illness."""
    return {
        key: counts[figure.value]
        for key, counts in split.items()
        if counts[figure.value] and key not in {"", UNKNOWN, HOME}
    }


def _rows(period: Period, regions: Regions) -> list[tuple[str, tuple[str, ...], dict[str, int]]]:
    """Return each set of keys with its figures; the whole has the name ""."""
    sets = ", ".join(f"({', '.join(names)})" for names in (*_SETS.values(), ()))
    marks = ", ".join(f"GROUPING({name})" for name in _COLUMNS)
    figures = ", ".join(column(figure) for figure in Figure)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT {marks}, {', '.join(_COLUMNS)}, {figures} FROM facts"  # noqa: S608 (ours)
            f" GROUP BY GROUPING SETS ({sets})",
            params_of(period, regions),
        )
        return [_told(row) for row in cursor.fetchall()]


def _told(row: tuple[object, ...]) -> tuple[str, tuple[str, ...], dict[str, int]]:
    width = len(_COLUMNS)
    marks, keys, values = row[:width], row[width : 2 * width], row[2 * width :]
    grouped = {
        name: str(key) for name, key, mark in zip(_COLUMNS, keys, marks, strict=True) if not mark
    }
    found = next((name for name, names in _SETS.items() if set(names) == set(grouped)), "")
    counts = {f.value: int(str(v)) for f, v in zip(Figure, values, strict=True)}
    return found, tuple(grouped[name] for name in _SETS.get(found, ())), counts
