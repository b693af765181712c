"""Marks: shape beside colour, stale visibly stale, and nothing unescaped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from qanat.web import marks

NOW = datetime(2026, 11, 25, 9, 37, tzinfo=UTC)
HOSTILE = '<b onclick="x">&\'"'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


@pytest.mark.parametrize(
    ("level", "shape", "word"),
    [
        (1, '<path d="M7.6', "Emergency"),
        (2, "M12 1.8", "Urgent"),
        (3, "<circle", "Planned"),
        (4, "<rect", "Routine"),
    ],
)
def test_an_urgency_is_a_shape_a_number_and_a_word(level: int, shape: str, word: str) -> None:
    drawn = marks.urgency(level)
    assert shape in drawn
    assert f">{level}</text>" in drawn
    assert word in drawn


def test_an_urgency_without_its_word_is_still_spoken() -> None:
    assert '<span class="visually-hidden">Emergency</span>' in marks.urgency(1, word=False)


@pytest.mark.parametrize("level", [None, 0, 5])
def test_an_unknown_urgency_is_a_dash(level: int | None) -> None:
    assert "–" in marks.urgency(level)


def test_an_unknown_tone_is_a_mistake_of_the_page() -> None:
    with pytest.raises(ValueError, match="tone"):
        marks.chip("x", "pink")


@pytest.mark.parametrize(
    ("seconds", "state", "text"),
    [
        (0, "fresh", "0\u00a0s ago"),
        (60, "fresh", "1\u00a0min ago"),
        (61, "stale", "last seen"),
        (180, "stale", "last seen"),
        (181, "lost", "not used"),
        (-30, "fresh", "0\u00a0s ago"),
    ],
)
def test_an_age_is_fresh_then_stale_then_lost(seconds: int, state: str, text: str) -> None:
    reading = marks.read_age(ago(seconds=seconds), 60, NOW)
    assert reading.state == state
    assert text in reading.text


def test_an_age_of_another_day_names_the_day() -> None:
    assert "24 Nov" in marks.read_age(ago(days=1), 60, NOW).text.replace("\u00a0", " ")


def test_what_was_never_seen_is_lost_and_does_not_tick() -> None:
    drawn = marks.age(None, limit_s=60, source="METAR", now=NOW)
    assert 'class="age lost"' in drawn
    assert "data-qanat-age" not in drawn


@pytest.mark.parametrize(
    ("minutes", "state", "text"),
    [
        (103, "running", "1\u00a0h\u00a043\u00a0min left"),
        (12, "soon", "12\u00a0min left"),
        (0, "soon", "0\u00a0s left"),
        (-12, "late", "late by 12\u00a0min"),
    ],
)
def test_a_clock_runs_grows_near_and_is_late(minutes: int, state: str, text: str) -> None:
    since = NOW - timedelta(minutes=120)
    reading = marks.read_clock(
        NOW + timedelta(minutes=minutes), since if minutes > 0 else None, NOW
    )
    assert (reading.state, reading.text) == (state, text)


def test_a_clock_that_was_kept_stops_and_says_so() -> None:
    drawn = marks.clock(NOW, since=ago(hours=1), done=ago(minutes=5), now=NOW + timedelta(days=1))
    assert "in time" in drawn
    assert "data-qanat-due" not in drawn


def test_a_clock_that_was_missed_keeps_saying_by_how_much() -> None:
    assert "late by 7\u00a0min" in marks.clock(ago(minutes=10), done=ago(minutes=3), now=NOW)


def test_time_passed_stops_at_its_end() -> None:
    assert "data-qanat-since" not in marks.elapsed(ago(hours=2), until=ago(hours=1), now=NOW)
    assert "2\u00a0h\u00a00\u00a0min" in marks.elapsed(ago(hours=2), now=NOW)


def test_nothing_known_is_a_dash() -> None:
    assert {marks.clock(None), marks.elapsed(None), marks.moment(None), marks.day(None)} == {"–"}


def test_words_in_marks_are_escaped() -> None:
    drawn = [
        marks.chip(HOSTILE),
        marks.unverified(HOSTILE),
        marks.icon("plane", HOSTILE),
        marks.age(NOW, limit_s=60, source=HOSTILE, now=NOW),
    ]
    assert all("<b onclick" not in mark for mark in drawn)
