"""Numbers, durations and moments as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from qanat.care.funding.queries.rates import CURRENCIES
from qanat.web import wording

AT = datetime(2026, 11, 25, 9, 37, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [("ru", "2\u00a0589,4"), ("kk", "2\u00a0589,4"), ("uz", "2\u00a0589,4"), ("en", "2,589.4")],
)
def test_numbers_are_written_as_the_language_does(language: str, written: str) -> None:
    with translation.override(language):
        assert wording.number(2589.44, 1) == written


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (0.05, 1, "0.1"),
        (2.675, 2, "2.68"),
        (-0.04, 1, "0.0"),
        (-1234, 0, "\u22121,234"),
        (None, 0, "–"),
        (Decimal("1e3"), 0, "1,000"),
        (float("nan"), 1, "–"),
        (float("inf"), 1, "–"),
        (68.25, 1, "68.3"),
    ],
)
def test_halves_go_up_and_nothing_is_a_dash(value: float | None, places: int, written: str) -> None:
    with translation.override("en"):
        assert wording.number(value, places) == written


def test_a_change_carries_its_sign() -> None:
    with translation.override("en"):
        assert [wording.number(v, signed=True) for v in (5, 0, -5)] == ["+5", "0", "\u22125"]


def test_a_share_has_a_space_before_its_sign_only_where_the_language_wants_it() -> None:
    with translation.override("ru"):
        assert wording.percent(68.2) == "68,2\u00a0%"
    with translation.override("en"):
        assert wording.percent(68.2) == "68.2%"


@pytest.mark.parametrize(
    ("tiyn", "written"),
    [(0, "0\u00a0₸"), (106_250_000, "1,062,500\u00a0₸"), (150, "1.50\u00a0₸"), (None, "–")],
)
def test_money_is_shown_in_tenge_and_loses_no_tiyn(tiyn: int | None, written: str) -> None:
    with translation.override("en"):
        assert wording.tenge(tiyn) == written


@pytest.mark.parametrize(
    ("tiyn", "written"),
    [(634_655_279, "6 346 553 ₸"), (50, "1 ₸"), (49, "0 ₸"), (None, "–")],
)
def test_plans_and_lists_show_whole_tenge(tiyn: int | None, written: str) -> None:
    with translation.override("ru"):
        assert wording.whole_tenge(tiyn) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (6180, "1 h 43 min"),
        (86400, "1 d 0 h"),
        (187200, "2 d 4 h"),
        (-90, "\u22121 min"),
        (None, "–"),
        (timedelta(minutes=5), "5 min"),
    ],
)
def test_a_duration_is_cut_to_two_parts(seconds: float | None, written: str) -> None:
    with translation.override("en"):
        assert wording.duration(seconds).replace("\u00a0", " ") == written


@pytest.mark.parametrize(
    ("language", "style", "written"),
    [
        ("ru", "full", "25.11.2026 14:37"),
        ("en", "full", "25 Nov 2026 14:37"),
        ("kk", "short", "25.11 14:37"),
        ("en", "short", "25 Nov 14:37"),
        ("kk", "time", "14:37"),
        ("ru", "seconds", "25.11.2026 14:37:05"),
        ("en", "date", "25 Nov 2026"),
    ],
)
def test_a_moment_is_written_in_the_viewers_zone(language: str, style: str, written: str) -> None:
    with translation.override(language), timezone.override(ZoneInfo("Asia/Almaty")):
        assert wording.moment(AT, style).replace("\u00a0", " ") == written


def test_the_day_changes_with_the_zone() -> None:
    late = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
    with translation.override("ru"), timezone.override(ZoneInfo("Asia/Almaty")):
        assert wording.moment(late, "date") == "26.11.2026"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Almaty", "UTC+5"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC\u22123:30"),
        ("UTC", "UTC+0"),
    ],
)
def test_a_zone_is_named_by_its_distance(zone: str, written: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert wording.offset(AT) == written


def test_the_zone_of_almaty_changed_in_2024() -> None:
    with timezone.override(ZoneInfo("Asia/Almaty")):
        assert wording.offset(datetime(2024, 2, 29, 12, tzinfo=UTC)) == "UTC+6"
        assert wording.offset(datetime(2024, 3, 2, 12, tzinfo=UTC)) == "UTC+5"


def test_a_moment_for_machines_is_in_utc() -> None:
    there = AT.astimezone(ZoneInfo("Asia/Almaty"))
    assert wording.iso(there) == "2026-11-25T09:37:05Z"


def test_nothing_known_is_a_dash() -> None:
    assert (wording.moment(None), wording.day(None)) == ("–", "–")
    assert wording.day(date(2026, 1, 2), with_year=False)


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [
        ("uz-cyrl", "TRY", "1\u00a0500\u00a0Турк лираси"),
        ("uz-cyrl", "SGD", "1\u00a0500\u00a0Singapur dollari"),
        ("uz", "TRY", "1\u00a0500\u00a0Turk lirasi"),
        ("ru", "TRY", "1\u00a0500\u00a0турецких лир"),
    ],
)
def test_no_currency_is_called_by_its_code(language: str, currency: str, written: str) -> None:
    with translation.override(language):
        assert wording.in_named_currency(150_000, currency) == written


def test_every_currency_that_is_offered_has_a_name_in_every_language() -> None:
    for language in wording.CLDR:
        with translation.override(language):
            for currency in CURRENCIES:
                assert currency not in wording.in_named_currency(100, currency)
