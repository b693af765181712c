"""How sure a share is, and which shares are too small to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

NORMAL_95: Final = 1.959963984540054
"""The 97.5th percentile of the normal distribution."""
FEWEST_HIDDEN: Final = 2
"""A single hidden part is the whole less the others."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share between 0 and 1 with its confidence interval of 95 %."""

    share: float
    low: float
    high: float


def wilson(part: int, whole: int) -> Interval | None:
    """Return a share with Wilson's score interval, ``None`` of nothing.

    Source:
        E. B. Wilson, Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22 (1927), 209-212.

    Raises:
        ValueError: if the part is not within the whole.
    """
    if not 0 <= part <= whole:
        raise ValueError("a part lies within its whole")
    if not whole:
        return None
    share, square = part / whole, NORMAL_95**2
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    reach *= NORMAL_95 / (1 + square / whole)
    low = 0.0 if part == 0 else middle - reach
    high = 1.0 if part == whole else middle + reach
    return Interval(share, low, high)


def too_small(sizes: Sequence[int], least: int) -> frozenset[int]:
    """Return the places of the parts which must not be told beside the sum of all.

    Those with somebody in them, yet fewer than ``least``; and so many of the next smallest
    that what is hidden can't be had from the sum: at least two parts, ``least`` together.
    """
    order = sorted((size, place) for place, size in enumerate(sizes) if size)
    hidden = [place for size, place in order if size < least]
    if not hidden:
        return frozenset()
    for _size, place in order[len(hidden) :]:
        together = sum(sizes[at] for at in hidden)
        if len(hidden) >= FEWEST_HIDDEN and together >= least:
            break
        hidden.append(place)
    return frozenset(hidden)
