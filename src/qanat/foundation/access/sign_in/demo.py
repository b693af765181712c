"""The demonstration: accounts whose second factor is shown on the sign-in page.

Nothing here works outside the demonstration (``settings.QANAT_DEMO``), and within it nothing
works for an account which was not made for it.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from qanat.foundation.access.commands.locking import rights_changed
from qanat.foundation.access.models import Account, RoleGrant
from qanat.foundation.access.permissions import MANAGE_ACCOUNTS
from qanat.foundation.access.roles import all_roles, role_label
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.texts import search_key

PASSWORD: Final = "qanat-demo"  # noqa: S105 (shown on the sign-in page of the demonstration)
PERIOD_S: Final = 30


class NotTheDemonstration(RuntimeError):  # noqa: N818 (it says what this is not)
    """Demonstration accounts are made and shown in the demonstration only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account of the demonstration with one role.

    Attributes:
        value: where the role holds, of the role's own kind of scope; "" for the nation.
    """

    user_name: str
    full_name: str
    role: str
    value: str = ""
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class DemoRow:
    """A demonstration account as the sign-in page offers it."""

    user_name: str
    full_name: str
    role: str


def is_demo() -> bool:
    """Tell whether this is the demonstration."""
    return bool(settings.QANAT_DEMO)


@command(needs=MANAGE_ACCOUNTS)
def ensure_demo_accounts(actor: Actor, *, accounts: Sequence[DemoAccount]) -> dict[str, int]:
    """Make the demonstration's accounts where they are missing; return ids by user name.

    Raises:
        NotTheDemonstration: outside the demonstration.
    """
    if not is_demo():
        raise NotTheDemonstration
    return {given.user_name: _ensure(actor, given) for given in accounts}


def demo_rows() -> list[DemoRow]:
    """Return the demonstration's accounts, in the order of the roles."""
    if not is_demo():
        return []
    order = {code: place for place, code in enumerate(all_roles())}
    grants = RoleGrant.objects.standing().filter(account__is_demo=True, account__is_active=True)
    found = sorted(
        grants.values_list("role", "account__user_name", "account__full_name"),
        key=lambda row: (order.get(row[0], len(order)), row[1]),
    )
    rows = dict.fromkeys(found)
    return [DemoRow(user_name, name, role_label(role)) for role, user_name, name in rows]


def demo_account(user_name: str) -> int | None:
    """Return the id of an account of the demonstration, None if there is none."""
    found = Account.objects.filter(user_name=user_name, is_demo=True, is_active=True)
    return found.values_list("pk", flat=True).first() if is_demo() else None


def demo_code(account: Account) -> str:
    """Return a code of an account's second factor which can be used now.

    It is empty outside the demonstration and for every other account.
    """
    if not is_demo() or not account.is_demo:
        return ""
    factor = Authenticator.objects.filter(user_id=account.pk, type="totp").first()
    return _unused_code(factor) if factor else ""


def _unused_code(factor: Authenticator) -> str:
    """Return the present code, or its neighbour in time if the present one was used."""
    secret, now = decrypt(factor.data["secret"]), int(time.time()) // PERIOD_S
    codes = _codes(secret, (now, now + 1, now - 1))
    used = TOTP(factor)._get_used_cache_key
    return next((code for code in codes if cache.get(used(code)) is None), "")


def _codes(secret: str, counters: Iterable[int]) -> list[str]:
    return [format_hotp_value(hotp_value(secret, counter)) for counter in counters]


def _ensure(actor: Actor, given: DemoAccount) -> int:
    now = timezone.now()
    account = Account.objects.filter(user_name=given.user_name).first()
    if account is None:
        account = Account(
            user_name=given.user_name,
            full_name=given.full_name,
            language=given.language,
            is_demo=True,
            password_set_at=now,
            created_at=now,
            created_by_id=actor.id,
            search_key=search_key(f"{given.full_name} {given.user_name}"),
        )
        account.set_password(PASSWORD)
        account.save(force_insert=True)
    if not account.is_demo:
        raise NotTheDemonstration(given.user_name)
    if not Authenticator.objects.filter(user_id=account.pk, type="totp").exists():
        TOTP.activate(account, generate_totp_secret())
    _ensure_role(actor, account, given)
    return account.pk


def _ensure_role(actor: Actor, account: Account, given: DemoAccount) -> None:
    now = timezone.now()
    kind = all_roles()[given.role].scope
    _grant, is_new = RoleGrant.objects.standing().get_or_create(
        account=account,
        role=given.role,
        scope_kind=kind.value,
        scope_value=given.value,
        defaults={
            "valid_from": now,
            "granted_at": now,
            "granted_by_id": actor.id,
            "reason": "demonstration",
        },
    )
    if is_new:
        rights_changed(account.pk)
