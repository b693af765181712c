"""Decisions of access control: values in, values out."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from qanat.foundation.access_types import NOTHING, Role, Scope, ScopeKind

RegionOf = Callable[[ScopeKind, str], str]
"""Given a kind of scope and its value, the region in which it lies, or ""."""


class Unfit(StrEnum):
    """Why a role may not be given."""

    UNKNOWN_ROLE = "unknown_role"
    WRONG_SCOPE = "wrong_scope"
    TOO_WIDE = "too_wide"
    NOT_HELD = "not_held"


def scope_from(kind: ScopeKind, value: str) -> Scope:
    """Return the scope which a grant names."""
    match kind:
        case ScopeKind.NATION:
            return Scope(nation=True)
        case ScopeKind.REGION:
            return Scope(regions=frozenset({value}))
        case ScopeKind.ORGANISATION:
            return Scope(organisations=_numbers(value))
        case ScopeKind.OPERATOR:
            return Scope(operators=_numbers(value))
        case ScopeKind.COUNTRY:
            return Scope(countries=frozenset({value}))


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
        False,
        scope.regions & limit.regions,
        scope.organisations & limit.organisations,
        scope.operators & limit.operators,
        scope.countries & limit.countries,
    )


def unfit(
    role: Role | None,
    kind: ScopeKind,
    value: str,
    *,
    reach: Callable[[str], Scope],
    grant: str,
    region_of: RegionOf,
) -> Unfit | None:
    """Return why somebody may not give a role within a scope, or None if he may.

    He gives nothing wider than he himself is allowed to give, nothing wider than he holds, and
    no right over accounts, keys or the audit which he does not hold himself.

    Args:
        reach: the giver's scope of a permission.
        grant: the permission to give roles.
    """
    if role is None:
        return Unfit.UNKNOWN_ROLE
    if role.scope is not kind or not scope_from(kind, value):
        return Unfit.WRONG_SCOPE
    if not covers(reach(grant), kind, value, region_of):
        return Unfit.TOO_WIDE
    for permission in sorted(role.permissions):
        held = reach(permission)
        if not held:
            if is_administrative(permission):
                return Unfit.NOT_HELD
        elif not covers(held, kind, value, region_of):
            return Unfit.TOO_WIDE
    return None


def is_administrative(permission: str) -> bool:
    """Tell whether a permission reaches over accounts, keys, emergency access or the audit."""
    return permission.startswith("access.") and permission != "access.break_glass"


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

    Args:
        failures: when the last failure of each series was, and how many there were.
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


__all__ = [
    "NOTHING",
    "Unfit",
    "covers",
    "is_administrative",
    "is_first_password_stale",
    "narrow",
    "needs_second_factor",
    "opens_again_at",
    "scope_from",
    "unfit",
]
