from datetime import UTC, date, datetime

from qanat.foundation.days import months_later, national_day


def test_the_national_day_begins_at_home_and_follows_the_change_of_time() -> None:
    assert national_day(datetime(2026, 11, 25, 18, 59, tzinfo=UTC)) == date(2026, 11, 25)
    assert national_day(datetime(2026, 11, 25, 19, 0, tzinfo=UTC)) == date(2026, 11, 26)
    assert national_day(datetime(2024, 1, 15, 18, 0, tzinfo=UTC)) == date(2024, 1, 16)


def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert months_later(date(2026, 3, 1), 24) == date(2028, 3, 1)
    assert months_later(date(2026, 12, 31), 2) == date(2027, 2, 28)
