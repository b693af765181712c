"""Ways of several needs of which no two take the same thing, cheapest together, exactly.

Each need is asked for its best way alone. Where two take the same thing, one of them has to do
without it: both are tried, the cheapest choice of all first, until no thing is taken twice. What is
found first costs least, since doing without something never makes a way cheaper.

Source:
    docs/sources.md#ways-apart
"""

import heapq
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Way = TypeVar("Way")
Things = frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Own(Generic[Way]):
    """A way of one need: what it costs and takes, and without what it was looked for."""

    way: Way
    cost: float
    takes: Things
    without: Things = frozenset()


@dataclass(frozen=True, slots=True)
class Apart(Generic[Way]):
    """The cheapest choice.

    Attributes:
        ways: of each need, in the order asked; ``None`` for one that nothing is left for.
        cost: of all ways.
        asked: how often a need was asked for its best way.
    """

    ways: tuple[Own[Way] | None, ...]
    cost: float
    asked: int

    @property
    def left_out(self) -> int:
        """For how many nothing is left."""
        return self.ways.count(None)


Ask = Callable[[Things], Own[Way] | None]
"""Returns the best way of a need without some things; ``None`` if there is none."""


class _Asker(Generic[Way]):
    """Asks each need once for the same; a way which takes nothing forbidden stays the best."""

    def __init__(self, asks: Sequence[Ask[Way]]) -> None:
        self.asks, self.asked = asks, 0
        self.known: list[dict[Things, Own[Way] | None]] = [{} for _ in asks]

    def best(self, need: int, without: Things) -> Own[Way] | None:
        known = self.known[need]
        if without not in known:
            for fewer, own in known.items():
                if fewer <= without and (own is None or not own.takes & without):
                    known[without] = own
                    break
            else:
                known[without] = self.asks[need](without)
                self.asked += 1
        return known[without]


def cheapest_apart(asks: Sequence[Ask[Way]], must: Iterable[int] = ()) -> Apart[Way] | None:
    """Return the ways which leave out fewest needs and of those cost least.

    Args:
        asks: of each need.
        must: places of needs which are not left out.

    Returns:
        The choice; ``None`` if one that must be served can't be.

    Source:
        docs/sources.md#ways-apart
    """
    asker, needed = _Asker(asks), {*must}
    nothing = tuple(frozenset[Hashable]() for _ in asks)
    waiting: list[tuple[int, float, int, tuple[Things, ...]]] = []
    seen: set[tuple[Things, ...]] = set()

    def put(without: tuple[Things, ...]) -> None:
        if without in seen:
            return
        seen.add(without)
        ways = [asker.best(need, one) for need, one in enumerate(without)]
        if any(ways[need] is None for need in needed):
            return
        cost = sum(way.cost for way in ways if way is not None)
        heapq.heappush(waiting, (ways.count(None), cost, len(seen), without))

    put(nothing)
    while waiting:
        _left, cost, _turn, without = heapq.heappop(waiting)
        ways = tuple(asker.best(need, one) for need, one in enumerate(without))
        taken = Counter(thing for way in ways if way is not None for thing in way.takes)
        twice = min((thing for thing, times in taken.items() if times > 1), key=str, default=None)
        if twice is None:
            return Apart(ways, cost, asker.asked)
        takers = {n for n, way in enumerate(ways) if way is not None and twice in way.takes}
        for keeper in sorted(takers):  # at most one of them has it
            losers = takers - {keeper}
            put(tuple(one | {twice} if n in losers else one for n, one in enumerate(without)))
    return None
