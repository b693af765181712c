"""Accounts for tests, made by the commands themselves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Final

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from qanat.foundation.access.commands import AccountDetails, create_account, grant_role
from qanat.foundation.access.models import Account
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import SYSTEM, Actor

SINCE: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Roles hold before any moment a test works at."""
PASSWORD = "correct-horse-7"  # noqa: S105 (of test accounts)
BACKEND = "qanat.foundation.access.sign_in.backends.PasswordBackend"


@dataclass
class Accounts:
    """Makes accounts; each has a name of its own."""

    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def account(
        self,
        role: str = "",
        value: str = "",
        *,
        name: str = "",
        kind: AccountKind = AccountKind.PERSON,
        has_second_factor: bool = True,
        has_own_password: bool = True,
    ) -> Account:
        """Make an account with one role, ready to work."""
        name = name or f"person{next(self.numbers)}"
        # the language of the source texts: tests say what the code says
        details = AccountDetails(user_name=name, full_name=f"Test {name}", language="en")
        made = create_account(SYSTEM, details=details, kind=kind)
        account = Account.objects.get(pk=made.account_id)
        if kind is AccountKind.PERSON and has_own_password:
            account.set_password(PASSWORD)
            account.must_change_password = False
            account.save(update_fields=["password", "must_change_password"])
        if has_second_factor and kind is AccountKind.PERSON:
            TOTP.activate(account, generate_totp_secret())
        if role:
            grant_role(
                SYSTEM,
                account_id=account.pk,
                role=role,
                value=value,
                reason="test",
                valid_from=SINCE,
            )
        account.refresh_from_db()
        return account

    def actor(self, role: str = "", value: str = "", *, name: str = "") -> Actor:
        """Make an account and return it as an actor."""
        return actor_of_account(self.account(role, value, name=name).pk)


def signed_in(account: Account) -> Client:
    """Return a browser in which an account is signed in."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client
