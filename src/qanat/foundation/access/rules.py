"""Decisions of access control: values in, values out."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from qanat.foundation.access.permissions import ADMINISTRATIVE
from qanat.foundation.access_types import Role, Scope, ScopeKind

RegionOf = Callable[[ScopeKind, str], str]
"""Given a kind of scope and its value, the region in which it lies, or ""."""


class Unfit(StrEnum):
    """Why a role may not be given."""

    WRONG_SCOPE = "wrong_scope"
    TOO_WIDE = "too_wide"
    NOT_HELD = "not_held"


def scope_from(kind: ScopeKind, value: str) -> Scope:
    """Return the scope which a grant names."""
    match kind:
        case ScopeKind.NATION:
            scope = Scope(nation=True)
        case ScopeKind.REGION:
            scope = Scope(regions=frozenset({value}))
        case ScopeKind.ORGANISATION:
            scope = Scope(organisations=_numbers(value))
        case ScopeKind.OPERATOR:
            scope = Scope(operators=_numbers(value))
        case ScopeKind.COUNTRY:
            scope = Scope(countries=frozenset({value}))
        case ScopeKind.CLINIC:
            scope = Scope(clinics=_numbers(value))
        case _:
            scope = Scope(profiles=frozenset({value}))
    return scope


def covers(scope: Scope, kind: ScopeKind, value: str, region_of: RegionOf) -> bool:
    """Tell whether a scope reaches all that another, named by kind and value, reaches."""
    if scope.nation:
        return True
    wanted = scope_from(kind, value)
    if wanted.nation or not wanted:
        return False
    if narrow(scope, wanted) == wanted:
        return True
    return region_of(kind, value) in scope.regions


def narrow(scope: Scope, limit: Scope) -> Scope:
    """Return what two scopes have in common, place by place of the same kind."""
    if limit.nation:
        return scope
    if scope.nation:
        return limit
    return Scope(
        nation=False,
        regions=scope.regions & limit.regions,
        organisations=scope.organisations & limit.organisations,
        operators=scope.operators & limit.operators,
        countries=scope.countries & limit.countries,
        profiles=scope.profiles & limit.profiles,
        clinics=scope.clinics & limit.clinics,
    )


def unfit(
    role: Role,
    value: str,
    *,
    reach: Callable[[str], Scope],
    grant: str,
    region_of: RegionOf,
) -> Unfit | None:
    """Return why somebody may not give a role within a scope, or None if he may.

    He gives nothing wider than he himself is allowed to give, nothing wider than he holds, and
    no right over accounts, keys or the audit which he does not hold himself.

    ``reach`` tells the giver's scope of a permission; ``grant`` is the one to give roles.
    """
    kind, wanted = role.scope, scope_from(role.scope, value)
    if not wanted or (wanted.nation and value):
        return Unfit.WRONG_SCOPE
    if not covers(reach(grant), kind, value, region_of):
        return Unfit.TOO_WIDE
    held = {one: reach(one) for one in role.permissions}
    if any(is_administrative(one) and not scope for one, scope in held.items()):
        return Unfit.NOT_HELD
    if all(not scope or covers(scope, kind, value, region_of) for scope in held.values()):
        return None
    return Unfit.TOO_WIDE


def is_administrative(permission: str) -> bool:
    """Tell whether a permission reaches over accounts, keys, emergency access or the audit."""
    return permission in ADMINISTRATIVE


def needs_second_factor(roles: Iterable[str], spared: Iterable[str]) -> bool:
    """Tell whether somebody with these roles has to sign in with a second factor."""
    return bool(set(roles) - set(spared))


def is_first_password_stale(set_at: datetime | None, now: datetime, days: float) -> bool:
    """Tell whether a password given by somebody else has lain unused for too long."""
    return set_at is None or now - set_at > timedelta(days=days)


def opens_again_at(
    failures: Iterable[tuple[datetime, int]], limit: int, wait: timedelta
) -> datetime | None:
    """Return when enough of the failures are forgotten to try again; None if it is open.

    A series of failures is when its last one was, and how many there were.
    """
    series = sorted(failures)
    remaining = sum(count for _, count in series)
    if remaining < limit:
        return None
    for at, count in series:
        remaining -= count
        if remaining < limit:
            return at + wait
    raise AssertionError("a limit is at least one")


def _numbers(value: str) -> frozenset[int]:
    """Read the id of an organisation or operator; anything else reaches nothing."""
    if value.isascii() and value.isdigit():
        return frozenset({int(value)})
    return frozenset()
