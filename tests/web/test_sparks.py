"""The small lines of findings stay in their frame, and rise where the values do."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.web.charts.spark import HEIGHT, WIDTH, place, spark

START = datetime(2026, 11, 25, tzinfo=UTC)
SHARES = st.floats(0, 1)
VALUES = st.floats(-50, 400)


@given(SHARES, SHARES, VALUES, VALUES)
def test_every_value_stands_within_the_frame(
    share: float, rise: float, one: float, two: float
) -> None:
    low, high = min(one, two), max(one, two)
    at = START + share * timedelta(hours=2)
    value = low + rise * (high - low)
    x, y = place((at, value), (START, START + timedelta(hours=2)), (low, high))
    assert 0 <= x <= WIDTH
    assert 0 <= y <= HEIGHT


def test_a_higher_value_stands_higher_and_a_later_one_farther() -> None:
    span = (START, START + timedelta(hours=1))
    first, last = place((span[0], 60), span, (60, 120)), place((span[1], 120), span, (60, 120))
    assert first[0] < last[0]
    assert first[1] > last[1]


def test_a_single_value_stands_at_the_end_in_the_middle() -> None:
    assert place((START, 80), (START, START), (80, 80)) == (WIDTH - 3, HEIGHT / 2)


def test_marked_values_are_circled_where_they_stand() -> None:
    values = [(START, 60.0), (START + timedelta(hours=1), 200.0)]
    line = spark(values, (START, START + timedelta(hours=1)), (False, True))
    assert line.odd == (line.last,)
    assert (line.least, line.most) == (60, 200)
