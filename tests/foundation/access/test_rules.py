"""Decisions of access control, by hand-worked cases and properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.access.rules import (
    Unfit,
    covers,
    is_first_password_stale,
    narrow,
    needs_second_factor,
    opens_again_at,
    scope_from,
    unfit,
)
from qanat.foundation.access_types import NATION, NOTHING, Role, Scope, ScopeKind

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WAIT = timedelta(minutes=15)
REGIONS = {"1": "KZ-10", "2": "KZ-11"}

kinds = st.sampled_from(list(ScopeKind))
scopes = st.builds(
    Scope,
    nation=st.booleans(),
    regions=st.frozensets(st.sampled_from(["KZ-10", "KZ-11"])),
    organisations=st.frozensets(st.integers(1, 3)),
    operators=st.frozensets(st.integers(1, 3)),
    countries=st.frozensets(st.sampled_from(["KZ", "UZ"])),
)


def region_of(kind: ScopeKind, value: str) -> str:
    if kind is ScopeKind.ORGANISATION:
        return REGIONS.get(value, "")
    return value if kind is ScopeKind.REGION else ""


@pytest.mark.parametrize(
    ("kind", "value", "scope"),
    [
        (ScopeKind.NATION, "", NATION),
        (ScopeKind.REGION, "KZ-10", Scope(regions=frozenset({"KZ-10"}))),
        (ScopeKind.ORGANISATION, "12", Scope(organisations=frozenset({12}))),
        (ScopeKind.OPERATOR, "3", Scope(operators=frozenset({3}))),
        (ScopeKind.COUNTRY, "UZ", Scope(countries=frozenset({"UZ"}))),
        (ScopeKind.ORGANISATION, "x", NOTHING),
        (ScopeKind.ORGANISATION, "²", NOTHING),
        (ScopeKind.OPERATOR, "", NOTHING),
    ],
)
def test_a_grant_names_a_scope(kind: ScopeKind, value: str, scope: Scope) -> None:
    assert scope_from(kind, value) == scope


def test_a_region_covers_its_hospitals_and_nothing_beyond() -> None:
    own = Scope(regions=frozenset({"KZ-10"}))
    assert covers(own, ScopeKind.ORGANISATION, "1", region_of)
    assert not covers(own, ScopeKind.ORGANISATION, "2", region_of)
    assert not covers(own, ScopeKind.ORGANISATION, "99", region_of)
    assert not covers(own, ScopeKind.NATION, "", region_of)
    assert covers(NATION, ScopeKind.COUNTRY, "UZ", region_of)
    assert not covers(NOTHING, ScopeKind.OPERATOR, "x", region_of)


@given(scopes, scopes)
def test_narrowing_never_widens(scope: Scope, limit: Scope) -> None:
    both = narrow(scope, limit)
    assert both | scope == scope or scope.nation
    assert both | limit == limit or limit.nation
    assert narrow(limit, scope) == both or (scope.nation and limit.nation)
    assert narrow(scope, NATION) == scope


@given(scopes, kinds, st.sampled_from(["", "KZ-10", "1", "2", "UZ"]))
def test_nobody_covers_what_he_does_not_hold(scope: Scope, kind: ScopeKind, value: str) -> None:
    if covers(scope, kind, value, region_of) and not scope.nation:
        inside = region_of(kind, value) in scope.regions
        assert inside or narrow(scope, scope_from(kind, value)) == scope_from(kind, value)


def role(*permissions: str, scope: ScopeKind = ScopeKind.REGION) -> Role:
    return Role("r", "Role", scope, frozenset(permissions))


def test_what_is_not_held_may_be_given_unless_it_is_power_over_others() -> None:
    held = {"access.grant": Scope(regions=frozenset({"KZ-10"}))}

    def why(given: Role, value: str = "KZ-10") -> Unfit | None:
        return unfit(
            given,
            value,
            reach=lambda p: held.get(p, NOTHING),
            grant="access.grant",
            region_of=region_of,
        )

    assert why(role("dispatch.review")) is None
    assert why(role("access.break_glass")) is None
    assert why(role("access.manage_accounts")) is Unfit.NOT_HELD
    assert why(role("dispatch.review"), "KZ-11") is Unfit.TOO_WIDE
    assert why(role("dispatch.review", scope=ScopeKind.NATION), "") is Unfit.TOO_WIDE
    assert why(role("dispatch.review", scope=ScopeKind.NATION), "KZ-10") is Unfit.WRONG_SCOPE
    held["dispatch.review"] = Scope(organisations=frozenset({1}))
    assert why(role("dispatch.review")) is Unfit.TOO_WIDE
    hospital = role("dispatch.review", scope=ScopeKind.ORGANISATION)
    assert why(hospital, "1") is None


def test_sign_in_opens_when_enough_failures_are_forgotten() -> None:
    early, late = (NOON - timedelta(minutes=10), 3), (NOON - timedelta(minutes=2), 4)
    assert opens_again_at([early], 5, WAIT) is None
    assert opens_again_at([], 5, WAIT) is None
    assert opens_again_at([(NOON, 5)], 5, WAIT) == NOON + WAIT
    assert opens_again_at([late, early], 5, WAIT) == early[0] + WAIT
    assert opens_again_at([early, (late[0], 6)], 5, WAIT) == late[0] + WAIT


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(1, 9)), max_size=6), st.integers(1, 12))
def test_sign_in_is_closed_exactly_while_too_many_failures_count(
    failures: list[tuple[int, int]], limit: int
) -> None:
    series = [(NOON - timedelta(minutes=ago), count) for ago, count in failures]
    opens = opens_again_at(series, limit, WAIT)
    counted = sum(count for _, count in series)
    assert (opens is None) == (counted < limit)
    if opens is not None:
        after = sum(count for at, count in series if at + WAIT > opens)
        before = sum(count for at, count in series if at + WAIT >= opens)
        assert after < limit <= before


def test_who_has_only_spared_roles_needs_no_second_factor() -> None:
    assert not needs_second_factor(["citizen"], ["citizen"])
    assert not needs_second_factor([], ["citizen"])
    assert needs_second_factor(["citizen", "dispatcher"], ["citizen"])


def test_a_first_password_grows_stale() -> None:
    assert not is_first_password_stale(NOON - timedelta(days=7), NOON, 7)
    assert is_first_password_stale(NOON - timedelta(days=7, seconds=1), NOON, 7)
    assert is_first_password_stale(None, NOON, 7)
