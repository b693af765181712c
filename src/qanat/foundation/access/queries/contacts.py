"""How an account can be reached."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from qanat.foundation.access.models import Account, RoleGrant
from qanat.foundation.access.roles import all_roles
from qanat.foundation.access.states import AccountKind
from qanat.foundation.access_types import ScopeKind


@dataclass(frozen=True, slots=True)
class Contact:
    """Where and in which language an account is written to."""

    account_id: int
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to call; the telephone is empty where none is on record."""

    name: str
    phone: str


def find_contact(account_id: int) -> Contact | None:
    """Return how an account can be reached; None if there is no such account in use."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        return None
    return Contact(account.pk, account.email, account.phone, account.language)


def contacts_of(permission: str, kind: ScopeKind, value: str, at: datetime) -> list[Person]:
    """Return the people who hold a permission in just one place, by name, with their telephones."""
    rows = _people(permission, kind, value, at)
    return [
        Person(*row) for row in rows.order_by("full_name", "id").values_list("full_name", "phone")
    ]


def accounts_of(permission: str, kind: ScopeKind, value: str, at: datetime) -> list[int]:
    """Return the accounts of the people who hold a permission in just one place, oldest first."""
    rows = _people(permission, kind, value, at)
    return list(rows.order_by("id").values_list("id", flat=True))


def held_places(permission: str, kind: ScopeKind, at: datetime) -> frozenset[str]:
    """Return the places of a kind in which somebody holds a permission."""
    people = Account.objects.filter(is_active=True, kind=AccountKind.PERSON)
    grants = _grants(permission, kind, at).filter(account__in=people)
    return frozenset(grants.values_list("scope_value", flat=True))


def places_of_holders(permission: str, kind: ScopeKind, at: datetime) -> dict[int, list[str]]:
    """Return in which places of a kind each account holds a permission."""
    found: dict[int, list[str]] = {}
    rows = _grants(permission, kind, at).order_by("scope_value", "id")
    for account_id, value in rows.values_list("account_id", "scope_value"):
        found.setdefault(account_id, []).append(value)
    return found


def _people(permission: str, kind: ScopeKind, value: str, at: datetime) -> QuerySet[Account]:
    grants = _grants(permission, kind, at).filter(account=OuterRef("pk"), scope_value=value)
    return Account.objects.filter(Exists(grants), is_active=True, kind=AccountKind.PERSON)


def _grants(permission: str, kind: ScopeKind, at: datetime) -> QuerySet[RoleGrant]:
    roles = [role.code for role in all_roles().values() if permission in role.permissions]
    return RoleGrant.objects.standing().filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        role__in=roles,
        scope_kind=kind.value,
        valid_from__lte=at,
    )
