"""Shares of a score card."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; of nothing there is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in percent, None of nothing."""
        return 100 * self.part / self.whole if self.whole else None

    def growth(self, before: "Share") -> float | None:
        """Return by how many points of a percent it is more than before, None if unknown."""
        if self.percent is None or before.percent is None:
            return None
        return self.percent - before.percent

    def is_small(self, least: float) -> bool:
        """Tell whether it is counted of too few to say much."""
        return 0 < self.whole < least
