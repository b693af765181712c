from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.registry.fleet.rules import (
    Area,
    Stated,
    Town,
    apportion,
    days_left,
    is_stale,
    serviceable_s,
    spread_crews,
    why_not_available,
)

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
FINE = {
    "status": "serviceable",
    "has_type": True,
    "has_base": True,
    "has_contract": True,
    "is_withdrawn": False,
}


@pytest.mark.parametrize(("age_h", "stale"), [(0, False), (24, False), (24.01, True), (500, True)])
def test_a_statement_grows_stale(age_h: float, *, stale: bool) -> None:
    assert is_stale(NOW - timedelta(hours=age_h), NOW, 24) is stale


def test_no_statement_is_stale() -> None:
    assert is_stale(None, NOW, 24)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, ""),
        ({"status": "limited"}, ""),
        ({"status": ""}, "never_stated"),
        ({"status": "unserviceable", "has_contract": False}, "unserviceable"),
        ({"has_type": False}, "type_unknown"),
        ({"has_base": False}, "no_base"),
        ({"has_contract": False}, "no_contract"),
        ({"is_withdrawn": True, "status": ""}, "withdrawn"),
    ],
)
def test_the_gravest_reason_is_given(changed: dict[str, object], reason: str) -> None:
    assert why_not_available(**(FINE | changed)) == reason  # type: ignore[arg-type]  # by name


def test_a_certificate_holds_to_its_last_day() -> None:
    today = date(2026, 11, 25)
    assert days_left(date(2026, 11, 26), today) == 0
    assert days_left(today, today) == -1
    assert days_left(None, today) is None


def test_shares_worked_by_hand() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(3, [0, 2, 1]) == [0, 2, 1]
    assert apportion(5, []) == []
    assert apportion(5, [0, 0]) == [0, 0]


@given(st.integers(0, 5000), st.lists(st.integers(1, 10**7), min_size=1, max_size=30))
def test_shares_add_up_and_are_within_one_of_the_quota(total: int, weights: list[int]) -> None:
    shares = apportion(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1


def test_crews_stand_where_people_live() -> None:
    towns = (Town(1, 800, is_urban=True), Town(2, 100, is_urban=False), Town(3, 50, is_urban=False))
    stands = spread_crews(10, 3, [Area("KZ-19", 1000, towns), Area("KZ-71", 1000, ())])
    assert sum(stand.count for stand in stands) == 10
    by_place = {(stand.region, stand.town_id): stand.count for stand in stands}
    assert by_place[("KZ-19", 1)] == 7
    assert by_place[("KZ-71", None)] == 3 - by_place.get(("KZ-19", 2), 0) - by_place.get(
        ("KZ-19", 3), 0
    )


HOUR = timedelta(hours=1)


def said(stated: int, since: int, *, fit: bool) -> Stated:
    return Stated(NOW + stated * HOUR, NOW + since * HOUR, fit)


def test_an_aircraft_is_serviceable_from_one_word_to_the_next() -> None:
    words = [said(0, 0, fit=True), said(5, 4, fit=False), said(9, 9, fit=True)]
    assert serviceable_s(words, NOW - HOUR, NOW + 10 * HOUR) == (10 * 3600, 5 * 3600)
    assert serviceable_s(words, NOW + 5 * HOUR, NOW + 8 * HOUR) == (3 * 3600, 0)
    assert serviceable_s([], NOW, NOW + HOUR) == (0, 0)


def test_a_word_about_an_earlier_moment_replaces_what_was_said_of_later_ones() -> None:
    words = [said(0, 0, fit=True), said(6, 6, fit=True), said(7, 2, fit=False)]
    assert serviceable_s(words, NOW, NOW + 10 * HOUR) == (10 * 3600, 2 * 3600)


WORDS = st.lists(
    st.builds(
        lambda stated, before, fit: (stated, stated - before, fit),
        st.integers(0, 30),
        st.integers(0, 30),
        st.booleans(),
    ),
    unique_by=lambda word: word[0],
)


@given(WORDS, st.integers(-5, 30), st.integers(0, 20))
def test_hour_by_hour_the_latest_word_of_it_holds(
    words: list[tuple[int, int, bool]], first: int, hours: int
) -> None:
    known = fit = 0
    for hour in range(first, first + hours):
        holding = [word for word in words if word[1] <= hour]
        known += bool(holding)
        fit += bool(holding) and max(holding)[2]
    stated = [said(at, since, fit=is_fit) for at, since, is_fit in words]
    span = (NOW + first * HOUR, NOW + (first + hours) * HOUR)
    assert serviceable_s(stated, *span) == (known * 3600, fit * 3600)
