"""What a past day could have cost at best, had everything been known beforehand.

Each request is served by one unit or left out. A unit starts at its base, serves one request after
the other in any order, is back at its base between them, and may wait. Since later requests are
known, this is a bound which no dispatcher could beat in the same model: a yardstick for a day.

Source:
    docs/sources.md#coverage
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import perm

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.selection import Selection, Way, select

MOST_ORDERS = 1_000
"""Orders of requests which are looked at, for all units at once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A request served: by which unit, when it leaves, and when the patient is delivered."""

    request: int
    unit: int
    leaves_s: float
    done_s: float


@dataclass(frozen=True, slots=True)
class Hindsight:
    """The best a day could have been, and its proof.

    Attributes:
        turns: who serves what, in the order of the requests.
        left_out: requests nobody serves.
        cost: of all, those left out included.
        most: how many requests one unit may serve; so many that every day is exact which needs
            no more of one unit.
        proof: of it.
    """

    turns: tuple[Turn, ...]
    left_out: tuple[int, ...]
    cost: float
    most: int
    proof: Selection[int]


def best_in_hindsight(
    ready_s: Floats, serve_s: Floats, back_s: Floats, left_out_cost: float
) -> Hindsight:
    """Return the cheapest way to serve the requests of a past day.

    A request costs the seconds from when it was ready until it is delivered.

    Args:
        ready_s: before which nobody leaves for a request, shape ``(requests,)``.
        serve_s: from leaving until the patient is delivered, infinite where a unit can't,
            shape ``(requests, units)``.
        back_s: from then until the unit is at its base again, same shape.
        left_out_cost: of a request nobody serves.

    Raises:
        ValueError: if shapes do not fit, or a time is negative.
    """
    if serve_s.shape != back_s.shape or ready_s.shape != serve_s.shape[:1]:
        shapes = f"{ready_s.shape}, {serve_s.shape}, {back_s.shape}"
        raise ValueError(f"shapes do not fit: {shapes}")
    if (serve_s < 0).any() or (back_s < 0).any():
        raise ValueError("a time is negative")
    count = len(ready_s)
    most = _most(count)
    orders = _orders(ready_s, serve_s, back_s, most)
    routes = [one for best in orders.values() for one in best.cheapest(count)]
    ways = [Way(frozenset(order), frozenset({unit}), cost) for cost, unit, order in routes]
    proof = select(ways, dict.fromkeys(range(count), left_out_cost))
    turns: list[Turn] = []
    for n in proof.chosen:
        _cost, unit, order = routes[n]
        turns += timed(order, unit, ready_s, serve_s, back_s)
    in_order = tuple(sorted(turns, key=lambda turn: turn.request))
    return Hindsight(in_order, proof.left_out, proof.cost, most, proof)


def timed(
    order: tuple[int, ...], unit: int, ready_s: Floats, serve_s: Floats, back_s: Floats
) -> Iterator[Turn]:
    """Yield the turns of a unit which serves requests in an order, each as soon as it can."""
    free_s = -np.inf
    for request in order:
        leaves_s = max(free_s, float(ready_s[request]))
        done_s = leaves_s + float(serve_s[request, unit])
        free_s = done_s + float(back_s[request, unit])
        yield Turn(request, unit, leaves_s, done_s)


def _most(count: int) -> int:
    """Return how many requests of a unit can be looked at in every order."""
    most, orders = 1, count
    while most < count and orders + perm(count, most + 1) <= MOST_ORDERS:
        most += 1
        orders += perm(count, most)
    return most


@dataclass(slots=True)
class _Best:
    """The cheapest order of a set of requests, for every unit."""

    cost: Floats
    order: Ints
    known: list[tuple[int, ...]] = field(default_factory=list)

    def offer(self, order: tuple[int, ...], cost: Floats) -> None:
        """Take an order over where it is cheaper."""
        is_less = cost < self.cost
        self.cost = np.where(is_less, cost, self.cost)
        self.order[is_less] = len(self.known)
        self.known.append(order)

    def cheapest(self, count: int) -> Iterator[tuple[float, int, tuple[int, ...]]]:
        """Yield the routes of the cheapest units: at most ``count - 1`` others are taken."""
        for unit in np.argsort(self.cost, kind="stable")[:count].tolist():
            if np.isfinite(self.cost[unit]):
                yield float(self.cost[unit]), unit, self.known[self.order[unit]]


def _orders(
    ready_s: Floats, serve_s: Floats, back_s: Floats, most: int
) -> dict[frozenset[int], _Best]:
    """Return the cheapest order of every set of requests which a unit may serve."""
    count, units = serve_s.shape
    found: dict[frozenset[int], _Best] = {}

    def go_on(order: tuple[int, ...], cost: Floats, free_s: Floats) -> None:
        for request in range(count):
            if request in order:
                continue
            done_s = np.maximum(free_s, ready_s[request]) + serve_s[request]
            total, longer = cost + done_s - ready_s[request], (*order, request)
            if not np.isfinite(total).any():
                continue
            key = frozenset(longer)
            if key not in found:
                found[key] = _Best(np.full(units, np.inf), np.full(units, -1))
            found[key].offer(longer, total)
            if len(longer) < most:
                go_on(longer, total, done_s + back_s[request])

    go_on((), np.zeros(units), np.full(units, -np.inf))
    return found
