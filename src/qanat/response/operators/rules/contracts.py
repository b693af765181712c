"""How long the hours of a contract last."""

from dataclasses import dataclass
from datetime import date, timedelta

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Outlook:
    """Hours of a contract, in seconds.

    Attributes:
        forecast_s: what will be flown to its end at the pace so far; None before it began.
        runs_out_on: the day on which the hours are used up at that pace, None if they last.
    """

    bought_s: int
    flown_s: int
    forecast_s: int | None
    runs_out_on: date | None

    @property
    def left_s(self) -> int:
        """What may still be flown; negative when more was flown than bought."""
        return self.bought_s - self.flown_s

    @property
    def left_percent(self) -> float:
        """The share of the bought hours which is left."""
        return 100 * self.left_s / self.bought_s if self.bought_s else 0.0


def outlook(bought_s: int, flown_s: int, first: date, last: date, today: date) -> Outlook:
    """Return how the hours of a contract will do at the pace so far.

    Args:
        bought_s: seconds bought.
        flown_s: seconds flown.
        first: first day of the contract.
        last: its last day.
        today: the day on which one asks.
    """
    days, passed = (last - first).days + 1, (min(today, last) - first).days + 1
    if passed <= 0:
        return Outlook(bought_s, flown_s, None, None)
    forecast = round(flown_s * days / passed)
    if flown_s >= bought_s:
        return Outlook(bought_s, flown_s, forecast, min(today, last))
    if forecast <= bought_s:
        return Outlook(bought_s, flown_s, forecast, None)
    lasting = int(bought_s * passed / flown_s)
    return Outlook(bought_s, flown_s, forecast, min(first + timedelta(days=lasting), last))
