"""Whether weather lets aircraft fly: by sight, by instruments only, or not at all, and why.

A place with an approach by instruments may be used below the minima of sight by crews who fly by
instruments; a pad or a field may not. What is not known is never taken for good, nor for bad.

Source:
    docs/sources.md#weather
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from qanat.response.weather.rules.groups import NO_CEILING_M, Conditions


class Lack(StrEnum):
    """What keeps aircraft from flying."""

    VISIBILITY = "visibility"
    CEILING = "ceiling"
    WIND = "wind"
    PHENOMENON = "phenomenon"


class Verdict(StrEnum):
    """Who may fly."""

    SIGHT = "sight"
    INSTRUMENTS = "instruments"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least visibility and ceiling of one way of flying."""

    visibility_m: float
    ceiling_m: float


@dataclass(frozen=True, slots=True)
class Minima:
    """What flying needs of the weather.

    Attributes:
        day: by sight, by day.
        night: by sight, by night.
        instruments: at places with an approach.
        wind_mps: greatest wind or gust.
        forbidden: descriptors and phenomena in which nobody flies, such as ``FZ``.
    """

    day: Minimum
    night: Minimum
    instruments: Minimum
    wind_mps: float
    forbidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """Who may fly, and what is below which minimum.

    Attributes:
        has: metres, or metres a second.
        needed: the minimum, or the greatest wind.
        phenomenon: which one.
    """

    verdict: Verdict
    lack: Lack | None = None
    has: float = 0.0
    needed: float = 0.0
    phenomenon: str = ""


def judge(seen: Conditions, minima: Minima, *, is_night: bool, has_approach: bool) -> Judged:
    """Return who may land and take off in some weather."""
    if (never := _never(seen, minima)) is not None:
        return never
    below = _below(seen, minima.night if is_night else minima.day)
    if has_approach and (lower := _below(seen, minima.instruments)) is not None:
        return Judged(Verdict.NOBODY, *lower)
    if below is not None:
        return Judged(Verdict.INSTRUMENTS if has_approach else Verdict.NOBODY, *below)
    is_known = seen.visibility_m is not None and seen.ceiling_m is not None
    return Judged(Verdict.SIGHT if is_known else Verdict.UNKNOWN)


def _never(seen: Conditions, minima: Minima) -> Judged | None:
    """Return why nobody at all flies in some weather, if so."""
    if (found := _forbidden(seen.phenomena, minima.forbidden)) is not None:
        return Judged(Verdict.NOBODY, Lack.PHENOMENON, phenomenon=found)
    wind_mps = max(seen.wind_mps or 0.0, seen.gust_mps or 0.0)
    if wind_mps > minima.wind_mps:
        return Judged(Verdict.NOBODY, Lack.WIND, wind_mps, minima.wind_mps)
    return None


def _below(seen: Conditions, least: Minimum) -> tuple[Lack, float, float] | None:
    if seen.visibility_m is not None and seen.visibility_m < least.visibility_m:
        return Lack.VISIBILITY, seen.visibility_m, least.visibility_m
    if seen.ceiling_m is not None and seen.ceiling_m < min(least.ceiling_m, NO_CEILING_M):
        return Lack.CEILING, seen.ceiling_m, least.ceiling_m
    return None


def _forbidden(phenomena: Collection[str], forbidden: Collection[str]) -> str | None:
    """Return the first phenomenon in which nobody flies; of what is near, thunder alone counts."""
    for one in phenomena:
        is_near = one.startswith("VC")
        letters = one.removeprefix("VC").lstrip("+-")
        parts = {letters[n : n + 2] for n in range(0, len(letters), 2)}
        if (parts & {"TS"} if is_near else parts) & {*forbidden}:
            return one
    return None
