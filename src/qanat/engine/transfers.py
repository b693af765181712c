"""Planned transfers of a day: every route a unit could fly, and the cheapest choice of them.

Every route of at most so many transfers with at most so many patients aboard is looked at, so
that the choice among them is exact. A route which can't be flown can't be flown with one transfer
more either: the search goes from few transfers to many.

Source:
    docs/sources.md#set-partitioning
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from qanat.engine.arrays import Floats
from qanat.engine.selection import Selection, Way, select


@dataclass(frozen=True, slots=True)
class Transfer:
    """Somebody to be brought from one place to another; times count from the start of the day.

    Attributes:
        start: number of the place of departure.
        end: number of the place of arrival.
        ready_s: not before.
        due_s: to be there by then.
        patients: how many travel together.
    """

    id: str
    start: int
    end: int
    ready_s: float = 0.0
    due_s: float = math.inf
    patients: int = 1


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit on duty which begins and ends at its base.

    Attributes:
        base: number of its place.
        from_s: begins its duty.
        until_s: is back by then.
        cost_per_s: of its being under way.
        pace: its travel times as a multiple of the table's.
    """

    id: str
    base: int
    from_s: float
    until_s: float
    cost_per_s: float
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a route may be.

    Attributes:
        transfers: at most in one shift.
        aboard: patients at most at one time.
        turn_s: loading or unloading at each stop.
    """

    transfers: int = 4
    aboard: int = 2
    turn_s: float = 1_200.0


@dataclass(frozen=True, slots=True)
class Route:
    """The cheapest route of a shift with a set of transfers.

    Attributes:
        stops: (transfer, whether it is its arrival), in order.
        travel_s: under way, the flights from and to the base included.
        back_s: at the base again.
    """

    shift: str
    stops: tuple[tuple[str, bool], ...]
    travel_s: float
    back_s: float
    cost: float


@dataclass(frozen=True, slots=True)
class Day:
    """The plan of a day: the chosen routes, and the proof that no others are cheaper."""

    routes: tuple[Route, ...]
    proof: Selection[str]
    ways: tuple[Way[str], ...]


def plan_day(
    transfers: Sequence[Transfer],
    shifts: Sequence[Shift],
    travel_s: Floats,
    left_out_cost: float,
    limits: Limits | None = None,
) -> Day:
    """Return the cheapest routes which carry all transfers, or leave some out at a price.

    Args:
        transfers: what is to be carried.
        shifts: who could.
        travel_s: between all places, no way round shorter, shape ``(places, places)``.
        left_out_cost: of one transfer.
        limits: what a route may be.
    """
    routes = [r for shift in shifts for r in routes_of(shift, transfers, travel_s, limits)]
    ways = tuple(
        Way(frozenset(key for key, _ in r.stops), frozenset({r.shift}), r.cost) for r in routes
    )
    proof = select(ways, {one.id: left_out_cost for one in transfers})
    return Day(tuple(routes[n] for n in proof.chosen), proof, ways)


def routes_of(
    shift: Shift, transfers: Sequence[Transfer], travel_s: Floats, limits: Limits | None = None
) -> list[Route]:
    """Return the cheapest route of a shift for every set of transfers it can carry."""
    rules = limits or Limits()
    found: dict[frozenset[int], Route] = {}
    numbers = range(len(transfers))
    for many in range(1, rules.transfers + 1):
        for some in combinations(numbers, many):
            chosen = frozenset(some)
            if many > 1 and any(chosen - {one} not in found for one in some):
                continue
            search = _Search(shift, [transfers[n] for n in some], travel_s, rules)
            if (route := search.cheapest()) is not None:
                found[chosen] = route
    return list(found.values())


class _Search:
    """All orders in which a shift could serve some transfers."""

    def __init__(
        self, shift: Shift, transfers: Sequence[Transfer], travel_s: Floats, limits: Limits
    ) -> None:
        self.shift, self.transfers = shift, transfers
        self.travel_s, self.limits = travel_s, limits
        self.best: Route | None = None

    def cheapest(self) -> Route | None:
        """Return the route with the least travel, ``None`` if none is possible."""
        self._go_on(self.shift.base, self.shift.from_s, 0.0, (0,) * len(self.transfers), ())
        return self.best

    def _go_on(
        self,
        at: int,
        now_s: float,
        travelled_s: float,
        done: tuple[int, ...],
        stops: tuple[tuple[str, bool], ...],
    ) -> None:
        """Try every next stop; ``done``: 0 waits, 1 is aboard, 2 is there."""
        if self.best is not None and travelled_s >= self.best.travel_s:
            return
        if all(state == 2 for state in done):  # noqa: PLR2004 (said above)
            self._return(at, now_s, travelled_s, stops)
            return
        aboard = sum(t.patients for t, s in zip(self.transfers, done, strict=True) if s == 1)
        for n, (one, state) in enumerate(zip(self.transfers, done, strict=True)):
            if state > 1 or (state == 0 and aboard + one.patients > self.limits.aboard):
                continue
            place = one.end if state else one.start
            leg_s = float(self.travel_s[at, place]) * self.shift.pace
            there_s = now_s + leg_s
            if state and there_s > one.due_s:
                continue
            leave_s = max(there_s, 0.0 if state else one.ready_s) + self.limits.turn_s
            if leave_s > self.shift.until_s:
                continue
            after = (*done[:n], state + 1, *done[n + 1 :])
            self._go_on(place, leave_s, travelled_s + leg_s, after, (*stops, (one.id, bool(state))))

    def _return(
        self, at: int, now_s: float, travelled_s: float, stops: tuple[tuple[str, bool], ...]
    ) -> None:
        home_s = float(self.travel_s[at, self.shift.base]) * self.shift.pace
        total_s, back_s = travelled_s + home_s, now_s + home_s
        if back_s > self.shift.until_s or (self.best and total_s >= self.best.travel_s):
            return
        cost = total_s * self.shift.cost_per_s
        self.best = Route(self.shift.id, stops, total_s, back_s, cost)
