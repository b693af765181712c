from dataclasses import replace
from itertools import combinations

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanat.engine.selection import Selection, UnprovenError, Way, check, select

NEEDS = "abcd"
ways = st.lists(
    st.builds(
        Way,
        serves=st.frozensets(st.sampled_from(NEEDS), min_size=1, max_size=3),
        takes=st.frozensets(st.integers(1, 4), max_size=2),
        cost=st.integers(0, 30).map(float),
    ),
    max_size=8,
)
prices = st.fixed_dictionaries({need: st.integers(0, 40).map(float) for need in NEEDS})


def by_hand(offered: list[Way[str]], left_out_costs: dict[str, float]) -> float:
    """Return the least cost over all sets of ways."""
    best = sum(left_out_costs.values())
    for many in range(1, len(offered) + 1):
        for some in combinations(offered, many):
            served = [need for way in some for need in way.serves]
            taken = [thing for way in some for thing in way.takes]
            if len(set(served)) == len(served) and len(set(taken)) == len(taken):
                out = sum(price for need, price in left_out_costs.items() if need not in served)
                best = min(best, out + sum(way.cost for way in some))
    return best


def way(serves: str, takes: set[str], cost: float) -> Way[str]:
    return Way(frozenset(serves), frozenset(takes), cost)


def test_two_who_want_the_same_share_out_what_there_is() -> None:
    offered = [way("a", {"helicopter"}, 10), way("a", {"car"}, 15), way("b", {"helicopter"}, 10)]
    offered.append(way("b", {"car"}, 40))
    answer = select(offered, {"a": 100.0, "b": 100.0})
    assert answer.chosen == (1, 2)
    assert answer.cost == 25
    assert answer.is_proven
    assert answer.is_proven_by_duals
    assert check(offered, {"a": 100.0, "b": 100.0}, answer) == pytest.approx(25)


def test_a_relay_needs_all_its_vehicles() -> None:
    offered = [way("a", {"plane", "car"}, 10), way("b", {"car"}, 12)]
    answer = select(offered, {"a": 50.0, "b": 60.0})
    assert answer.chosen == (1,)
    assert answer.left_out == ("a",)


def test_what_halves_could_serve_is_proven_by_branching() -> None:
    offered = [way("ab", set(), 2), way("bc", set(), 2), way("ac", set(), 2)]
    left_out = dict.fromkeys("abc", 10.0)
    answer = select(offered, left_out)
    assert answer.cost == 12
    assert answer.is_proven
    assert not answer.is_proven_by_duals
    assert check(offered, left_out, answer) == pytest.approx(3)


@settings(max_examples=60, deadline=None)
@given(ways, prices)
def test_no_set_of_ways_is_cheaper(
    offered: list[Way[str]], left_out_costs: dict[str, float]
) -> None:
    answer = select(offered, left_out_costs)
    assert answer.cost == pytest.approx(by_hand(offered, left_out_costs))
    assert answer.is_proven
    assert check(offered, left_out_costs, answer) <= answer.cost + 1e-6


def test_nothing_to_serve_costs_nothing() -> None:
    assert select([], {}) == Selection((), (), 0.0, 0.0)


def test_a_false_answer_is_not_proven() -> None:
    offered = [way("a", {"car"}, 10), way("b", {"car"}, 10)]
    prices = {"a": 50.0, "b": 50.0}
    answer = select(offered, prices)
    for false in (
        replace(answer, chosen=(0, 1), left_out=(), cost=20.0),
        replace(answer, left_out=()),
        replace(answer, cost=answer.cost - 1),
        replace(answer, need_duals={"a": 60.0, "b": 0.0}),
    ):
        with pytest.raises(UnprovenError):
            check(offered, prices, false)


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="not a way"):
        way("a", set(), float("nan"))
    with pytest.raises(ValueError, match="not there"):
        select([way("z", set(), 1)], {"a": 1.0})
    with pytest.raises(ValueError, match="finite"):
        select([], {"a": float("inf")})


def test_a_choice_is_made_also_where_another_solver_began_with_other_threads() -> None:
    highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003 (highspy knows no names)
    other = highspy.Highs()  # type: ignore[no-untyped-call] # it has no types
    other.setOptionValue("threads", 2)
    other.addVar(0.0, 1.0)
    other.run()
    answer = select([way("a", {"car"}, 2)], {"a": 5.0})
    assert (answer.chosen, answer.cost) == ((0,), 2.0)
