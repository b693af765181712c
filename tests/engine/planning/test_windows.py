from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanat.engine.daylight import find_next_dawn, find_next_dusk
from qanat.engine.geodesy import Point
from qanat.engine.planning.windows import daylight_windows

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
DAY_S = 86_400


@settings(max_examples=60)
@given(st.floats(46, 88), st.floats(40, 56), st.integers(0, 364), st.integers(0, 23))
def test_daylight_begins_and_ends_with_civil_twilight(
    lon: float, lat: float, day: int, hour: int
) -> None:
    now = datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
    rows = daylight_windows(np.array([[lon, lat]]), now, DAY_S, -6.0)[0]
    place = Point(lon, lat)
    dawn, dusk = find_next_dawn(place, now), find_next_dusk(place, now)
    assert dawn is not None
    assert dusk is not None
    starts = [start for start, _ in rows if start > 0]
    ends = [end for _, end in rows if end < DAY_S]
    for found, edge in ((starts, dawn), (ends, dusk)):
        expected = (edge - now).total_seconds()
        if expected < DAY_S - 5:
            assert found[0] == pytest.approx(expected, abs=2)


def test_the_polar_night_has_no_daylight_and_the_polar_day_no_end() -> None:
    places = np.array([[20.0, 80.0], [20.0, -80.0]])
    windows = daylight_windows(places, datetime(2026, 12, 21, tzinfo=UTC), DAY_S, -6.0)
    assert windows[0] == []
    assert windows[1] == [(0, DAY_S)]
