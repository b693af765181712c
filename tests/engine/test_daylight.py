from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.daylight import (
    CIVIL_TWILIGHT_ELEVATION_DEG,
    SUNRISE_ELEVATION_DEG,
    Light,
    find_next_dawn,
    find_next_dusk,
    find_next_sunrise,
    find_next_sunset,
    is_sun_up,
    light_at,
    seconds_since_2000,
    sun_elevation_deg,
    sun_elevations_deg,
)
from qanat.engine.geodesy import Point

ASTANA = Point(71.4704, 51.1801)
points = st.builds(Point, st.floats(-180, 180), st.floats(-80, 80))
moments = st.floats(0, 49 * 365.25).map(
    lambda days: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days)
)


@given(points, moments)
def test_the_array_formula_agrees_with_astral(place: Point, at: datetime) -> None:
    ours = sun_elevations_deg(
        np.array([[place.lon, place.lat]]), np.array([[seconds_since_2000(at)]])
    )
    assert ours[0, 0] == pytest.approx(sun_elevation_deg(place, at), abs=0.02)


def test_the_shortest_day_of_astana_is_as_published() -> None:
    morning = find_next_sunrise(ASTANA, datetime(2026, 12, 20, 20, tzinfo=UTC))
    evening = find_next_sunset(ASTANA, datetime(2026, 12, 21, 6, tzinfo=UTC))
    minute = timedelta(minutes=1)
    assert morning is not None
    assert evening is not None
    assert abs(morning - datetime(2026, 12, 21, 3, 15, 30, tzinfo=UTC)) < minute
    assert abs(evening - datetime(2026, 12, 21, 11, 8, 30, tzinfo=UTC)) < minute


def test_twilight_lies_between_day_and_night() -> None:
    sunset = find_next_sunset(ASTANA, datetime(2026, 12, 21, 6, tzinfo=UTC))
    assert sunset is not None
    dusk = find_next_dusk(ASTANA, sunset)
    assert dusk is not None
    step = timedelta(minutes=2)
    assert light_at(ASTANA, sunset - step) is Light.DAY
    assert light_at(ASTANA, sunset + step) is Light.CIVIL_TWILIGHT
    assert light_at(ASTANA, dusk + step) is Light.NIGHT
    assert is_sun_up(ASTANA, sunset - step)
    assert not is_sun_up(ASTANA, sunset + step)


@given(st.floats(-180, 180), st.floats(-60, 60), moments)
def test_a_crossing_is_where_the_sun_passes_the_height(
    lon: float, lat: float, after: datetime
) -> None:
    place = Point(lon, lat)
    for found, height in (
        (find_next_sunset(place, after), SUNRISE_ELEVATION_DEG),
        (find_next_dawn(place, after), CIVIL_TWILIGHT_ELEVATION_DEG),
    ):
        assert found is not None
        assert after <= found <= after + timedelta(days=1, minutes=10)
        assert sun_elevation_deg(place, found) == pytest.approx(height, abs=0.03)


def test_the_polar_summer_has_no_sunset_for_months() -> None:
    found = find_next_sunset(Point(20, 80), datetime(2026, 5, 21, tzinfo=UTC))
    assert found is not None
    assert datetime(2026, 8, 1, tzinfo=UTC) < found < datetime(2026, 9, 1, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_sun_up(ASTANA, datetime(2026, 1, 1))  # noqa: DTZ001 (refused for it)
