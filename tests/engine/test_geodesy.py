import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.geodesy import (
    EARTH_RADIUS_M,
    SPHERE_ERROR,
    Point,
    between,
    destination,
    geodesic_m,
    great_circle_m,
    great_circles_m,
    initial_bearing_deg,
)

ASTANA = Point(71.446, 51.180)
ALMATY = Point(76.912, 43.252)
points = st.builds(
    Point,
    st.floats(-180, 180, allow_nan=False),
    st.floats(-85, 85, allow_nan=False),
)


def test_a_quarter_of_the_equator_is_a_quarter_of_the_circumference() -> None:
    assert great_circle_m(Point(0, 0), Point(90, 0)) == pytest.approx(EARTH_RADIUS_M * math.pi / 2)


def test_astana_to_almaty_by_the_ellipsoid_is_973_km() -> None:
    assert round(geodesic_m(ASTANA, ALMATY)) == 973_131


def test_a_degree_of_latitude_at_the_equator_by_the_ellipsoid_is_110_574_m() -> None:
    assert round(geodesic_m(Point(0, 0), Point(0, 1))) == 110_574


def test_the_course_from_astana_to_almaty_is_south_south_east() -> None:
    assert initial_bearing_deg(ASTANA, ALMATY) == pytest.approx(152.9, abs=0.1)


@pytest.mark.parametrize(
    ("to", "course"),
    [(Point(0, 1), 0), (Point(1, 0), 90), (Point(0, -1), 180), (Point(-1, 0), 270)],
)
def test_the_four_winds_have_their_bearings(to: Point, course: float) -> None:
    assert initial_bearing_deg(Point(0, 0), to) == pytest.approx(course)


@given(points, points)
def test_the_sphere_is_within_its_stated_error(a: Point, b: Point) -> None:
    truth = geodesic_m(a, b)
    assert abs(great_circle_m(a, b) - truth) <= SPHERE_ERROR * truth + 1e-6


@given(st.lists(points, min_size=1, max_size=6), st.lists(points, min_size=1, max_size=6))
def test_arrays_and_single_pairs_agree(many: list[Point], others: list[Point]) -> None:
    table = great_circles_m(
        np.array([[p.lon, p.lat] for p in many]), np.array([[p.lon, p.lat] for p in others])
    )
    assert table.shape == (len(many), len(others))
    for i, a in enumerate(many):
        for j, b in enumerate(others):
            assert table[i, j] == pytest.approx(great_circle_m(a, b), abs=0.01)


@given(points, points)
def test_the_distance_is_the_same_both_ways(a: Point, b: Point) -> None:
    assert great_circle_m(a, b) == pytest.approx(great_circle_m(b, a), abs=1e-3)


@given(points, st.floats(0, 360, exclude_max=True), st.floats(0, 15_000_000))
def test_flying_a_distance_gets_that_far(start: Point, course: float, distance_m: float) -> None:
    assert great_circle_m(start, destination(start, course, distance_m)) == pytest.approx(
        distance_m, abs=1.0
    )


@given(points, points, st.floats(0, 1))
def test_a_point_between_splits_the_way_in_its_share(a: Point, b: Point, share: float) -> None:
    whole = great_circle_m(a, b)
    if whole > 0.999 * math.pi * EARTH_RADIUS_M:
        return
    middle = between(a, b, share)
    assert great_circle_m(a, middle) == pytest.approx(share * whole, abs=2.0)
    assert great_circle_m(middle, b) == pytest.approx((1 - share) * whole, abs=20.0)


def test_the_way_crosses_the_date_line_by_the_short_side() -> None:
    middle = between(Point(179, 0), Point(-179, 0), 0.5)
    assert abs(middle.lon) == pytest.approx(180)


def test_a_share_outside_the_way_is_its_nearer_end() -> None:
    assert between(ASTANA, ALMATY, -1) == ASTANA
    assert between(ASTANA, ALMATY, 2) == ALMATY


def test_antipodal_points_have_no_single_way() -> None:
    with pytest.raises(ValueError, match="antipodal"):
        between(Point(0, 0), Point(180, 0), 0.5)


def test_a_negative_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        destination(ASTANA, 0, -1)


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (math.nan, 0), (0, math.inf)])
def test_a_place_off_the_earth_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="not a place"):
        Point(lon, lat)
