from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.response.alerts.rules import (
    MOST_ESCALATIONS,
    Condition,
    is_new,
    is_unanswered,
    rate,
    shift_at,
)

START = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.integers(0, 600_000_000).map(lambda s: START + timedelta(seconds=s))
NORM = timedelta(minutes=3)


@given(moments, st.integers(0, 23), st.integers(1, 24))
def test_every_moment_lies_in_exactly_one_shift_and_shifts_follow_each_other(
    at: datetime, starts: int, lasts: int
) -> None:
    shift = shift_at(at, starts, lasts)
    assert shift.start_at <= at < shift.end_at
    assert shift_at(shift.end_at, starts, lasts).start_at == shift.end_at
    assert shift_at(shift.start_at, starts, lasts) == shift


def test_a_shift_of_twelve_hours_begins_at_eight_and_at_twenty() -> None:
    morning = shift_at(datetime(2026, 11, 26, 9, tzinfo=UTC), 8, 12)
    night = shift_at(datetime(2026, 11, 26, 2, tzinfo=UTC), 8, 12)
    assert (morning.start_at.hour, morning.end_at.hour) == (8, 20)
    assert (night.start_at, night.end_at.hour) == (datetime(2026, 11, 25, 20, tzinfo=UTC), 8)


def test_a_rate_is_alerts_by_operators_and_hours_and_its_first_hour_counts_whole() -> None:
    shift = shift_at(datetime(2026, 11, 26, 9, tzinfo=UTC), 8, 12)
    assert rate(30, 3, shift, shift.start_at + timedelta(hours=2)) == 5
    assert rate(30, 3, shift, shift.start_at + timedelta(minutes=1)) == 10
    assert rate(36, 3, shift, shift.end_at + timedelta(days=3)) == 1


@given(moments, moments)
def test_what_was_closed_is_raised_again_only_when_it_happens_anew(
    onset: datetime, closed: datetime
) -> None:
    condition = Condition(
        cause="lost_contact", subject_kind="mission", subject_id=1, urgency=1, onset_at=onset
    )
    assert is_new(condition, None)
    assert is_new(condition, closed) == (onset > closed)


def test_an_alert_is_passed_on_a_few_times_and_then_no_more() -> None:
    since = datetime(2026, 11, 26, tzinfo=UTC)
    assert not is_unanswered(since, 0, since + NORM - timedelta(seconds=1), NORM)
    assert is_unanswered(since, 0, since + NORM, NORM)
    assert not is_unanswered(since, MOST_ESCALATIONS, since + timedelta(days=1), NORM)
