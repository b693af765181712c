from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.registry.workforce.rules import Limits, Span, exceeded, manned, most_in_window

START = datetime(2026, 11, 25, 3, tzinfo=UTC)


def span(start_h: float, hours: float) -> Span:
    start = START + timedelta(hours=start_h)
    return Span(start, start + timedelta(hours=hours))


FLIGHT = Limits(longest_h=12, least_rest_h=12, most_in_7_days_h=60, most_in_28_days_h=190)


def test_a_usual_duty_exceeds_nothing() -> None:
    assert exceeded(span(0, 12), [span(-24, 12), span(24, 12)], FLIGHT) == ()


def test_no_limits_are_never_exceeded() -> None:
    assert exceeded(span(0, 500), [span(-1, 1)], Limits()) == ()


@pytest.mark.parametrize(("hours", "found"), [(12, ()), (12.01, ("too_long",))])
def test_a_duty_lasts_so_long_and_no_longer(hours: float, found: tuple[str, ...]) -> None:
    assert exceeded(span(0, hours), [], FLIGHT) == found


@pytest.mark.parametrize("other", [span(-23.9, 12), span(23.9, 4)])
def test_rest_counts_before_and_after(other: Span) -> None:
    assert exceeded(span(0, 12), [other], FLIGHT) == ("too_little_rest",)


def test_a_week_is_any_seven_days() -> None:
    others = [span(-24 * day, 12) for day in range(1, 5)]
    assert exceeded(span(0, 12), others, FLIGHT) == ()
    assert exceeded(span(0, 12), [*others, span(-24 * 5, 1)], FLIGHT) == ("too_much_7_days",)
    assert exceeded(span(0, 12), [*others, span(-24 * 6.6, 1)], FLIGHT) == ()


def test_four_weeks_by_hand() -> None:
    others = [span(-24 * day, 12) for day in range(2, 28, 2)]
    assert len(others) == 13
    later = [span(24, 11), span(24 * 3, 11)]
    limits = Limits(most_in_28_days_h=190)
    assert most_in_window(span(0, 12), others, 28) == timedelta(hours=168)
    assert exceeded(span(0, 12), others, limits) == ()
    # the window which ends with the first later duty: 13 * 12 + 12 + 11
    assert most_in_window(span(0, 12), [*others, *later], 28) == timedelta(hours=179)
    tight = Limits(most_in_28_days_h=178)
    assert exceeded(span(0, 12), [*others, *later], tight) == ("too_much_28_days",)


GAPS_AND_HOURS = st.lists(
    st.tuples(st.integers(min_value=0, max_value=100), st.integers(min_value=1, max_value=30)),
    min_size=1,
    max_size=7,
)


@given(GAPS_AND_HOURS, st.integers(min_value=0), st.integers(min_value=1, max_value=9))
def test_the_fullest_window_is_that_of_a_slow_search(
    parts: list[tuple[int, int]], chosen: int, days: int
) -> None:
    spans, at = [], 0
    for gap, hours in parts:  # one after the other: nobody has two duties at a time
        spans.append(span(at + gap, hours))
        at += gap + hours
    duty = spans.pop(chosen % len(spans))
    length = timedelta(days=days)
    hour = timedelta(hours=1)
    slow = timedelta(0)
    start = duty.start - length + hour
    while start < duty.end:
        total = sum((s.within(start, start + length) for s in [duty, *spans]), timedelta(0))
        slow = max(slow, total)
        start += hour
    assert most_in_window(duty, spans, days) == slow


def test_a_crew_is_whole_from_its_last_to_begin_to_its_first_to_end() -> None:
    watches = [("commander", span(-2, 10)), ("physician", span(-1, 6)), ("driver", span(-9, 3))]
    assert manned(watches, START, timedelta(0)) == Span(span(-1, 1).start, span(-1, 6).end)
    assert manned([], START, timedelta(0)) is None
    assert manned([("driver", span(2, 8))], START, timedelta(0)) is None


def test_who_is_nearly_done_waits_for_who_relieves_him_if_somebody_does() -> None:
    ending, relief = ("driver", span(-11.5, 12)), ("driver", span(0.5, 12))
    hour = timedelta(hours=1)
    assert manned([ending, relief], START, hour) == relief[1]
    assert manned([ending, relief], START, hour / 3) == ending[1]
    assert manned([ending], START, hour) == ending[1]
    two = [ending, ("physician", span(-11.5, 12)), relief]
    assert manned(two, START, hour) == ending[1]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(-12, 12), st.floats(0.1, 24))))
def test_a_crew_never_outlasts_any_of_its_roles(rows: list[tuple[str, float, float]]) -> None:
    watches = [(role, span(start, hours)) for role, start, hours in rows]
    crew = manned(watches, START, timedelta(0))
    here = [(role, one) for role, one in watches if one.start <= START < one.end]
    assert (crew is None) == (not here)
    if crew is not None:
        roles = {role for role, _one in here}
        assert crew.start <= START < crew.end
        assert all(any(r == role and one.end >= crew.end for r, one in here) for role in roles)
