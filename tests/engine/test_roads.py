import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.geodesy import Point
from qanat.engine.roads import Reach, RoadLink, RoadNetwork, Town
from qanat.engine.travel import Range, RoadClass, RoadModel

ONE = Range(1.0, 1.0, 1.0)
MODEL = RoadModel(
    speeds_mps={
        RoadClass.TRUNK: Range(16.0, 20.0, 25.0),
        RoadClass.OTHER: Range(8.0, 10.0, 12.5),
        RoadClass.GRAVEL: Range(4.0, 5.0, 6.25),
    },
    off_graph_mps=Range(8.0, 10.0, 12.5),
    detour=ONE,
    season=ONE,
)
# A square of about 111 by 70 km: the trunk road goes round, the gravel road straight across.
A, B, C, D = (
    Town("A", Point(70, 50)),
    Town("B", Point(71, 50)),
    Town("C", Point(71, 51)),
    Town("D", Point(74, 50)),
)
AB = RoadLink("A-B", "A", "B", 80_000, RoadClass.TRUNK)
BC = RoadLink("B-C", "B", "C", 120_000, RoadClass.TRUNK)
AC = RoadLink("A-C", "A", "C", 140_000, RoadClass.GRAVEL)
NETWORK = RoadNetwork((A, B, C, D), (AB, BC, AC), MODEL)


def test_the_quickest_way_may_be_the_longer_one() -> None:
    route = NETWORK.find_route("A", "C")
    assert route is not None
    assert route.towns == ("A", "B", "C")
    assert route.links == (AB, BC)
    assert route.drive.length_m == 200_000
    assert (route.drive.low_s, route.drive.likely_s, route.drive.high_s) == (8_000, 10_000, 12_500)


def test_a_closed_link_sends_the_journey_round() -> None:
    route = NETWORK.without(["B-C"]).find_route("A", "C")
    assert route is not None
    assert route.links == (AC,)
    assert route.drive.likely_s == 28_000


def test_closures_add_up_and_can_cut_a_town_off() -> None:
    closed = NETWORK.without(["B-C"]).without(["A-C"])
    assert closed.find_route("A", "C") is None
    assert closed.find_journey(A.at, C.at) is None
    table = closed.likely_s(np.array([[70.0, 50.0]]), np.array([[71.0, 51.0]]))
    assert math.isinf(table[0, 0])


def test_a_closure_is_not_passed_by_off_the_network() -> None:
    near_a = Point(70.02, 50.0)
    open_way = NETWORK.find_journey(near_a, B.at)
    round_way = NETWORK.without(["A-B"]).find_journey(near_a, B.at)
    assert open_way is not None
    assert round_way is not None
    assert open_way.links == (AB,)
    assert round_way.links == (AC, BC)


def test_a_town_without_roads_is_reached_by_none() -> None:
    assert NETWORK.find_route("A", "D") is None


def test_a_way_from_a_town_to_itself_is_empty() -> None:
    route = NETWORK.find_route("A", "A")
    assert route is not None
    assert (route.towns, route.links, route.drive.likely_s) == (("A",), (), 0)


def test_within_a_town_a_journey_keeps_off_the_network() -> None:
    route = NETWORK.find_journey(Point(70.01, 50.0), Point(69.99, 50.02))
    assert route is not None
    assert route.links == ()
    assert route.drive == MODEL.off_graph(Point(70.01, 50.0), Point(69.99, 50.02))


def test_a_village_between_two_towns_may_leave_in_either_direction() -> None:
    village = Point(70.5, 50.1)
    to_a = NETWORK.find_journey(village, Point(69.9, 50.0))
    to_b = NETWORK.find_journey(village, Point(71.1, 50.0))
    assert to_a is not None
    assert to_b is not None
    assert AB not in to_a.links
    assert AB not in to_b.links


places = st.builds(Point, st.floats(69.5, 74.5), st.floats(49.5, 51.5))


@given(
    st.lists(places, min_size=1, max_size=5),
    st.lists(places, min_size=1, max_size=5),
    st.sets(st.sampled_from(["A-B", "B-C", "A-C"])),
)
def test_a_table_of_times_agrees_with_single_journeys(
    many: list[Point], others: list[Point], closed: set[str]
) -> None:
    network = NETWORK.without(closed)
    table = network.likely_s(
        np.array([[p.lon, p.lat] for p in many]), np.array([[p.lon, p.lat] for p in others])
    )
    for i, a in enumerate(many):
        for j, b in enumerate(others):
            journey = network.find_journey(a, b)
            if journey is None:
                assert math.isinf(table[i, j])
            else:
                assert table[i, j] == pytest.approx(journey.drive.likely_s, abs=0.01)


@st.composite
def networks(draw: st.DrawFn) -> RoadNetwork:
    names = [f"T{number}" for number in range(draw(st.integers(2, 6)))]
    towns = [Town(name, draw(places)) for name in names]
    pairs = [(a, b) for a in names for b in names if a < b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    links = [
        RoadLink(
            f"{a}-{b}", a, b, draw(st.integers(1_000, 500_000)), draw(st.sampled_from(RoadClass))
        )
        for a, b in chosen
    ]
    return RoadNetwork(towns, links, MODEL)


@given(networks())
def test_ways_agree_with_repeated_relaxation(network: RoadNetwork) -> None:
    names = [town.name for town in network.towns]
    best = {(a, b): 0.0 if a == b else math.inf for a in names for b in names}
    for link in network.links:
        seconds = MODEL.on_road(link.length_m, link.road_class).likely_s
        best[link.a, link.b] = best[link.b, link.a] = seconds
    for over in names:
        for a in names:
            for b in names:
                best[a, b] = min(best[a, b], best[a, over] + best[over, b])
    for a in names:
        for b in names:
            route = network.find_route(a, b)
            if route is None:
                assert math.isinf(best[a, b])
            else:
                assert route.drive.likely_s == pytest.approx(best[a, b])
                ends = [{x, y} for x, y in pairwise(route.towns)]
                assert [{link.a, link.b} for link in route.links] == ends


def test_the_reach_is_a_choice_of_the_caller() -> None:
    nearer_to_a, beyond_b = Point(70.4, 50.1), Point(71.1, 50.0)
    either = NETWORK.find_journey(nearer_to_a, beyond_b)
    nearest = RoadNetwork((A, B), (AB,), MODEL, reach=Reach(factor=1.0, extra_m=0.0))
    by_a = nearest.find_journey(nearer_to_a, beyond_b)
    assert either is not None
    assert by_a is not None
    assert either.towns == ("B",)
    assert by_a.towns == ("A", "B")


@pytest.mark.parametrize(
    ("towns", "links", "closed"),
    [
        ((), (), frozenset[str]()),
        ((A, A), (), frozenset[str]()),
        ((A, B), (AB, AB), frozenset[str]()),
        ((A,), (AB,), frozenset[str]()),
        ((A, B), (AB,), frozenset({"x"})),
    ],
)
def test_a_network_that_makes_no_sense_is_refused(
    towns: tuple[Town, ...], links: tuple[RoadLink, ...], closed: frozenset[str]
) -> None:
    with pytest.raises(ValueError, match=r"network needs|not there"):
        RoadNetwork(towns, links, MODEL, closed=closed)


@pytest.mark.parametrize(("b", "length_m"), [("A", 10.0), ("B", 0.0), ("B", float("nan"))])
def test_a_link_that_makes_no_sense_is_refused(b: str, length_m: float) -> None:
    with pytest.raises(ValueError, match="not a road"):
        RoadLink("x", "A", b, length_m, RoadClass.OTHER)
