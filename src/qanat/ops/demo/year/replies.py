"""Who said no before somebody said yes: airlines which refused, physicians who declined first.

Drawn from chances of their own, after everything else: no count of a year depends on them.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from qanat.ops.demo.year.values import Flight, Refusal, Year
from qanat.ops.demo.year.world import Craft, World

REFUSED: Final = 0.06
"""Share of flights which another airline had refused; of those some a second one, too."""
DECLINED_FIRST: Final = 0.02
"""Share of flown requests which a physician had declined at first."""
REFUSAL_REASONS: Final = {"weather": 40, "no_crew": 25, "technical": 20, "duty_limit": 15}
DECLINE_REASONS: Final = {"weather": 50, "no_bed": 25, "no_aircraft": 25}
ASKED_AFTER: Final = timedelta(minutes=1)
ANSWER_MIN: Final = (2, 14)
"""Minutes until an airline answers, at least and at most."""


def add_replies(year: Year, world: World, chance: random.Random) -> None:
    """Add refusals of airlines to flights, and first decisions to requests."""
    for at, flight in enumerate(year.flights):
        if chance.random() < REFUSED:
            year.refusals += _refusals(year, at, flight, world, chance)
    flown = sorted({at for flight in year.flights for at in flight.requests})
    for at in flown:
        row = year.requests[at]
        if row.minutes_to_decide > ANSWER_MIN[1] and chance.random() < DECLINED_FIRST:
            year.requests[at] = replace(row, declined_first=_draw(chance, DECLINE_REASONS))


def _refusals(
    year: Year, at: int, flight: Flight, world: World, chance: random.Random
) -> Iterator[Refusal]:
    """Return who refused before a flight was planned, as far as there was time for it."""
    asked_at = max(year.requests[n].decided_at for n in flight.requests) + ASKED_AFTER
    others = _others(flight.craft, world)
    for craft in chance.sample(others, min(len(others), chance.choice((1, 1, 2)))):
        answered_at = asked_at + timedelta(minutes=chance.randint(*ANSWER_MIN))
        if answered_at >= flight.planned_at:
            return
        yield Refusal(at, craft, asked_at, answered_at, _draw(chance, REFUSAL_REASONS))
        asked_at = answered_at + ASKED_AFTER


def _others(flown: Craft, world: World) -> list[Craft]:
    """Return an aircraft of each other operator."""
    one_of = {craft.operator_id: craft for craft in world.fleet}
    return [craft for key, craft in sorted(one_of.items()) if key != flown.operator_id]


def _draw(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
