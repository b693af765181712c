"""Issue and revoke keys for other systems."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.commands.locking import locked_account
from qanat.foundation.access.models import Account, Token
from qanat.foundation.access.parameters import TOKEN_MOST_D, span
from qanat.foundation.access.permissions import FOR_PEOPLE, ISSUE_TOKEN
from qanat.foundation.access.places import is_place
from qanat.foundation.access.rules import scope_from
from qanat.foundation.access.session import actor_of_account, token_digest
from qanat.foundation.access.states import AccountKind
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict, Invalid, NotFound

MARK: Final = "qnt_"
SHOWN: Final = 12


class NotForPeople(Conflict):
    """A key for somebody else's account would let its owner act in his name."""

    code = "not_for_people"
    text = _("A key is issued for an account of another system, or for your own account.")


class WrongRights(Invalid):
    """A key allows some of what its account may do, and nothing that only a person does."""

    code = "wrong_rights"
    text = _("Choose what the key allows from what its account may do.")


class WrongLife(Invalid):
    """A key always ends."""

    code = "wrong_life"
    text = _("A key ends at the latest after %(days)s days, and not in the past.")


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new key; ``raw`` is shown once and kept nowhere."""

    token_id: int
    raw: str


@command(needs=ISSUE_TOKEN)
def issue_token(
    actor: Actor,
    *,
    account_id: int,
    name: str,
    permissions: Iterable[str],
    expires_at: datetime,
    limit: tuple[ScopeKind, str] | None = None,
) -> IssuedToken:
    """Issue a key which acts for an account, with some of the account's permissions.

    ``limit`` names a scope to which its rows are narrowed further.
    """
    account = _account_for_key(actor, account_id)
    now, longest = timezone.now(), span(TOKEN_MOST_D)
    if not now < expires_at <= now + longest + timedelta(minutes=5):
        raise WrongLife(days=longest.days)
    holder = actor if account.pk == actor.id else actor_of_account(account.pk)
    wanted = sorted(set(permissions))
    if not wanted or not name.strip() or not all(holder.may(one) for one in wanted):
        raise WrongRights
    if FOR_PEOPLE & set(wanted):
        raise WrongRights
    if limit is not None and not (scope_from(*limit) and is_place(*limit)):
        raise WrongRights
    raw = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=account,
        name=name.strip()[:100],
        prefix=raw[:SHOWN],
        digest=token_digest(raw),
        permissions=wanted,
        scope_kind=limit[0].value if limit else "",
        scope_value=limit[1] if limit else "",
        created_at=now,
        created_by_id=actor.id,
        expires_at=expires_at,
    )
    return IssuedToken(token.pk, raw)


@command(needs=ISSUE_TOKEN)
def revoke_token(actor: Actor, *, token_id: int) -> None:
    """End a key at once."""
    token = Token.objects.select_for_update(of=("self",)).filter(pk=token_id).first()
    if token is None or token.revoked_at is not None:
        raise NotFound
    if token.account_id != actor.id:
        locked_account(actor, token.account_id, ISSUE_TOKEN)
    token.revoked_at = timezone.now()
    token.revoked_by_id = actor.id
    token.save(update_fields=["revoked_at", "revoked_by_id"])


def _account_for_key(actor: Actor, account_id: int) -> Account:
    if account_id == actor.id:
        return Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    account = locked_account(actor, account_id, ISSUE_TOKEN)
    if account.kind != AccountKind.SYSTEM or not account.is_active:
        raise NotForPeople
    return account
