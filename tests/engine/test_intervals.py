from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine import intervals
from qanat.engine.intervals import RULES, Duration, Interval, Stamp, Stamps, find_duration

START = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
# Every stamp lies on a minute of its own, so that each pair has a difference of its own.
MINUTE = {
    "01": 0,
    "02": 1,
    "03": 3,
    "04": 4,
    "05": 7,
    "06": 31,
    "07": 36,
    "08": 40,
    "09": 64,
    "10": 90,
    "11": 127,
    "12": 141,
    "13": 200,
    "14": 17,
}
ALL: Stamps = {Stamp(f"eTimes.{n}"): START + timedelta(minutes=m) for n, m in MINUTE.items()}


def without(*numbers: str) -> Stamps:
    missing = {f"eTimes.{number}" for number in numbers}
    return {stamp: at for stamp, at in ALL.items() if stamp.value not in missing}


Measure = Callable[[Stamps], timedelta | None]


@pytest.mark.parametrize(
    ("measure", "minutes"),
    [
        (intervals.call_to_notified, 3),
        (intervals.dispatch_to_notified, 2),
        (intervals.call_to_en_route, 7),
        (intervals.chute, 4),
        (intervals.response, 28),
        (intervals.travel, 24),
        (intervals.scene, 33),
        (intervals.patient_scene, 28),
        (intervals.transport, 63),
        (intervals.wall, 14),
        (intervals.arrival_to_service, 73),
        (intervals.transfer_to_service, 59),
        (intervals.time_on_task, 197),
        (intervals.total, 200),
        (intervals.cancelled, 14),
    ],
)
def test_with_every_stamp_a_duration_lies_between_its_own_two(
    measure: Measure, minutes: int
) -> None:
    assert measure(ALL) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("measure", "missing", "minutes"),
    [
        (intervals.call_to_en_route, ("01",), 6),
        (intervals.scene, ("09",), 169),
        (intervals.patient_scene, ("09",), 164),
        (intervals.total, ("01",), 199),
        (intervals.total, ("01", "02"), 197),
    ],
)
def test_a_missing_stamp_is_replaced_where_the_standard_says_so(
    measure: Measure, missing: tuple[str, ...], minutes: int
) -> None:
    assert measure(without(*missing)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("measure", "missing"),
    [
        (intervals.call_to_notified, ("01",)),
        (intervals.call_to_notified, ("03",)),
        (intervals.dispatch_to_notified, ("02",)),
        (intervals.dispatch_to_notified, ("03",)),
        (intervals.call_to_en_route, ("01", "02")),
        (intervals.call_to_en_route, ("05",)),
        (intervals.chute, ("03",)),
        (intervals.chute, ("05",)),
        (intervals.response, ("03",)),
        (intervals.response, ("06",)),
        (intervals.travel, ("05",)),
        (intervals.travel, ("06",)),
        (intervals.scene, ("06",)),
        (intervals.scene, ("09", "13")),
        (intervals.patient_scene, ("07",)),
        (intervals.patient_scene, ("09", "13")),
        (intervals.transport, ("09",)),
        (intervals.transport, ("11",)),
        (intervals.wall, ("11",)),
        (intervals.wall, ("12",)),
        (intervals.arrival_to_service, ("11",)),
        (intervals.arrival_to_service, ("13",)),
        (intervals.transfer_to_service, ("12",)),
        (intervals.transfer_to_service, ("13",)),
        (intervals.time_on_task, ("03",)),
        (intervals.time_on_task, ("13",)),
        (intervals.total, ("01", "02", "03")),
        (intervals.total, ("13",)),
        (intervals.cancelled, ("03",)),
        (intervals.cancelled, ("14",)),
    ],
)
def test_a_missing_stamp_without_substitute_leaves_the_duration_unknown(
    measure: Measure, missing: tuple[str, ...]
) -> None:
    assert measure(without(*missing)) is None


def test_there_are_fifteen_durations_and_each_has_its_rule() -> None:
    assert len(Interval) == 15
    assert set(RULES) == set(Interval)


def test_there_are_seventeen_standard_stamps_and_eleven_of_flights() -> None:
    standard = [stamp.value for stamp in Stamp if not stamp.is_air]
    assert standard == [f"eTimes.{number:02}" for number in range(1, 18)]
    assert sum(stamp.is_air for stamp in Stamp) == 11


def test_no_stamps_give_no_durations() -> None:
    assert intervals.durations({}) == {}


def test_a_substitute_is_told() -> None:
    whole = find_duration(Interval.SCENE, ALL)
    replaced = find_duration(Interval.SCENE, without("09"))
    assert whole is not None
    assert replaced is not None
    assert not whole.is_substituted
    assert replaced.is_substituted
    assert replaced.end is Stamp.BACK_IN_SERVICE


def test_a_duration_which_runs_backwards_is_returned_and_marked() -> None:
    stamps = {Stamp.UNIT_NOTIFIED: START, Stamp.UNIT_EN_ROUTE: START - timedelta(minutes=5)}
    assert find_duration(Interval.CHUTE, stamps) == Duration(
        Interval.CHUTE, -timedelta(minutes=5), Stamp.UNIT_NOTIFIED, Stamp.UNIT_EN_ROUTE
    )
    assert intervals.durations(stamps)[Interval.CHUTE].is_negative


def test_a_stamp_without_a_zone_is_refused() -> None:
    naive = {Stamp.UNIT_NOTIFIED: START.replace(tzinfo=None), Stamp.UNIT_EN_ROUTE: START}
    with pytest.raises(ValueError, match="time zone"):
        intervals.chute(naive)


@given(st.dictionaries(st.sampled_from(Stamp), st.integers(-10_000, 10_000)))
def test_only_durations_that_run_backwards_are_marked(minutes: dict[Stamp, int]) -> None:
    stamps = {stamp: START + timedelta(minutes=count) for stamp, count in minutes.items()}
    for duration in intervals.durations(stamps).values():
        assert duration.is_negative == (stamps[duration.end] < stamps[duration.start])
        assert duration.start in RULES[duration.interval].start
        assert duration.end in RULES[duration.interval].end
