"""Whether the ways of a mission have changed so much since it was committed that it is told.

Quiet by design: only what is seen at two looks running is told, only what is worse than it was when
the mission was first looked at, and once told it holds until half of it is gone.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

BETTER: Final = "better"
IMPOSSIBLE: Final = "impossible"
GONE: Final = "gone"
SURE: Final = 2
"""Looks running at which something is seen before it is told."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another way than a mission's own: its vehicles by id and by name, and when care begins."""

    units: tuple[str, ...]
    names: tuple[str, ...]
    care_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a mission at a moment.

    Attributes:
        care_at: when care begins by its own way.
        why_not: code of the reason for which its own vehicle can't go any more; "" if it can.
        is_late: whether its own way is later than it was promised.
        others: ways without its own vehicle, the soonest first.
        is_for_both: whether they carry both patients of a shared flight.
    """

    at: datetime
    care_at: datetime
    why_not: str = ""
    is_late: bool = False
    others: tuple[Other, ...] = ()
    is_for_both: bool = False

    @property
    def lead(self) -> timedelta | None:
        """How much sooner the soonest other way is; ``None`` if there is none."""
        return self.care_at - self.others[0].care_at if self.others else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of a mission from look to look.

    Attributes:
        first_lead: how much sooner the soonest other way was when it was first looked at.
        first_why: why its own vehicle could not go even then, as far as the planner knows.
        had_other: whether there ever was another way.
        kind: what has changed; "" if nothing that matters.
        since: when that was first seen.
        looks: looks running at which it was seen.
        told: what is said of it.
    """

    first_lead: timedelta | None = None
    first_why: str = ""
    had_other: bool = False
    kind: str = ""
    since: datetime | None = None
    looks: int = 0
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def is_told(self) -> bool:
        """Tell whether somebody is to be told."""
        return bool(self.kind) and self.looks >= SURE


def looked(before: Seen | None, look: Look, least: timedelta) -> Seen:
    """Return what is kept after another look.

    Args:
        before: what was kept; ``None`` at the first look, of which nothing is told.
        look: what is seen now.
        least: how much sooner care must begin by another way to be worth telling.
    """
    kept = before or Seen(first_lead=look.lead, first_why=look.why_not)
    has_other = bool(look.others)
    kept = replace(kept, had_other=kept.had_other or has_other)
    kind, told = _changed(kept, look, least)
    if not kind:
        return replace(kept, kind="", since=None, looks=0, told={})
    if kind != kept.kind:
        return replace(kept, kind=kind, since=look.at, looks=1, told=told)
    is_same = _still(kept.told, look, least / 2)
    return replace(kept, looks=min(kept.looks + 1, SURE), told=kept.told if is_same else told)


def _changed(kept: Seen, look: Look, least: timedelta) -> tuple[str, dict[str, Any]]:
    best = look.others[0] if look.others else None
    both: dict[str, Any] = {"both": True} if look.is_for_both else {}
    instead = {"instead": list(best.names), "units": list(best.units), **both} if best else both
    if look.why_not and look.why_not != kept.first_why:
        return IMPOSSIBLE, {"why": look.why_not, **instead}
    if best is None:
        return (GONE, both) if kept.had_other else ("", {})
    gained = look.care_at - best.care_at - max(kept.first_lead or timedelta(0), timedelta(0))
    wanted = least / 2 if kept.kind == BETTER else least
    if gained < wanted:
        return "", {}
    why = "late" if look.is_late else "sooner"
    minutes = round((look.care_at - best.care_at) / timedelta(minutes=1))
    return BETTER, {"why": why, "minutes": minutes, **instead}


def _still(told: dict[str, Any], look: Look, least: timedelta) -> bool:
    """Tell whether what was told of the same kind is still so, if not to the minute."""
    is_impossible = "minutes" not in told and "why" in told
    if is_impossible and told["why"] != look.why_not:
        return False
    units = tuple(told.get("units", ()))
    if not units:
        return not (is_impossible and look.others)
    ways = (one for one in look.others if one.units == units)
    return any(is_impossible or look.care_at - one.care_at >= least for one in ways)
