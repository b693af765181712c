"""How an account can be reached."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

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
    roles = [role.code for role in all_roles().values() if permission in role.permissions]
    grants = RoleGrant.objects.standing().filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        account=OuterRef("pk"),
        role__in=roles,
        scope_kind=kind.value,
        scope_value=value,
        valid_from__lte=at,
    )
    rows = Account.objects.filter(Exists(grants), is_active=True, kind=AccountKind.PERSON)
    return [
        Person(*row) for row in rows.order_by("full_name", "id").values_list("full_name", "phone")
    ]
