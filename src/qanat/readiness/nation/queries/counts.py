"""What the national report is made of: counted once, each family of records only where needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode

from qanat.foundation.actors import Actor
from qanat.foundation.periods import Growth, Period, growth, percent_of
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.nation.queries.wording import Part
from qanat.readiness.statistics.permissions import READ
from qanat.readiness.statistics.queries.counting import Split, counts_by, some_counts
from qanat.readiness.statistics.queries.families import UNKNOWN
from qanat.readiness.statistics.queries.keys import Counts, Dimension, Figure
from qanat.web import wording

HOME: Final = "KZ"
_BY: Final[Mapping[Dimension, tuple[Figure, ...]]] = {
    Dimension.REGION: (Figure.REQUESTS, Figure.FLIGHTS, Figure.ROAD_TRIPS),
    Dimension.NOSOLOGY: (Figure.REQUESTS,),
    Dimension.MONTH: (Figure.FLIGHTS, Figure.REMOTE_CONSULTATIONS),
    Dimension.COUNTRY: (Figure.EVACUATIONS,),
    Dimension.ORGAN: (Figure.ORGAN_MISSIONS,),
}


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of a period and of the one compared with, and how they are split."""

    period: Period
    base: Period | None
    now: Counts
    before: Counts
    by: Mapping[Dimension, Split]

    def count(self, figure: Figure) -> int:
        """Return a figure."""
        return self.now[figure.value]

    def shown(self, figure: Figure) -> Part:
        """Write a figure; it leads to its records."""
        count = self.count(figure)
        return Part(wording.number(count), self.url(figure) if count else "")

    def url(self, figure: Figure, by: Dimension | None = None, key: str = "") -> str:
        """Return the address of the records behind a figure."""
        words = {"first": self.period.first.isoformat(), "last": self.period.last.isoformat()}
        words |= {"figure": figure.value}
        if by is not None:
            words |= {"by": by.value, "key": key}
        return f"{reverse('statistics:records')}?{urlencode(words)}"

    def share(self, part: Figure, whole: Figure) -> str:
        """Write the share of a figure in another."""
        return wording.percent(percent_of(self.count(part), self.count(whole)))

    def grown(self, figure: Figure) -> Growth | None:
        """Return how a figure grew; None without a period to compare with."""
        if self.base is None:
            return None
        return growth(self.count(figure), self.before[figure.value])

    def keys(self, by: Dimension, figure: Figure) -> list[tuple[str, int]]:
        """Return the known keys of a dimension with their counts, the largest first."""
        found = [
            (key, counts[figure.value])
            for key, counts in self.by[by].items()
            if counts.get(figure.value) and key not in {UNKNOWN, HOME, ""}
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all happened in the period."""
        return not any(self.now.values())


def told_of(actor: Actor, period: Period, base: Period | None) -> Told:
    """Count what the national report needs.

    Raises:
        NotAllowed: if the person does not see the statistics of the nation.
    """
    actor.need(READ)
    if not actor.scope_of(READ).nation:
        raise NotAllowed(permission=READ)
    every = tuple(Figure)
    nothing = {figure.value: 0 for figure in Figure}
    asked: dict[Dimension | None, tuple[Figure, ...]] = {one: _BY[one] for one in _BY}
    told = counts_by(actor, period, asked | {None: every})
    now = nothing | told[None].get("", {})
    before = nothing | (some_counts(actor, base, every).get("", {}) if base else {})
    return Told(period, base, now, before, {one: told[one] for one in _BY})
