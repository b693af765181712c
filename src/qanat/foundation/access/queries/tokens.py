"""Read keys of other systems."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from qanat.foundation.access.models import Account, Token
from qanat.foundation.access.places import PlaceBook
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.roles import all_permissions
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import Actor


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A key, by what can be shown of it."""

    id: int
    name: str
    prefix: str
    permissions: tuple[str, ...]
    place: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def is_valid(self) -> bool:
        """Tell whether it opens anything."""
        return self.revoked_at is None and self.expires_at > timezone.now()


def token_rows(actor: Actor, account_id: int) -> list[TokenRow]:
    """Return the keys of an account which the actor sees, newest first."""
    if not Account.objects.visible_to(actor).filter(pk=account_id).exists():
        return []
    rows = list(Token.objects.filter(account_id=account_id).order_by("-id"))
    names = names_of(r.created_by_id for r in rows)
    known, book = all_permissions(), PlaceBook()
    return [
        TokenRow(
            id=r.pk,
            name=r.name,
            prefix=r.prefix,
            permissions=tuple(str(known[p].label) if p in known else p for p in r.permissions),
            place=book.name(ScopeKind(r.scope_kind), r.scope_value) if r.scope_kind else "",
            created_at=r.created_at,
            created_by=names[r.created_by_id],
            expires_at=r.expires_at,
            last_used_at=r.last_used_at,
            revoked_at=r.revoked_at,
        )
        for r in rows
    ]
