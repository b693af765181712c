"""Ways of several of which no two take the same thing: against every choice there is."""

import math
from itertools import product

import pytest
from msgspec.structs import replace
from tests.engine.kbest.brute import OWN_CAR, Brute, Key
from tests.engine.kbest.solved import key_of
from tests.engine.kbest.worlds import Chance, _request, world

from qanat.engine.apart import Ask, Own, Things, cheapest_apart
from qanat.engine.kbest.model import Nation, Policy, Request
from qanat.engine.kbest.search import plan
from qanat.engine.kbest.snapshot import build

THINGS = "abcdef"
Told = Own[int]


def _asks(chance: Chance) -> tuple[list[list[Told]], list[Ask[int]]]:
    """Return the ways of two to four needs, and who tells the best of each."""
    needs = [
        [
            Own(
                n,
                round(chance.uniform(0, 9), 1),
                frozenset(chance.sample(THINGS, chance.choice((1, 1, 2, 3)))),
            )
            for n in range(chance.choice((0, 1, 3, 6, 9)))
        ]
        for _ in range(chance.choice((2, 2, 3, 4)))
    ]
    return needs, [_best_of(ways) for ways in needs]


def _best_of(ways: list[Told]) -> Ask[int]:
    def best(without: Things) -> Told | None:
        left = (way for way in ways if not way.takes & without)
        return min(left, key=lambda way: way.cost, default=None)

    return best


def _every(needs: list[list[Told]], must: set[int]) -> list[tuple[int, float]]:
    """Return what every choice leaves out and costs."""
    found = []
    for some in product(*([*ways, None] for ways in needs)):
        takes = [thing for way in some if way for thing in way.takes]
        if len(takes) == len(set(takes)) and all(some[n] for n in must):
            found.append((some.count(None), sum(way.cost for way in some if way)))
    return found


def test_the_choice_equals_trying_everything() -> None:
    left, impossible = set(), 0
    for seed in range(300):
        chance = Chance(seed)
        needs, asks = _asks(chance)
        must = set(range(len(needs))) if seed % 3 == 0 else {0} if seed % 3 == 1 else set()
        found, every = cheapest_apart(asks, must), _every(needs, must)
        if found is None:
            impossible += 1
            assert not every, seed
            continue
        takes = [thing for way in found.ways if way for thing in way.takes]
        assert len(takes) == len(set(takes)), seed
        left_out, cost = min(every)
        assert found.left_out == left_out, seed
        assert found.cost == pytest.approx(cost), seed
        left.add(found.left_out)
    assert left >= {0, 1, 2}
    assert impossible > 20


def test_a_need_is_asked_once_for_the_same() -> None:
    needs = [[Own(0, 1.0, frozenset("a")), Own(1, 2.0, frozenset("b"))]] * 2
    found = cheapest_apart([_best_of(ways) for ways in needs])
    assert found is not None
    assert found.cost == 3.0
    assert found.asked == 4


def _takes(key: Key) -> Things:
    """Return the vehicles of a plan and who is fetched for it."""
    names = (key[1], key[2], key[8], key[10], key[12][0])
    return frozenset(name for name in names if name is not None and name != OWN_CAR)


def _asked(nation: Nation, request: Request, policy: Policy) -> Ask[Key]:
    """Return who plans a request in a nation without some of what it has."""

    def best(without: Things) -> Own[Key] | None:
        left = {
            group: tuple(one for one in getattr(nation, group) if one.id not in without)
            for group in ("ambulances", "aircraft", "specialists")
        }
        snapshot = build(replace(nation, **left))
        ways = plan(snapshot, request, policy, 1).ways
        if not ways:
            return None
        key = key_of(snapshot, ways[0])
        return Own(key, ways[0].charge, _takes(key), without)

    return best


@pytest.mark.timeout(300)
def test_in_a_nation_no_two_plans_without_a_common_vehicle_cost_less() -> None:
    apart = 0
    for seed in range(120):
        nation, first, policy = world(seed)
        second = _request(Chance(seed + 1_000), nation.hospitals)
        second = replace(second, lon=first.lon, lat=first.lat)
        both = (first, second)
        found = cheapest_apart([_asked(nation, one, policy) for one in both], {0, 1})
        plans = [
            [(_takes(key), cost) for key, cost in Brute(nation, one, policy).charges().items()]
            for one in both
        ]
        sums = (a + b for (own, a), (other, b) in product(*plans) if not own & other)
        cost = math.inf if found is None else found.cost
        assert cost == pytest.approx(min(sums, default=math.inf), abs=1e-9, rel=0), seed
        apart += found is not None and found.asked > 2
    assert apart > 10
