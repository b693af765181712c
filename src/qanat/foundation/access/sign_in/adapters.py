"""How django-allauth behaves here: no self sign-up, no mail, our words, sealed secrets."""

import base64
import time
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.models import Account
from qanat.foundation.access.sign_in.addresses import client_address
from qanat.foundation.access.sign_in.backends import may_sign_in
from qanat.foundation.refusals import Text
from qanat.foundation.secrets import decrypt, encrypt

WRONG: Final = _("The name or the password is not right.")
WAIT: Final = _("Too many attempts. Wait a few minutes and try again.")
WRONG_CODE: Final = _("The code is not right, or it was used before.")
SAID: Final[dict[str, Text]] = {
    "mfa/messages/totp_activated.txt": _("The second factor is on."),
    "mfa/messages/totp_deactivated.txt": _("The second factor is off."),
    "mfa/messages/webauthn_added.txt": _("The security key was added."),
    "mfa/messages/webauthn_removed.txt": _("The security key was removed."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # untyped library
    """Accounts are opened by administrators only."""

    error_messages: ClassVar[dict[str, Text]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": _("The password is not right."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (as allauth calls it)
        """Nobody signs himself up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address from which a request comes."""
        return client_address(request) or "0.0.0.0"  # noqa: S104 (an unknown address)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in after all steps; an account which was closed between them stays out.

        Raises:
            ImmediateHttpResponse: back to the beginning.
        """
        present = Account.objects.filter(pk=user.pk).first()
        if present is None or not may_sign_in(present):
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again unless it was typed within the last minutes."""
        request = self.request
        records = get_authentication_records(request, request.user) if request else []
        newest = max((record["at"] for record in records), default=0.0)
        if time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(
        self,
        request: HttpRequest,
        level: int,  # noqa: ARG002 (allauth's signature)
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 (allauth's signature)
        extra_tags: str = "",  # noqa: ARG002 (allauth's signature)
        message: str | None = None,
    ) -> None:
        """Say on the next page what we have words for."""
        text = message or SAID.get(message_template or "", "")
        if text:
            messages.success(request, str(text))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # untyped library
    """Secrets of second factors are sealed like identifiers of patients."""

    error_messages: ClassVar[dict[str, Text]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _(
            "The second factor of a demonstration account stays as it is."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return base64.b64encode(encrypt(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return decrypt(base64.b64decode(encrypted_text))

    def get_totp_issuer(self) -> str:
        """Return the name under which an authenticator lists the account."""
        return "Qanat"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 (as allauth calls it)
        """Propose a name for a new security key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Security key %(number)s") % {"number": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell whether a factor may be removed: not a demonstration's, which all share."""
        owner = Account.objects.filter(pk=authenticator.user_id).first()
        return owner is not None and not owner.is_demo
