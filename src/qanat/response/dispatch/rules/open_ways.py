"""Whether the best way of a request without a mission has gone, or comes clearly later than it did.

Quiet by design, as for missions: what is told was seen at two looks running, and once told it holds
until half of it is gone. How long care takes to begin is compared, from look to look.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from qanat.response.dispatch.rules.ways import SURE

LATER: Final = "later"
NONE_LEFT: Final = "none"
LEAST_S: Final = 60
"""Care that begins later by less comes no later, even where a window closes meanwhile."""


@dataclass(frozen=True, slots=True)
class OpenLook:
    """What was seen of a request at a moment.

    Attributes:
        about: what the request asks for; with anything else all begins anew.
        care_s: how long until care begins by the best way as decided; ``None`` if there is none.
        units: its vehicles, by id.
        names: the same as people call them.
        why: code of the reason for which the best way known before can't go; "" if it can.
        windows: when the patient's windows close.
    """

    at: datetime
    about: str
    care_s: int | None = None
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    why: str = ""
    windows: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenSeen:
    """What is kept of a request from look to look.

    Attributes:
        best_s: how long it took at best at two looks running; at first what the first look saw.
        last_s: how long at the last look.
        units: the vehicles of the best.
        kind: what has changed; "" if nothing that matters.
        since: when that was first seen.
        looks: looks running at which something was seen.
        told: what is said of it.
    """

    about: str = ""
    best_s: int | None = None
    last_s: int | None = None
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kind: str = ""
    since: datetime | None = None
    looks: int = 0
    told: dict[str, Any] = field(default_factory=dict)


def looked_open(before: OpenSeen | None, look: OpenLook, least: timedelta) -> OpenSeen:
    """Return what is kept after another look.

    Args:
        before: what was kept; ``None`` at the first look, of which nothing is told.
        look: what is seen now.
        least: how much later care must begin to be worth telling where no window is lost by it.
    """
    if before is None or before.about != look.about:
        before = OpenSeen(about=look.about)
    kept = replace(_with_best(before, look), last_s=look.care_s)
    least_s = least.total_seconds()
    kind, told = _worse(kept, look, least_s / 2 if before.kind else least_s)
    if not kind:
        return replace(kept, kind="", since=None, looks=0, told={})
    looks = min(kept.looks + 1, SURE)
    if kind != kept.kind:
        return replace(kept, kind=kind, since=look.at, looks=looks, told=told)
    is_same = _is_same(kept.told, told, least_s / 2)
    return replace(kept, looks=looks, told=kept.told if is_same else told)


def _with_best(before: OpenSeen, look: OpenLook) -> OpenSeen:
    """Return what is kept with a better best: what one look alone has seen does not count."""
    if look.care_s is None:
        return before
    steady_s = max(look.care_s, look.care_s if before.last_s is None else before.last_s)
    is_first = before.best_s is None
    if is_first or (before.last_s is not None and steady_s < (before.best_s or 0)):
        return replace(before, best_s=steady_s, units=look.units, names=look.names)
    return before


def _worse(kept: OpenSeen, look: OpenLook, least_s: float) -> tuple[str, dict[str, Any]]:
    if kept.best_s is None:
        return "", {}
    told = {"why": look.why, "best": list(kept.names)}
    if look.care_s is None:
        return NONE_LEFT, told
    lost = _lost_window(kept, look, look.care_s)
    later_s = look.care_s - kept.best_s
    if later_s < (LEAST_S if lost else least_s):
        return "", {}
    minutes = round(later_s / 60)
    misses = {"misses": "window", "closes_at": lost} if lost else {}
    return LATER, {**told, "minutes": minutes, "instead": list(look.names), **misses}


def _lost_window(kept: OpenSeen, look: OpenLook, care_s: int) -> str:
    """Return when the window closes which the best way would have kept, and this one misses."""
    begins = look.at + timedelta(seconds=care_s)
    best = look.at + timedelta(seconds=kept.best_s or 0)
    told = kept.told.get("closes_at", "")
    lost = (w.isoformat() for w in look.windows if w < begins)
    known = {w.isoformat() for w in look.windows if best <= w < begins}
    return next((at for at in sorted(lost) if at in known or at == told), "")


def _is_same(before: dict[str, Any], now: dict[str, Any], least_s: float) -> bool:
    """Tell whether what was told of the same kind is still so, if not to the minute."""
    apart_s = 60 * abs(before.get("minutes", 0) - now.get("minutes", 0))
    return apart_s < least_s and before | {"minutes": 0} == now | {"minutes": 0}
