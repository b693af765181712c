"""Who may sign in with a password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from qanat.foundation.access.models import Account
from qanat.foundation.access.parameters import FIRST_PASSWORD_D, number
from qanat.foundation.access.rules import is_first_password_stale
from qanat.foundation.access.states import AccountKind


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc] # untyped library
    """Name or mail address, and password.

    A closed account, a system's account, a demonstration account elsewhere and a first password
    which lay too long are answered like a wrong password: nobody learns that they exist.
    """

    def _check_password(self, user: Account | None, password: str) -> Account | None:
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and may_sign_in(user) else None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Tell whether an account may have a session."""
        return isinstance(user, Account) and is_open(user)

    def authenticate(self, request: Any, **credentials: Any) -> Account | None:
        """Check a name and a password; control characters are in neither."""
        if any("\0" in str(value) for value in credentials.values()):
            return None
        found = super().authenticate(request, **credentials)
        return found if isinstance(found, Account) else None


def is_open(account: Account) -> bool:
    """Tell whether an account is in use, here."""
    return account.is_active and (settings.QANAT_DEMO or not account.is_demo)


def may_sign_in(account: Account) -> bool:
    """Tell whether an account may sign in with its password now."""
    if account.kind != AccountKind.PERSON or not is_open(account):
        return False
    if not account.must_change_password:
        return True
    days = number(FIRST_PASSWORD_D)
    return not is_first_password_stale(account.password_set_at, timezone.now(), days)
