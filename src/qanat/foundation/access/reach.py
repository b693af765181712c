"""How far an account reaches, against the scope of who administers it."""

from django.utils import timezone

from qanat.foundation.access.models import Account, RoleGrant
from qanat.foundation.access.places import PlaceBook
from qanat.foundation.access.rules import covers
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import Actor


def is_within_reach(actor: Actor, account: Account, permission: str) -> bool:
    """Tell whether an account reaches no further than the actor's scope of a permission."""
    scope = actor.scope_of(permission)
    if scope.nation:
        return True
    grants = RoleGrant.objects.standing().exclude(valid_to__lte=timezone.now())
    held = grants.filter(account_id=account.pk).values_list("scope_kind", "scope_value")
    book = PlaceBook()
    return all(covers(scope, ScopeKind(kind), value, book.region_of) for kind, value in held)
