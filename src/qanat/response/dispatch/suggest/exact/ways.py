"""The best ways of each kind: by road, by air, by a team, by a consultation."""

import math
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.search import Answer, Each, Way, find_best
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import Question
from qanat.engine.planning.plans import Family
from qanat.response.dispatch.suggest.exact.asking import Posed, question

MANY: Final = 1 << 30
"""Stretchers which no vehicle has."""
SPARE: Final = 2
"""Flights found besides those wanted, since some may gain nothing."""
NEAR: Final = 0.1
"""How far behind the best a team by air may come, in the charge of being late: about an hour."""
Found = tuple[Way, bool]
"""A way, and whether it is flown by the crew which relieves that of now."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """A question, asked for each kind of way alone; ``None`` where there is none of the kind.

    Attributes:
        asked: of all kinds.
        road: the patient by road, with the nation in which nobody flies.
        air: the patient by air.
        ride: a hospital's team to the patient in its own car.
        team: the same by air.
    """

    asked: Question
    road: tuple[Snapshot, Question]
    air: tuple[Snapshot, Question] | None
    ride: tuple[Snapshot, Question] | None
    team: tuple[Snapshot, Question] | None


def kinds_of(posed: Posed, policy: Policy) -> Kinds | None:
    """Return the questions; ``None`` if nobody in the nation has what is needed."""
    asked = question(posed, policy)
    if asked is None:
        return None
    snapshot, ask = posed.current.snapshot, asked.ask
    patient = replace(asked, team_size=0, consult_s=math.inf)
    flown = replace(patient, ask=ask._replace(only_air=True))
    team = replace(asked, consult_s=math.inf, ask=ask._replace(stretchers=MANY, only_air=True))
    ride = replace(team, ask=team.ask._replace(only_air=False))
    # Of no aircraft it is known how high its cabin is.
    may_fly = posed.wanted.max_cabin_altitude_m is None
    on_the_ground = grounded(snapshot)
    return Kinds(
        asked,
        (on_the_ground, patient),
        (snapshot, flown) if may_fly else None,
        (on_the_ground, ride) if asked.team_size else None,
        (snapshot, team) if asked.team_size else None,
    )


def grounded(snapshot: Snapshot) -> Snapshot:
    """Return a nation in which nobody flies."""
    never_s = np.full_like(snapshot.craft.ready_s, math.inf)
    return replace(snapshot, craft=snapshot.craft._replace(ready_s=never_s))


ROAD: Final = frozenset({Family.GROUND})
AIR: Final = frozenset({Family.DIRECT, Family.RELAY})
TEAM: Final = frozenset({Family.SPECIALIST})


def best_ways(
    kinds: Kinds, count: int, relief: Snapshot | None, only: AbstractSet[str]
) -> Iterator[list[Found]]:
    """Yield the best ways of each kind: of every vehicle its best, of aircraft some more.

    An aircraft flies with its crew of now or with that which relieves it, whichever is better;
    with a team it waits for the relief only where no crew of now can fly one.

    Args:
        kinds: what is asked.
        count: ways of a kind.
        relief: the nation with the crews of aircraft which relieve those of now.
        only: families which are looked for.
    """
    if not only.isdisjoint(ROAD):
        yield _found(find_best(*kinds.road, count, each=Each.UNIT))
    if kinds.air is not None and not only.isdisjoint(AIR):
        most = count + SPARE
        flown = _found(find_best(*kinds.air, most, each=Each.UNIT))
        if relief is not None:
            below = flown[-1][0].charge if len(flown) == most else math.inf
            later = find_best(relief, kinds.air[1], most, each=Each.UNIT, below=below)
            flown = _best_of(flown + _found(later, is_relief=True))
        yield flown
    if only.isdisjoint(TEAM):
        return
    if kinds.ride is not None:
        yield _found(find_best(*kinds.ride, 1))
    if kinds.team is not None:
        teams = _teams(*kinds.team, count)
        if not teams and relief is not None:
            teams = _teams(relief, kinds.team[1], count, is_relief=True)
        yield teams


def _teams(
    nation: Snapshot, asked: Question, count: int, *, is_relief: bool = False
) -> list[Found]:
    """Return the teams by air which are not far behind the best of them."""
    first = find_best(nation, asked, 1).certificate.kth_charge
    if first == math.inf:
        return []
    answer = find_best(nation, asked, count, each=Each.UNIT, below=first + NEAR)
    return _found(answer, is_relief=is_relief)


def _found(answer: Answer, *, is_relief: bool = False) -> list[Found]:
    return [(way, is_relief) for way in answer.ways]


def _best_of(found: list[Found]) -> list[Found]:
    """Return the best way of each aircraft, cheapest first."""
    best: dict[int | None, Found] = {}
    for one in sorted(found, key=lambda each: (each[0].charge, each[1])):
        best.setdefault(one[0].aircraft, one)
    return list(best.values())
