"""Counts of parts of a period, added up to those of the whole.

Most things belong to one moment, so that parts add up. A person may be helped in several months:
such figures are kept as the things themselves, each counted once in the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from qanat.readiness.statistics.rules.counting.figures import Counts, Figure

Tally = Mapping[str, int | list[str]]
"""Of each figure its count, or the things it counts. A figure whose kind of record does not occur
is absent."""
Tallies = Mapping[str, Tally]
"""Tallies of the keys of a dimension; without one all stand under ""."""

IN_MANY_MONTHS: Final = frozenset({Figure.PATIENTS, Figure.PATIENTS_TRANSPORTED})
"""What may be counted in several parts of a period, and once in the whole."""


def less(tallies: Tallies, times: int) -> Tallies:
    """Return what takes counts off so many times."""
    return {
        key: {figure: -times * count for figure, count in tally.items() if isinstance(count, int)}
        for key, tally in tallies.items()
    }


def added_up(parts: Iterable[Tallies], figures: Iterable[str]) -> dict[str, Counts]:
    """Add parts of a period up, key by key; of the figures that are asked for."""
    wanted = [str(figure) for figure in figures]
    sums: defaultdict[str, Counts] = defaultdict(dict)
    things: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for part in parts:
        for key, tally in part.items():
            for figure in wanted:
                value = tally.get(figure)
                if isinstance(value, int):
                    sums[key][figure] = sums[key].get(figure, 0) + value
                elif value is not None:
                    things[key, figure].update(value)
    for (key, figure), found in things.items():
        sums[key][figure] = len(found)
    return dict(sums)
