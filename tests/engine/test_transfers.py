import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanat.engine.arrays import Floats
from qanat.engine.selection import check
from qanat.engine.transfers import Limits, Shift, Transfer, plan_day, routes_of

HOUR = 3_600.0
LINE = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0))) * HOUR
LIMITS = Limits(turn_s=0)


def shift(name: str = "jet", base: int = 0, until_h: float = 12, price: float = 1.0) -> Shift:
    return Shift(name, base, 0.0, until_h * HOUR, price / HOUR)


def by_hand(shifts: list[Shift], transfers: list[Transfer], left_out: float) -> float:
    """Return the least cost: all shares of the transfers, all orders of stops."""
    best = math.inf
    for shares in np.ndindex(*([len(shifts) + 1] * len(transfers))):
        total = 0.0
        for number, one in enumerate(shifts):
            own = [t for t, share in zip(transfers, shares, strict=True) if share == number]
            total += cheapest(one, own) if own else 0.0
        total += left_out * sum(share == len(shifts) for share in shares)
        best = min(best, total)
    return best


def cheapest(one: Shift, own: list[Transfer]) -> float:
    if len(own) > LIMITS.transfers:
        return math.inf
    best = math.inf
    events = [(t, step) for t in own for step in (0, 1)]
    for order in permutations(events):
        if all(order.index((t, 0)) < order.index((t, 1)) for t in own):
            best = min(best, cost_of(one, list(order)))
    return best


def cost_of(one: Shift, order: list[tuple[Transfer, int]]) -> float:
    at, now, travelled, aboard = one.base, one.from_s, 0.0, 0
    for t, step in order:
        place = t.end if step else t.start
        leg = LINE[at, place]
        at, now, travelled = place, now + leg, travelled + leg
        aboard += -t.patients if step else t.patients
        if aboard > LIMITS.aboard or (step and now > t.due_s):
            return math.inf
        now = now if step else max(now, t.ready_s)
        if now > one.until_s:
            return math.inf
    travelled += LINE[at, one.base]
    late = now + LINE[at, one.base] > one.until_s
    return math.inf if late else travelled * one.cost_per_s


def test_two_patients_share_a_flight() -> None:
    transfers = [Transfer("a", 4, 0), Transfer("b", 3, 0)]
    day = plan_day(transfers, [shift()], LINE, 100.0, LIMITS)
    (route,) = day.routes
    assert route.travel_s == 8 * HOUR
    assert [key for key, is_end in route.stops if is_end] == ["a", "b"]
    assert day.proof.is_proven


def test_a_third_does_not_fit_aboard_at_once() -> None:
    transfers = [Transfer(key, 1, 0) for key in "abc"]
    day = plan_day(transfers, [shift()], LINE, 100.0, LIMITS)
    assert day.proof.cost == pytest.approx(4)


def test_what_is_due_before_it_can_be_reached_is_left_out() -> None:
    transfers = [Transfer("soon", 4, 0, due_s=5 * HOUR), Transfer("b", 1, 0)]
    day = plan_day(transfers, [shift()], LINE, 100.0, LIMITS)
    assert day.proof.left_out == ("soon",)


cases = st.lists(
    st.builds(
        Transfer,
        id=st.just(""),
        start=st.integers(0, 4),
        end=st.integers(0, 4),
        ready_s=st.integers(0, 4).map(lambda h: h * HOUR),
        due_s=st.integers(4, 14).map(lambda h: h * HOUR),
        patients=st.integers(1, 2),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(cases, st.integers(4, 14))
def test_no_day_is_cheaper(made: list[Transfer], until_h: int) -> None:
    transfers = [
        Transfer(str(n), t.start, t.end, t.ready_s, t.due_s, t.patients) for n, t in enumerate(made)
    ]
    shifts = [shift("a", 0, until_h), shift("b", 3, 9, 1.5)]
    day = plan_day(transfers, shifts, LINE, 9.0, LIMITS)
    assert day.proof.cost == pytest.approx(by_hand(shifts, transfers, 9.0))
    assert day.proof.is_proven
    check(day.ways, dict.fromkeys((t.id for t in transfers), 9.0), day.proof)


def test_escorts_need_seats_and_places_open_hours() -> None:
    both = [Transfer("a", 4, 0, escorts=1), Transfer("b", 3, 0, escorts=1)]
    apart = plan_day(both, [shift()], LINE, 100.0, Limits(turn_s=0, seats=1))
    assert apart.proof.left_out == ("a",)  # out and back twice would take longer than the shift
    open_s = np.broadcast_to([0.0, 24 * HOUR], (5, 1, 2)).copy()
    open_s[4] = (6 * HOUR, 7 * HOUR)
    late = Shift("jet", 0, 0.0, 24 * HOUR, 1 / HOUR, open_s=open_s)
    (route,) = plan_day(both[:1], [late], LINE, 100.0, LIMITS).routes
    assert (route.travel_s, route.back_s) == (8 * HOUR, 10 * HOUR)


def test_a_day_of_thirty_transfers_is_proven() -> None:
    chance = np.random.default_rng(5)
    places = chance.random((12, 2)) * 2_000
    travel: Floats = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) / 600 * HOUR
    transfers = [
        Transfer(str(n), int(chance.integers(12)), 0, ready * HOUR, (ready + 5) * HOUR)
        for n, ready in enumerate(chance.uniform(0, 6, 30))
    ]
    shifts = [shift(f"s{n}", int(chance.integers(12)), 9, 1 + n / 10) for n in range(2)]
    day = plan_day(transfers, shifts, travel, 30.0)
    assert day.proof.is_proven
    assert len({key for r in day.routes for key, _ in r.stops}) == 30 - len(day.proof.left_out)


def test_every_set_of_transfers_has_one_route() -> None:
    transfers = [Transfer(key, 1, 2) for key in "abcde"]
    routes = routes_of(shift(), transfers, LINE, LIMITS)
    assert len(routes) == sum(len(list(combinations("abcde", n))) for n in range(1, 5))
