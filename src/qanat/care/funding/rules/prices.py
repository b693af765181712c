"""Whether a price is far from what the same was bought for before."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

OF_MEDIAN: Final = 0.6745
"""Third quartile of the normal distribution: makes the median deviation a standard one."""
OF_MEAN: Final = 1.253314
"""Root of half pi: the same for the mean deviation, used where most prices are equal."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A price beside the earlier ones of its group.

    Attributes:
        count: how many earlier prices there are.
        median_tiyn: their median.
        ratio: how many times the median the price is.
        score: modified z-score; None where no spread can be told.
        is_far: beyond the bound, one way or the other.
    """

    count: int
    median_tiyn: int
    ratio: float
    score: float | None
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
    return Comparison(len(earlier_tiyn), round(middle), price_tiyn / middle, score, is_far)
