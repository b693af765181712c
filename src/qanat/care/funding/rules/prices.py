"""Whether a price is far from what the same was bought for before."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles
from typing import Final

OF_MEDIAN: Final = 0.6745
"""Third quartile of the normal distribution: makes the median deviation a standard one."""
OF_MEAN: Final = 1.253314
"""Root of half pi: the same for the mean deviation, used where most prices are equal."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How prices of one group lie: half of them between the quartiles."""

    count: int
    low_tiyn: int
    median_tiyn: int
    high_tiyn: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A price beside the earlier ones of its group.

    Attributes:
        earlier: how the earlier prices lie.
        ratio: how many times the median the price is.
        score: modified z-score; None where no spread can be told.
        far: the bound of the score; ``is_far``: beyond it, one way or the other.
    """

    earlier: Spread
    ratio: float
    score: float | None
    far: float
    is_far: bool

    @property
    def is_dear(self) -> bool:
        """Tell whether it is far above."""
        return self.is_far and self.ratio > 1


def compared(
    price_tiyn: int, earlier_tiyn: Sequence[int], *, least: int, far: float
) -> Comparison | None:
    """Compare a price with earlier ones; None where there are too few.

    Source:
        Iglewicz, Hoaglin: How to Detect and Handle Outliers (1993).
    """
    if len(earlier_tiyn) < max(1, least):
        return None
    middle = median(earlier_tiyn)
    away = [abs(one - middle) for one in earlier_tiyn]
    spread = median(away) / OF_MEDIAN or fmean(away) * OF_MEAN
    score = (price_tiyn - middle) / spread if spread else None
    is_far = abs(score) > far if score is not None else price_tiyn != middle
    return Comparison(spread_of(earlier_tiyn), price_tiyn / middle, score, far, is_far)


def spread_of(prices_tiyn: Sequence[int]) -> Spread:
    """Tell how prices lie; at least one is given."""
    if len(prices_tiyn) == 1:
        return Spread(1, prices_tiyn[0], prices_tiyn[0], prices_tiyn[0])
    low, middle, high = quantiles(prices_tiyn, n=4, method="inclusive")
    return Spread(len(prices_tiyn), round(low), round(middle), round(high))
