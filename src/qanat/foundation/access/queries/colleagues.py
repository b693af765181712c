"""Who else may do something in a region, and is there now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from qanat.foundation.access.models import Account, RoleGrant, Session
from qanat.foundation.access.roles import all_roles
from qanat.foundation.access.states import AccountKind
from qanat.foundation.access_types import ScopeKind

THERE_WITHIN: Final = timedelta(hours=1)
"""Somebody signed in and seen so lately is there."""


def colleagues(permission: str, region: str, at: datetime) -> list[tuple[int, str]]:
    """Return the accounts which hold a permission in a region and are signed in, by name."""
    roles = [role.code for role in all_roles().values() if permission in role.permissions]
    place = Q(scope_kind=ScopeKind.NATION.value)
    if region:
        place |= Q(scope_kind=ScopeKind.REGION.value, scope_value=region)
    grants = RoleGrant.objects.standing().filter(
        place,
        Q(valid_to=None) | Q(valid_to__gt=at),
        account=OuterRef("pk"),
        role__in=roles,
        valid_from__lte=at,
    )
    seen = Session.objects.filter(
        account=OuterRef("pk"), expire_date__gt=at, seen_at__gte=at - THERE_WITHIN
    )
    rows = Account.objects.filter(
        Exists(grants), Exists(seen), is_active=True, kind=AccountKind.PERSON
    )
    return list(rows.order_by("full_name", "id").values_list("pk", "full_name"))


def people_with(permissions: Iterable[str], at: datetime) -> list[tuple[int, str]]:
    """Return the persons who hold one of some permissions, wherever it reaches, by name."""
    wanted = frozenset(permissions)
    roles = [role.code for role in all_roles().values() if wanted & role.permissions]
    grants = RoleGrant.objects.standing().filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        account=OuterRef("pk"),
        role__in=roles,
        valid_from__lte=at,
    )
    rows = Account.objects.filter(Exists(grants), is_active=True, kind=AccountKind.PERSON)
    return list(rows.order_by("full_name", "id").values_list("pk", "full_name"))


def holders(permission: str, account_ids: Iterable[int], at: datetime) -> frozenset[int]:
    """Return which of some accounts hold a permission, wherever it reaches."""
    roles = [role.code for role in all_roles().values() if permission in role.permissions]
    grants = RoleGrant.objects.standing().filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        account__in=set(account_ids),
        role__in=roles,
        valid_from__lte=at,
    )
    return frozenset(grants.values_list("account_id", flat=True))
