from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanat.engine.daylight import find_next_dawn, find_next_dusk
from qanat.engine.geodesy import Point
from qanat.engine.planning.windows import (
    NEVER,
    Windows,
    always,
    daylight_windows,
    departure,
    departures,
    open_windows,
)

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
DAY_S = 86_400

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3).map(
    lambda pairs: [(min(pair), max(pair)) for pair in pairs]
)


def windows_of(*rows: list[tuple[int, int]]) -> Windows:
    at = [
        tuple((NOW + timedelta(seconds=start), NOW + timedelta(seconds=end)) for start, end in row)
        for row in rows
    ]
    return open_windows(at, NOW, 100)


def allowed(row: list[tuple[int, int]], at_s: int) -> bool:
    return any(start <= at_s <= end for start, end in row)


@settings(max_examples=60)
@given(spans, st.integers(0, 70))
def test_the_next_moment_in_a_window_is_the_first_allowed_one(
    row: list[tuple[int, int]], at_s: int
) -> None:
    expected = next((s for s in range(at_s, 101) if allowed(row, s)), NEVER)
    assert windows_of(row).next_in(np.array([at_s]))[0] == expected


@settings(max_examples=60)
@given(spans, spans)
def test_windows_meet_where_both_allow(
    ours: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    met = windows_of(ours).meet(windows_of(theirs)).row(0)
    for second in range(101):
        assert allowed(met, second) == (allowed(ours, second) and allowed(theirs, second))


@settings(max_examples=60)
@given(spans, spans, st.booleans())
def test_rows_can_be_chosen_from_either(
    ours: list[tuple[int, int]],
    theirs: list[tuple[int, int]],
    is_ours: bool,  # noqa: FBT001 - a drawn value
) -> None:
    chosen = windows_of(ours).where(np.array([is_ours]), windows_of(theirs)).row(0)
    for second in range(101):
        assert allowed(chosen, second) == allowed(ours if is_ours else theirs, second)


@settings(max_examples=60)
@given(spans, spans, st.integers(0, 70), st.integers(0, 40))
def test_a_flight_leaves_at_the_first_moment_from_which_it_may_land(
    take_off: list[tuple[int, int]], landing: list[tuple[int, int]], at_s: int, flight_s: int
) -> None:
    expected = next(
        (
            second
            for second in range(at_s, 101)
            if allowed(take_off, second) and allowed(landing, second + flight_s)
        ),
        NEVER,
    )
    many = departures(
        np.array([at_s]), np.array([flight_s]), windows_of(take_off), windows_of(landing)
    )
    assert many[0] == expected
    assert departure(at_s, flight_s, take_off, landing) == expected


def test_unknown_hours_count_as_always_and_none_as_never() -> None:
    windows = open_windows([None, ()], NOW, DAY_S)
    assert windows.row(0) == [(0, DAY_S)]
    assert windows.row(1) == []
    assert always(1, DAY_S).row(0) == [(0, DAY_S)]


def test_hours_are_cut_to_the_time_that_matters() -> None:
    hours = ((NOW - timedelta(hours=2), NOW + timedelta(hours=1, microseconds=5)),)
    later = ((NOW + timedelta(seconds=0.5), NOW + timedelta(days=3)),)
    windows = open_windows([hours, later], NOW, DAY_S)
    assert windows.row(0) == [(0, 3_600)]
    assert windows.row(1) == [(1, DAY_S)]


@settings(max_examples=60)
@given(st.floats(46, 88), st.floats(40, 56), st.integers(0, 364), st.integers(0, 23))
def test_daylight_begins_and_ends_with_civil_twilight(
    lon: float, lat: float, day: int, hour: int
) -> None:
    now = datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
    rows = daylight_windows(np.array([[lon, lat]]), now, DAY_S, -6.0).row(0)
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
    assert windows.row(0) == []
    assert windows.row(1) == [(0, DAY_S)]
