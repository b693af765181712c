"""How long a plan stands still before care begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.planning.plans import Binding, Plan

LEAST: Final = timedelta(hours=1)
"""Loading, refuelling and handing over take less: they are no waiting."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which no vehicle of a plan moves.

    Attributes:
        until: when the first moves again.
        unit: which one that is.
        binds: what it waited for last.
    """

    since: datetime
    until: datetime
    unit: str
    binds: Binding

    @property
    def lasts_s(self) -> float:
        """How long it is."""
        return (self.until - self.since).total_seconds()


def longest_wait(plan: Plan, at: datetime) -> Wait | None:
    """Return the longest standstill of a plan from a moment until care; ``None`` if it is short."""
    end = plan.definitive_at or plan.contact_at
    legs = sorted((leg for leg in plan.legs if leg.depart_at < end), key=lambda x: x.depart_at)
    waits, still_since = list[Wait](), at
    for leg in legs:
        waits.append(Wait(still_since, leg.depart_at, leg.unit, leg.binds))
        still_since = max(still_since, leg.arrive_at)
    found = max(waits, key=lambda one: one.until - one.since, default=None)
    return found if found is not None and found.until - found.since >= LEAST else None
