from datetime import UTC, datetime, timedelta

from qanat.response.dispatch.rules.paper import Doubt, doubts
from qanat.response.shifts.rules.signing import digest_of


def test_a_digest_changes_with_the_content_and_not_with_the_order_of_its_keys() -> None:
    assert digest_of({"a": 1, "b": "ә"}) == digest_of({"b": "ә", "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def test_odd_times_of_a_sheet_are_named_and_plain_ones_are_not() -> None:
    received = datetime(2026, 11, 25, 6, tzinfo=UTC)
    hour = timedelta(hours=1)
    plain = [received + n * hour for n in (1, 2, 3, 4)]
    assert doubts(received, received + hour / 2, plain, received + 6 * hour) == []
    assert doubts(received, received + 13 * hour, [], received + 14 * hour) == [
        Doubt.LONG_UNDECIDED
    ]
    assert doubts(received, None, [received + 30 * hour], received + 31 * hour) == [
        Doubt.LONG_UNSENT
    ]
    long = [received + hour, received + 20 * hour]
    assert doubts(received, None, long, received + 21 * hour) == [Doubt.LONG_UNDER_WAY]
    assert doubts(received, None, [received + hour] * 3, received + 2 * hour) == [Doubt.SAME_TIMES]
    assert doubts(received, None, [], received + timedelta(days=8)) == [Doubt.LONG_AGO]
