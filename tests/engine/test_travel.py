import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.travel import Drive, OffGraphRoads, Range, RoadClass, RoadModel

MODEL = RoadModel(
    speeds_mps={
        RoadClass.TRUNK: Range(15.0, 20.0, 25.0),
        RoadClass.OTHER: Range(12.0, 16.0, 20.0),
        RoadClass.GRAVEL: Range(8.0, 11.0, 14.0),
    },
    off_graph_mps=Range(8.0, 10.0, 16.0),
    detour=Range(1.0, 1.25, 1.5),
    season=Range(1.0, 1.0, 1.2),
)
points = st.builds(Point, st.floats(46, 88), st.floats(40, 56))


def test_a_known_road_is_driven_at_the_speeds_of_its_class() -> None:
    drive = MODEL.on_road(60_000, RoadClass.TRUNK)
    assert drive == Drive(60_000, 2_400, 3_000, 4_800)


def test_an_unknown_road_is_the_great_circle_lengthened() -> None:
    a, b = Point(70, 50), Point(71, 50)
    direct_m = great_circle_m(a, b)
    drive = MODEL.off_graph(a, b)
    assert drive.length_m == pytest.approx(direct_m * 1.25)
    assert drive.low_s == pytest.approx(direct_m / 16)
    assert drive.likely_s == pytest.approx(direct_m * 1.25 / 10)
    assert drive.high_s == pytest.approx(direct_m * 1.5 / 8 * 1.2)


def test_staying_takes_no_time() -> None:
    assert MODEL.off_graph(Point(70, 50), Point(70, 50)) == Drive(0, 0, 0, 0)


def test_drives_add_up() -> None:
    assert Drive(1, 2, 3, 4) + Drive(10, 20, 30, 40) == Drive(11, 22, 33, 44)


@given(points, points)
def test_the_likely_time_lies_between_quickest_and_slowest(a: Point, b: Point) -> None:
    drive = MODEL.off_graph(a, b)
    assert drive.low_s <= drive.likely_s <= drive.high_s


@given(st.lists(points, min_size=1, max_size=4), st.lists(points, min_size=1, max_size=4))
def test_a_table_of_times_agrees_with_single_drives(many: list[Point], others: list[Point]) -> None:
    roads = OffGraphRoads(MODEL)
    table = roads.likely_s(
        np.array([[p.lon, p.lat] for p in many]), np.array([[p.lon, p.lat] for p in others])
    )
    for i, a in enumerate(many):
        for j, b in enumerate(others):
            assert table[i, j] == pytest.approx(MODEL.off_graph(a, b).likely_s, abs=0.01)


@pytest.mark.parametrize("values", [(0, 1, 2), (2, 1, 3), (1, 3, 2), (1, 2, float("inf"))])
def test_values_out_of_order_are_no_range(values: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="not a range"):
        Range(*values)


def test_a_model_needs_a_speed_for_every_class() -> None:
    with pytest.raises(ValueError, match="gravel"):
        RoadModel(
            speeds_mps={RoadClass.TRUNK: Range(1, 1, 1), RoadClass.OTHER: Range(1, 1, 1)},
            off_graph_mps=Range(1, 1, 1),
            detour=Range(1, 1, 1),
            season=Range(1, 1, 1),
        )
