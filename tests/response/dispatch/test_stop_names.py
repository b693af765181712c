"""What the stops of legs are called."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qanat.response.dispatch.queries.stops import SIDES, away_name, stop_name

pytestmark = pytest.mark.django_db


def test_a_point_far_from_all_towns_is_told_from_the_nearest_in_the_readers_language() -> None:
    stored = away_name("Аягөз", 141_400, 44.0)
    with translation.override("en"):
        assert stop_name(stored) == "Аягөз, 141 km to the north-east"
    with translation.override("ru"):
        assert stop_name(stored) == "Аягөз, 141 км к северо-востоку"


@given(course=st.floats(0, 360, exclude_max=True))
def test_the_side_told_is_never_farther_off_than_half_the_angle_between_two(course: float) -> None:
    side = away_name("A", 61_000, course).rpartition(" ")[2]
    off = abs(course - 45 * list(SIDES).index(side)) % 360
    assert min(off, 360 - off) <= 22.5
