from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.care.telemedicine.rules import Norms, due_at

ZONE = ZoneInfo("Asia/Almaty")
NORMS = Norms(threat_min=30, emergency_min=60, urgent_min=1440, planned_days=5)
WEDNESDAY = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("urgency", "is_threat", "after"),
    [
        (1, False, timedelta(minutes=60)),
        (1, True, timedelta(minutes=30)),
        (3, True, timedelta(minutes=30)),
        (2, False, timedelta(hours=24)),
        (3, False, timedelta(days=7)),
    ],
)
def test_a_consultation_is_due_by_its_urgency(
    *, urgency: int, is_threat: bool, after: timedelta
) -> None:
    assert due_at(WEDNESDAY, urgency, NORMS, ZONE, is_threat=is_threat) == WEDNESDAY + after


def test_an_order_of_a_saturday_waits_until_the_next_friday() -> None:
    saturday = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)
    assert due_at(saturday, 3, NORMS, ZONE, is_threat=False) == saturday + timedelta(days=6)


def test_the_day_is_that_of_national_time() -> None:
    late_friday = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)  # Saturday 01:00 in Almaty
    due = due_at(late_friday, 3, NORMS, ZONE, is_threat=False)
    assert due == late_friday + timedelta(days=6)


@given(MOMENTS, st.integers(1, 30))
def test_a_planned_one_never_falls_on_a_weekend_and_counts_working_days(
    at: datetime, days: int
) -> None:
    norms = Norms(30, 60, 1440, days)
    due = due_at(at, 3, norms, ZONE, is_threat=False).astimezone(ZONE)
    start = at.astimezone(ZONE)
    between = [
        start.date() + timedelta(days=n) for n in range(1, (due.date() - start.date()).days + 1)
    ]
    assert due.weekday() < 5
    assert sum(day.weekday() < 5 for day in between) == days
    assert due.time() == start.time()
