"""Planned transfers of a day: every route a unit could fly, and the cheapest choice of them.

Every route of at most so many transfers with at most so many patients aboard is looked at, so
that the choice among them is exact. A route which can't be flown can't be flown with one transfer
more either: the search goes from few transfers to many.

Source:
    docs/sources.md#set-partitioning
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from qanat.engine._orders import Asked, Unit, orders_of
from qanat.engine.arrays import Floats
from qanat.engine.selection import Selection, Way, select

MOST_TRANSFERS: Final = 62


@dataclass(frozen=True, slots=True)
class Transfer:
    """Somebody to be brought from one place to another; times count from the start of the day.

    Attributes:
        start: number of the place of departure.
        end: number of the place of arrival.
        ready_s: not before.
        due_s: to be there by then.
        patients: how many travel together.
        escorts: who come along with them.
    """

    id: str
    start: int
    end: int
    ready_s: float = 0.0
    due_s: float = math.inf
    patients: int = 1
    escorts: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit on duty which begins and ends at its base.

    Attributes:
        base: number of its place.
        from_s: begins its duty.
        until_s: is back by then.
        cost_per_s: of its being under way.
        pace: its travel times as a multiple of the table's.
        open_s: spans in which it may arrive at each place, shape ``(places, spans, 2)``; left
            out: always.
    """

    id: str
    base: int
    from_s: float
    until_s: float
    cost_per_s: float
    pace: float = 1.0
    open_s: Floats | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a route may be.

    Attributes:
        transfers: at most in one shift.
        aboard: patients at most at one time.
        seats: escorts at most at one time.
        turn_s: loading or unloading at each stop.
    """

    transfers: int = 4
    aboard: int = 2
    seats: int = 1 << 30
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
class Offer:
    """A shift, the transfers it could carry at all, and its travel times between all places."""

    shift: Shift
    transfers: Sequence[Transfer]
    travel_s: Floats
    limits: Limits


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
    offers = [Offer(shift, transfers, travel_s, limits or Limits()) for shift in shifts]
    return plan_offers(offers, {one.id: left_out_cost for one in transfers})


def plan_offers(offers: Iterable[Offer], left_out_costs: Mapping[str, float]) -> Day:
    """Return the cheapest routes, where each shift has its own table, limits and transfers.

    Args:
        offers: who could carry what.
        left_out_costs: of every transfer, what leaving it out costs.
    """
    routes = [
        route
        for one in offers
        for route in routes_of(one.shift, one.transfers, one.travel_s, one.limits)
    ]
    ways = tuple(
        Way(frozenset(key for key, _ in r.stops), frozenset({r.shift}), r.cost) for r in routes
    )
    proof = select(ways, left_out_costs)
    return Day(tuple(routes[n] for n in proof.chosen), proof, ways)


def routes_of(
    shift: Shift, transfers: Sequence[Transfer], travel_s: Floats, limits: Limits | None = None
) -> list[Route]:
    """Return the cheapest route of a shift for every set of transfers it can carry.

    Raises:
        ValueError: if there are more transfers than are looked at together.
    """
    if len(transfers) > MOST_TRANSFERS:
        raise ValueError(f"{len(transfers)} transfers are more than {MOST_TRANSFERS}")
    rules = limits or Limits()
    if not transfers:
        return []
    always = np.broadcast_to([-np.inf, np.inf], (len(travel_s), 1, 2))
    open_s = np.ascontiguousarray(always if shift.open_s is None else shift.open_s)
    unit = Unit(
        shift.base,
        shift.from_s,
        shift.until_s,
        shift.pace,
        rules.aboard,
        rules.seats,
        rules.turn_s,
        open_s,
    )
    table, asked = np.ascontiguousarray(travel_s, dtype=np.float64), _columns(transfers)
    routes: list[Route] = []
    sets = np.zeros(1, dtype=np.int64)
    for size in range(1, min(rules.transfers, len(transfers)) + 1):
        sets, times, orders = orders_of(asked, unit, table, size, sets)
        routes += (
            _route(shift, transfers, order, *moments)
            for moments, order in zip(times.tolist(), orders.tolist(), strict=True)
        )
    return routes


def _route(
    shift: Shift,
    transfers: Sequence[Transfer],
    order: Sequence[int],
    travelled_s: float,
    back_s: float,
) -> Route:
    stops = tuple((transfers[code >> 1].id, bool(code & 1)) for code in order)
    return Route(shift.id, stops, travelled_s, back_s, travelled_s * shift.cost_per_s)


def warm() -> None:
    """Make or load the compiled functions."""
    shift = Shift("unit", 0, 0.0, math.inf, 1.0)
    routes_of(shift, [Transfer("one", 0, 1)], np.zeros((2, 2)))


def _columns(transfers: Sequence[Transfer]) -> Asked:
    return Asked(
        np.array([one.start for one in transfers], dtype=np.int64),
        np.array([one.end for one in transfers], dtype=np.int64),
        np.array([one.ready_s for one in transfers], dtype=np.float64),
        np.array([one.due_s for one in transfers], dtype=np.float64),
        np.array([one.patients for one in transfers], dtype=np.int64),
        np.array([one.escorts for one in transfers], dtype=np.int64),
    )
