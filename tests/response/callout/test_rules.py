from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.response.callout.rules import is_shown, share_in_time, step_after, waits_until

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
STATES = st.lists(
    st.sampled_from(["waiting", "accepted", "declined", "silent", "not_needed"]), max_size=6
)


@given(STATES)
def test_one_yes_is_enough_where_one_is_needed(states: list[str]) -> None:
    move = step_after(states, all_needed=False)
    assert (move == "confirm") is ("accepted" in states)
    assert (move == "exhaust") is ("accepted" not in states and "waiting" not in states)


@given(STATES)
def test_all_have_to_say_yes_where_all_are_needed(states: list[str]) -> None:
    move = step_after(states, all_needed=True)
    assert (move == "confirm") is (bool(states) and set(states) == {"accepted"})
    assert (move == "exhaust") is bool({"declined", "silent"} & set(states))


@given(st.integers(1, 60), st.integers(0, 600), st.integers(5, 240))
def test_who_puts_off_again_and_again_is_not_waited_for_without_end(
    minutes: int, passed: int, most: int
) -> None:
    first = NOW - timedelta(minutes=passed)
    until = waits_until(NOW, minutes, first, most)
    assert until <= first + timedelta(minutes=most)
    assert until <= NOW + timedelta(minutes=minutes)


def test_a_link_shows_for_some_hours_after_the_end() -> None:
    assert is_shown(None, NOW, 24)
    assert is_shown(NOW - timedelta(hours=24), NOW, 24)
    assert not is_shown(NOW - timedelta(hours=25), NOW, 24)


def test_a_share_of_nothing_is_not_known() -> None:
    assert share_in_time(0, 0) is None
    assert share_in_time(3, 4) == 0.75
