"""Calls of a past time answered one after the other by a way of dispatching, and what came of it.

Each call takes its units until they are back where they belong; the next one finds the rest. So
ways of dispatching are compared on the same calls and the same nation, by the same roads and
skies. Units which are on their way home can't be turned round, and no call waits for a better one.

Source:
    docs/sources.md#replay
"""

import dataclasses
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from typing import Final, Protocol

import msgspec
import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.kbest.curves import Curve
from qanat.engine.kbest.legs import Leg, Timeline
from qanat.engine.kbest.model import (
    Aircraft,
    Ambulance,
    Hospital,
    Nation,
    Place,
    Policy,
    Request,
)
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import Each, Way, find_best
from qanat.engine.kbest.snapshot import Snapshot, build, s_per_m
from qanat.engine.kbest.tables import NOBODY, Question
from qanat.engine.kbest.timeline import Teller
from qanat.engine.planning.plans import Binding
from qanat.engine.travel import RoadTimes

DAY_S: Final = 86_400.0
HOUR_S: Final = 3_600.0
SOON_S: Final = 3_600.0
"""An aircraft which can set out by then counts as free."""
HOME_M: Final = 1_000.0
"""Nearer to where it belongs an aircraft is home."""
TRIED: Final = 5
"""Aircraft tried, nearest first."""
KEYS: Final = 8
"""No fewer than there are families by one aircraft and by road."""


@dataclass(frozen=True, slots=True)
class Call:
    """Who needed help when.

    Attributes:
        at_s: when it came in, seconds from the nation's moment.
        request: as the planner takes it, its moments counted from the call.
        window_s: seconds from the call within which definitive care should begin; ``None``: none.
    """

    at_s: float
    request: Request
    window_s: float | None = None


@dataclass(frozen=True, slots=True)
class Helped:
    """What came of a call.

    Attributes:
        call: number of the call.
        care_s: from the call to definitive care, infinite if nobody could help.
        contact_s: from the call to first contact.
        cost: of the units until they were back, in the nation's money.
        is_in_time: whether care began within the window; ``None`` where there is none.
        free: which aircraft were left for the next call.
    """

    call: int
    care_s: float
    contact_s: float
    cost: float
    is_in_time: bool | None
    free: Bools


class Dispatch(Protocol):
    """A way of dispatching."""

    def __call__(self, snapshot: Snapshot, question: Question) -> Way | None:
        """Return the plan to follow, ``None`` if nobody can help."""


def soonest(snapshot: Snapshot, question: Question) -> Way | None:
    """Follow the exact best plan."""
    found = find_best(snapshot, question, 1).ways
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Nearest:
    """Send the nearest unit: the rule of thumb of a dispatcher without a planner.

    The nearest hospital which can treat is driven to if the drive with the patient is short;
    otherwise the nearest aircraft flies there which need not wait long, for daylight or anything
    else; where there is none, the patient is driven. Which ambulances and airports join in is
    chosen as well as it can be, so that the rule is not made worse than it is.

    Attributes:
        road_s: longest drive with the patient for which nobody flies.
    """

    road_s: float

    def __call__(self, snapshot: Snapshot, question: Question) -> Way | None:
        """Return the plan of the nearest units."""
        wards = _capable(snapshot, question)
        if not wards:
            return None
        if question.around.ward_s[wards[0]] > self.road_s:
            teller = Teller(snapshot, question)
            for craft in _near_craft(snapshot, question)[:TRIED]:
                way = _only(snapshot, question, wards[0], craft)
                if way is not None and _wait_s(teller.tell(way)) <= SOON_S:
                    return way
        return _only(snapshot, question, wards[0], NOBODY)


class Replay:
    """A nation through which calls are sent.

    Args:
        nation: all units where they belong; ``ready_s`` is how long each takes to set out.
        policy: what plans are charged for.
        roads: driving times, ``None`` for the nation's lengthened great circle.
        curves: outcome curves by name.
    """

    def __init__(
        self,
        nation: Nation,
        policy: Policy,
        roads: RoadTimes | None = None,
        curves: Mapping[str, Curve] = CURVES,
    ) -> None:
        self.nation, self.policy, self.roads, self.curves = nation, policy, roads, curves
        self._home = {one.id: Point(one.lon, one.lat) for one in _things(nation)}
        self._craft = {one.id: number for number, one in enumerate(nation.aircraft)}
        self._vans = {one.id: number for number, one in enumerate(nation.ambulances)}

    def run(self, calls: Sequence[Call], dispatch: Dispatch) -> Iterator[Helped]:
        """Answer calls in their order, each with what those before have left.

        Raises:
            ValueError: if the calls are not in the order of time.
        """
        if any(later.at_s < sooner.at_s for sooner, later in pairwise(calls)):
            raise ValueError("calls are not in the order of time")
        free = Free(np.zeros(len(self._vans)), np.zeros(len(self._craft)))
        for day, numbered in groupby(enumerate(calls), lambda one: one[1].at_s // DAY_S):
            since_s = day * DAY_S
            at = self.nation.at + timedelta(seconds=since_s)
            morning = build(msgspec.structs.replace(self.nation, at=at), roads=self.roads)
            for number, call in numbered:
                now_s = call.at_s - since_s
                snapshot = free.as_of(morning, now_s, since_s)
                question = question_of(
                    snapshot, _moved(call.request, now_s), self.policy, curves=self.curves
                )
                way = dispatch(snapshot, question)
                told = None if way is None else Teller(snapshot, question).tell(way)
                cost = 0.0 if told is None else self._use(free, told, call, since_s)
                yield _helped(number, call, told, cost, free.craft_s <= call.at_s)

    def _use(self, free: "Free", told: Timeline, call: Call, since_s: float) -> float:
        """Take the units of a plan until they are back; return what that costs."""
        cost = 0.0
        for unit, legs in _by_unit(told.legs):
            last = legs[-1]
            end = Point(call.request.lon, call.request.lat)
            home_m = great_circle_m(self._home.get(last.end, end), self._home[unit])
            if unit in self._craft:
                craft = self.nation.aircraft[self._craft[unit]]
                home_s = craft.block_extra_s + home_m / craft.speed_mps if home_m > HOME_M else 0.0
                back_s = last.arrive_s + self.nation.handling.air_unload_s + home_s
                used_s = sum(leg.arrive_s - leg.depart_s for leg in legs) + home_s
                free.craft_s[self._craft[unit]] = since_s + back_s
                cost += self.nation.rates[craft.rate] * used_s / HOUR_S
            else:
                van = self.nation.ambulances[self._vans[unit]]
                back_s = last.arrive_s + self.nation.handling.road_unload_s
                back_s += home_m * s_per_m(self.nation)
                free.vans_s[self._vans[unit]] = since_s + back_s
                cost += self.nation.rates[van.rate] * (back_s - legs[0].depart_s) / HOUR_S
        return cost


@dataclass(frozen=True, slots=True)
class Free:
    """When each unit is back where it belongs, seconds from the nation's moment."""

    vans_s: Floats
    craft_s: Floats

    def as_of(self, morning: Snapshot, now_s: float, since_s: float) -> Snapshot:
        """Return the nation as a call finds it, moments counted from its day's beginning."""
        vans_s = morning.units.ready_s.copy()
        vans_s[: len(self.vans_s)] += np.maximum(self.vans_s - since_s, now_s)
        craft_s = morning.craft.ready_s + np.maximum(self.craft_s - since_s, now_s)
        return dataclasses.replace(
            morning,
            units=morning.units._replace(ready_s=vans_s),
            craft=morning.craft._replace(ready_s=craft_s),
        )


def _things(nation: Nation) -> Iterator[Ambulance | Aircraft | Place | Hospital]:
    yield from nation.ambulances
    yield from nation.aircraft
    yield from nation.places
    yield from nation.hospitals


def _moved(request: Request, now_s: float) -> Request:
    """Return a request whose moments count from the day's beginning."""
    deadline_s = None if request.deadline_s is None else request.deadline_s + now_s
    onset_s = request.onset_s + now_s
    return msgspec.structs.replace(request, now_s=now_s, onset_s=onset_s, deadline_s=deadline_s)


def _helped(number: int, call: Call, told: Timeline | None, cost: float, free: Bools) -> Helped:
    now_s = call.at_s % DAY_S
    care_s = math.inf if told is None else told.care_s - now_s
    contact_s = math.inf if told is None else told.contact_s - now_s
    is_in_time = None if call.window_s is None else care_s <= call.window_s
    return Helped(number, care_s, contact_s, cost, is_in_time, free)


def _by_unit(legs: Iterable[Leg]) -> Iterator[tuple[str, list[Leg]]]:
    units: dict[str, list[Leg]] = {}
    for leg in legs:
        units.setdefault(leg.unit, []).append(leg)
    yield from units.items()


def _capable(snapshot: Snapshot, question: Question) -> list[int]:
    """Return the hospitals which can treat, nearest by road first; the chosen one alone."""
    wards, ask = snapshot.wards, question.ask
    if ask.destination != NOBODY:
        return [ask.destination]
    may = wards.is_accepting & (wards.capabilities & ask.capabilities == ask.capabilities)
    may &= wards.beds[:, ask.bed] >= ask.stretchers
    if ask.facility != NOBODY:
        may[ask.facility] = False
    away_s = np.where(may, question.around.ward_s, math.inf)
    return [int(n) for n in np.argsort(away_s, kind="stable") if may[n]]


def _near_craft(snapshot: Snapshot, question: Question) -> list[int]:
    """Return the aircraft which are free, nearest first; those which come back soon last."""
    wait_s = snapshot.craft.ready_s - question.ask.now_s
    order = np.lexsort((question.around.craft_m, wait_s > SOON_S))
    return [int(n) for n in order if np.isfinite(wait_s[n])]


def _wait_s(told: Timeline) -> float:
    """Return how long a plan waits for daylight, weather or opening."""
    return sum(leg.depart_s - leg.ready_s for leg in told.legs if leg.binds == Binding.OPENING)


def _only(snapshot: Snapshot, question: Question, ward: int, craft: int) -> Way | None:
    """Return the best plan to one hospital by one aircraft, or by road where it is ``NOBODY``."""
    ready_s = snapshot.craft.ready_s
    ready_s = np.where(np.arange(len(ready_s)) == craft, ready_s, math.inf)
    alone = dataclasses.replace(snapshot, craft=snapshot.craft._replace(ready_s=ready_s))
    there = dataclasses.replace(question, ask=question.ask._replace(destination=ward))
    for way in find_best(alone, there, KEYS, each=Each.AIRCRAFT).ways:
        if way.aircraft == (None if craft == NOBODY else craft):
            return way
    return None
