"""Forms of signing in, with our words and our counting of failures."""

from typing import Any, Final

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms import CharField
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.sign_in.adapters import WAIT
from qanat.foundation.access.sign_in.lockout import count_failure, is_closed

LONGEST_CODE: Final = 32
LONGEST_NAME: Final = 60
NAME_OF_KEY: Final = _("Name of the key")


class SignInForm(LoginForm):  # type: ignore[misc] # untyped library
    """User name or mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("User name or e-mail address"), "username", 254)
        _say(self.fields["password"], _("Password"), "current-password", 256)
        self.fields["login"].widget.attrs["autofocus"] = True


class _CountedCode:
    """A code whose failures are counted like wrong passwords, and close the sign-in alike."""

    user: Any

    def clean_code(self) -> str:
        """Check the code.

        Raises:
            ValidationError: if it is wrong, or sign-in is closed.
        """
        request = context.request
        if is_closed(request, self.user.user_name):
            raise ValidationError(WAIT)
        try:
            checked: str = super().clean_code()  # type: ignore[misc] # of the form beside it
        except ValidationError:
            count_failure(request, self.user.user_name)
            raise
        return checked


class SecondFactorForm(_CountedCode, codes.AuthenticateForm):  # type: ignore[misc] # untyped library
    """A code of the second factor, at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"), "one-time-code", LONGEST_CODE)
        self.fields["code"].widget.attrs.update(autofocus=True, inputmode="numeric")


class ConfirmCodeForm(_CountedCode, codes.ReauthenticateForm):  # type: ignore[misc] # untyped library
    """A code of the second factor, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code"), "one-time-code", LONGEST_CODE)


class ConfirmPasswordForm(ReauthenticateForm):  # type: ignore[misc] # untyped library
    """The password, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Password"), "current-password", 256)


class AuthenticatorForm(ActivateTOTPForm):  # type: ignore[misc] # untyped library
    """The first code of a new authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], _("Code shown by the authenticator"), "one-time-code", 10)

    def clean_code(self) -> str:
        """Check the code; a demonstration account keeps the factor it has.

        Raises:
            ValidationError: if it is wrong.
        """
        if self.user.is_demo:
            raise get_adapter().validation_error("cannot_delete_authenticator")
        checked: str = super().clean_code()
        return checked


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc] # untyped library
    """A new security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], NAME_OF_KEY, "off", LONGEST_NAME)

    def clean(self) -> dict[str, Any]:
        """Check the key's answer; a demonstration account keeps the factor it has.

        Raises:
            ValidationError: if it can't be used.
        """
        if self.user.is_demo:
            raise get_adapter().validation_error("cannot_delete_authenticator")
        checked: dict[str, Any] = super().clean()
        return checked


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc] # untyped library
    """Another name for a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], NAME_OF_KEY, "off", LONGEST_NAME)


def _say(field: CharField, label: Any, autocomplete: str, longest: int) -> None:
    field.label = label
    field.max_length = longest
    field.validators = [
        *field.validators,
        MaxLengthValidator(longest),
        ProhibitNullCharactersValidator(),
    ]
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(autocomplete=autocomplete, maxlength=longest)
