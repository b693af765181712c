"""Which of some organisations stand out: outside of the fences around the middle half.

Source:
    Tukey, Exploratory Data Analysis (1977): 1.5 times the distance of the quartiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

REACH: Final = 1.5
FEWEST: Final = 4
"""Of fewer organisations none stands out."""


@dataclass(frozen=True, slots=True)
class Fences:
    """Values beyond which an organisation stands out."""

    low: float
    high: float

    def is_outside(self, value: float) -> bool:
        """Tell whether a value lies beyond them."""
        return not self.low <= value <= self.high


def fences_of(values: Sequence[float]) -> Fences | None:
    """Return the fences of some values; None where they are too few to say."""
    if len(values) < FEWEST:
        return None
    ordered = sorted(values)
    first, third = _quantile(ordered, 0.25), _quantile(ordered, 0.75)
    reach = REACH * (third - first)
    return Fences(first - reach, third + reach)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile between the values beside it, as PostgreSQL's percentile_cont does."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
