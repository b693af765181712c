"""Who flies, over which borders, for how long and at what cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest
from typing import Final

RETURN: Final = "return"
LEVEL_RULE: Final = "level-2025"
"""As the national report tells levels apart; see docs/sources.md#levels."""
BASE_LEVELS: Final = {"KZ-71": "astana", "KZ-75": "almaty"}


@dataclass(frozen=True, slots=True)
class Hop:
    """A leg as far as borders go: ISO codes of countries and regions, "" where unknown."""

    from_country: str
    to_country: str
    from_region: str
    to_region: str


def route_of(hops: Iterable[Hop]) -> str:
    """Tell over which borders a mission goes: within | interregional | international."""
    hops = list(hops)
    countries = {h.from_country for h in hops} | {h.to_country for h in hops}
    if len(countries) > 1:
        return "international"
    regions = ({h.from_region for h in hops} | {h.to_region for h in hops}) - {""}
    return "interregional" if len(regions) > 1 else "within"


def level_of(base_region: str, hops: Iterable[Hop]) -> str:
    """Tell who flies: international | astana | almaty | regional, by rule ``LEVEL_RULE``."""
    if route_of(hops) == "international":
        return "international"
    return BASE_LEVELS.get(base_region, "regional")


def hops_in_air(
    take_offs: Sequence[datetime], landings: Sequence[datetime]
) -> list[tuple[datetime, datetime | None]]:
    """Return each take-off with the landing that follows it, None while there is none."""
    offs, ons = sorted(take_offs), sorted(landings)
    return [
        (off, next((t for t in ons if t >= off and (following is None or t <= following)), None))
        for off, following in zip_longest(offs, offs[1:])
    ]


def flown_s(take_offs: Sequence[datetime], landings: Sequence[datetime]) -> int | None:
    """Return the seconds in the air: each take-off to the landing that follows it.

    None while the last take-off has no landing, or when there is no take-off.
    """
    hops = hops_in_air(take_offs, landings)
    total = 0.0
    for off, on in hops:
        if on is None:
            return None
        total += (on - off).total_seconds()
    return round(total) if hops else None


def duty_until(
    legs: Iterable[tuple[str, datetime, datetime]], end: datetime, rest: timedelta
) -> datetime:
    """Return until when a crew is on duty, which rests before it flies home on another.

    Args:
        legs: kind, departure and arrival of each, in their order.
        end: when the mission is over.
        rest: so long at least is a rest.
    """
    for (_kind, _left, arrives), (kind, leaves, _there) in pairwise(legs):
        if kind == RETURN and leaves - arrives >= rest:
            return arrives
    return end
