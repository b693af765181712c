from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.days import NATIONAL
from qanat.foundation.tabular.dates import day, moment

NOON = datetime(2025, 3, 9, 7, 5, tzinfo=UTC)
"""12:05 in national time."""


@pytest.mark.parametrize(
    "written",
    [
        "09.03.2025 12:05", "9.3.2025 12:05", "09.03.25 12:05", "2025-03-09 12:05",
        "2025-03-09T12:05", "2025-03-09T12:05:00", "2025-03-09 12:05:00.000", "09/03/2025 12:05",
        "09-03-2025 12:05", "2025.03.09 12:05", "  09.03.2025   12:05 ", "09.03.2025 г. 12:05",
        "09.03.2025, 12:05", "09.03.2025 в 12:05", "09.03.2025 12.05", "2025-03-09T07:05:00Z",
        "9.3.25 12:5", "9 марта 2025 12:05", "09 Марта 2025 г. 12:05", "9 мар. 2025, 12:05",
        "9 наурыз 2025 12:05", "2025 жылғы 9 наурыз 12:05", "9-mart 2025 12:05",
        "9 март 2025 12:05", "9 March 2025 12:05", "9-мар-25 12:05",
        "2025-03-09T12:05:00+05:00", "2025-03-09T13:05:00+0600", "45725.5034722222",
        "45725,50347222",
    ],
)  # fmt: skip
def test_a_moment_is_read_in_every_usual_form(written: str) -> None:
    assert moment(written) == NOON


@pytest.mark.parametrize(
    "written",
    [
        "32.13.2025 10:00", "30.02.2025 10:00", "29.02.2025", "10.03.2025 25:00",
        "10.03.2025 12:60",
        "2025-13-01", "10/25/2025", "0.3.2025", "вчера", "12:05", "2025", "10.03.0025",
        "10.03.20255",
        "10.03.1825 10:00", "2025-03-09T12:05:00+99:00", "99999", "10.03-2025", "9 марта",
        "9 мартобря 2025",
        "31 апреля 2025", "9 марта 20255", "10.03.2025 12.5", "²9.03.2025",
    ],
)  # fmt: skip
def test_an_impossible_moment_is_nothing(written: str) -> None:
    assert moment(written) is None


def test_one_figure_is_enough_for_a_day_a_month_an_hour_and_a_minute() -> None:
    assert moment("5.3.25 9:5") == datetime(2025, 3, 5, 4, 5, tzinfo=UTC)


def test_a_date_alone_is_midnight_in_national_time() -> None:
    assert moment("09.03.2025") == datetime(2025, 3, 8, 19, tzinfo=UTC)


def test_24_00_ends_the_day() -> None:
    assert moment("09.03.2025 24:00") == datetime(2025, 3, 9, 19, tzinfo=UTC)
    assert moment("09.03.2025 24:01") is None


def test_before_march_2024_national_time_was_an_hour_ahead() -> None:
    assert moment("15.01.2024 12:00") == datetime(2024, 1, 15, 6, tzinfo=UTC)
    assert moment("15.03.2024 12:00") == datetime(2024, 3, 15, 7, tzinfo=UTC)


def test_cells_of_a_spreadsheet_are_read_by_their_type() -> None:
    assert moment(datetime(2025, 3, 9, 12, 4, 59, 999_990)) == NOON  # noqa: DTZ001 (cells have no zone) (as cells are)
    assert moment(45725.50347222222) == NOON
    assert moment(date(2025, 3, 9)) == datetime(2025, 3, 8, 19, tzinfo=UTC)
    assert moment(cell=True) is None
    assert moment(1e9) is None
    assert day(45725.0, today=date(2026, 1, 1)) == date(2025, 3, 9)


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("25.11.49", date(1949, 11, 25)),
        ("25.11.09", date(2009, 11, 25)),
        ("25.11.26", date(2026, 11, 25)),
        ("26.11.26", date(1926, 11, 26)),
        ("29.02.28", date(1928, 2, 29)),
        ("25.11.1949", date(1949, 11, 25)),
        ("1949-11-25", date(1949, 11, 25)),
        ("18227", date(1949, 11, 25)),
    ],
)
def test_a_two_digit_year_of_birth_is_never_in_the_future(written: str, born: date) -> None:
    assert day(written, today=date(2026, 11, 25)) == born


@pytest.mark.parametrize(
    "written",
    ["1962", "31.04.1980", "00.00.1980", "1.1.1700", "1.1.2200", "26.11.2026", "24.11.1895"],
)
def test_an_impossible_day_of_birth_is_nothing(written: str) -> None:
    assert day(written, today=date(2026, 11, 25)) is None


MINUTES = st.datetimes(datetime(2024, 3, 2), datetime(2059, 12, 31)).map(  # noqa: DTZ001 (cells have no zone)
    lambda at: at.replace(second=0, microsecond=0, tzinfo=NATIONAL)
)


@given(at=MINUTES)
def test_every_form_of_one_moment_is_the_same_moment(at: datetime) -> None:
    days = (at.replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 (cells have no zone)
    forms = (f"{at:%d.%m.%Y %H:%M}", f"{at:%d.%m.%y %H:%M}", at.isoformat(), f"{days:.9f}")
    assert {moment(form) for form in forms} == {at.astimezone(UTC)}


@given(text=st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert moment(text) is None or moment(text) == moment(text)
    day(text, today=date(2026, 11, 25))
