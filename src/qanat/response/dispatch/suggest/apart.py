"""Plan the patients of a mission again each for himself: who stays on it, who gets one of his own.

Of every patient who could stay the cheapest choice is found in which no vehicle and no specialist
is meant for two, exactly; and what it would be if he were flown alone while the others wait.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.engine.apart import Ask, Own, Things, cheapest_apart
from qanat.engine.planning.plans import Family
from qanat.foundation.actors import Actor
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.queries.sharing import served_together
from qanat.response.dispatch.rules.decisions import FAMILIES
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, Wider
from qanat.response.dispatch.suggest.replanning import (
    PURPOSE,
    MissionHasLeft,
    NothingToPlan,
    fits,
)
from qanat.response.dispatch.suggest.several import Several

MOST_APART: Final = 4
"""Patients planned each for himself."""
PLANS_EACH: Final = 5
"""Plans of each kind made of each, of which the best that does what was decided is taken."""


def wider_of(row: Request, without: frozenset[str]) -> Wider:
    """Return how a patient is asked about: for plans alone which do what was decided."""
    return Wider(PLANS_EACH, without, only=FAMILIES.get(row.decision, frozenset(Family)))


@dataclass(frozen=True, slots=True)
class OwnWay:
    """What one patient of a mission gets.

    Attributes:
        stays: whether the mission stays his.
        proposal: ``None`` if he waits for a plan.
        without: the vehicles and people it was made without.
    """

    row: Request
    stays: bool
    answer: Proposals
    proposal: Proposal | None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Parted:
    """One way to plan the patients of a mission each for himself; who stays comes first."""

    ways: tuple[OwnWay, ...]
    charge: float

    @property
    def waiting(self) -> int:
        """How many wait for a plan."""
        return sum(way.proposal is None for way in self.ways)


def apart_of(actor: Actor, mission: Mission) -> list[Request]:
    """Return the requests of a mission of several; none if the actor may not see them all."""
    rows = served_together(actor, mission.pk)
    return rows if 1 < len(rows) <= MOST_APART else []


def propose_apart(
    actor: Actor, mission_id: int, now: datetime, without: frozenset[str] = frozenset()
) -> list[Parted]:
    """Return the choices for a mission which has not left, the cheapest with the fewest waiting.

    What is promised to it counts as free, but for what it should do ``without``. Who stays on it
    keeps its kind, by air or by road, and its operator once he has accepted.

    Raises:
        NotFound: if there is no such mission, or the actor may not see it.
        MissionHasLeft: if it has departed.
        NothingToPlan: if it does not serve several requests, all visible.
        PlaceUnknown: if nobody knows where a patient is.
    """
    mission = get_mission(actor, mission_id)
    if mission.state not in BEFORE_DEPARTURE:
        raise MissionHasLeft(number=mission.number)
    if not (rows := apart_of(actor, mission)):
        raise NothingToPlan(number=mission.number)
    planner = _Planner(actor, mission, rows, now, without)
    found = [one for row in rows for one in planner.parted(row, rows)]
    return sorted(found, key=lambda one: (one.waiting, one.charge))


class _Planner:
    """Plans patients of a mission as if it were none, each question once, in a nation read once."""

    def __init__(
        self,
        actor: Actor,
        mission: Mission,
        rows: Sequence[Request],
        now: datetime,
        without: Things,
    ) -> None:
        self.mission, self.now, self.without = mission, now, without
        self.several = Several(actor, rows, now, (PURPOSE, mission.pk))
        self.known: dict[tuple[int, Things], Proposals] = {}
        self.not_his = frozenset[str]()
        if mission.mode == "air" and mission.state != MissionState.PLANNED:
            planes = available_aircraft(actor, at=now)
            others = (a.id for a in planes if a.operator_id != mission.operator_id)
            self.not_his = frozenset(f"aircraft:{pk}" for pk in others)

    def parted(self, stays: Request, rows: Sequence[Request]) -> Iterator[Parted]:
        """Yield the best choice in which somebody stays on the mission, and he alone."""
        order = [stays, *(row for row in rows if row.pk != stays.pk)]
        asks = [self._ask(row, stays=row is stays) for row in order]
        best = cheapest_apart(asks, must={0})
        alone = cheapest_apart(asks[:1], must={0})
        for found in (best, alone):
            if found is not None:
                own = [*found.ways, *[None] * (len(order) - len(found.ways))]
                pairs = zip(order, own, strict=True)
                ways = tuple(self._own(row, way, stays=row is stays) for row, way in pairs)
                yield Parted(ways, found.cost)
            if best is None or best.left_out == len(order) - 1:
                return  # the others wait in both

    def _own(self, row: Request, way: Own[Proposal] | None, *, stays: bool) -> OwnWay:
        if way is None:
            return OwnWay(row, stays, self._answer(row, self.without), None)
        without = frozenset(map(str, way.without))
        return OwnWay(row, stays, self._answer(row, without), way.way, without)

    def _ask(self, row: Request, *, stays: bool) -> Ask[Proposal]:
        def best(without: Things) -> Own[Proposal] | None:
            every = without | self.without | (self.not_his if stays else frozenset())
            fit = (
                one
                for one in self._answer(row, every).proposals
                if one.is_as_decided
                and one.plan.units
                and (not stays or fits(one, self.mission, self.now))
            )
            one = min(fit, key=lambda each: each.charge, default=None)
            if one is None:
                return None
            return Own(one, one.charge, frozenset(one.plan.promised), every)

        return best

    def _answer(self, row: Request, without: Things) -> Proposals:
        key = (row.pk, without)
        if key not in self.known:
            wider = wider_of(row, frozenset(map(str, without)))
            self.known[key] = self.several.propose(row.pk, wider)
        return self.known[key]
