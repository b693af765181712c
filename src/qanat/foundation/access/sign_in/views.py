"""The pages of signing in: django-allauth's, with our context, statuses and audit."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as key_views
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from qanat.foundation.access.commands.locking import rights_changed
from qanat.foundation.access.models import Account
from qanat.foundation.access.session import actor_of
from qanat.foundation.access.sign_in.demo import PASSWORD, demo_code, demo_rows, is_demo
from qanat.foundation.commands import intention

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

UNPROCESSABLE = 422


def before_setup(view: View[P]) -> View[P]:
    """Mark a page which serves those who have yet to change a password or set up a factor."""
    view.before_setup = True  # type: ignore[attr-defined] # read by the middleware
    return view


def public(view: View[P]) -> View[P]:
    """Mark a page which serves those who have not signed in."""
    return login_not_required(view)


def changing_factors(name: str) -> Callable[[View[P]], View[P]]:
    """Run the posts of a page as a named intention of its actor, so that the audit knows both."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            actor = actor_of(request)
            with intention(actor, name):
                response = view(request, *args, **kwargs)
                rights_changed(actor.id)
            return response

        return before_setup(never_cache(wrapper))

    return decorate


def keep_signed_in(request: HttpRequest) -> None:
    """Let this session go on, under a new key, after its account's password was changed."""
    account = Account.objects.get(pk=actor_of(request).id)
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()


class _Status422:
    """A form which could not be used is answered with 422."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Answer with the page."""
        form = context.get("form")
        if form is not None and form.is_bound and form.errors:
            kwargs.setdefault("status", UNPROCESSABLE)
        response: HttpResponseBase = super().render_to_response(context, **kwargs)  # type: ignore[misc] # of the view beside it
        return response


class SignInView(_Status422, account_views.LoginView):  # type: ignore[misc] # untyped library
    """Name and password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of the demonstration, there only."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if is_demo():
            context.update(demo_rows=demo_rows(), demo_password=PASSWORD)
        return context


class SecondFactorView(_Status422, factor_views.AuthenticateView):  # type: ignore[misc] # untyped library
    """The second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the present code of a demonstration account, there only."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        account = self.stage.login.user
        context["demo_code"] = demo_code(account)
        context["has_key"] = is_mfa_enabled(account, ["webauthn"])
        return context


class ConfirmCodeView(_Status422, factor_views.ReauthenticateView):  # type: ignore[misc] # untyped library
    """The second factor once more."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the present code of a demonstration account, there only."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["demo_code"] = demo_code(self.request.user)
        return context


class ConfirmPasswordView(_Status422, account_views.ReauthenticateView):  # type: ignore[misc] # untyped library
    """The password once more."""


class SetUpView(_Status422, totp_views.ActivateTOTPView):  # type: ignore[misc] # untyped library
    """A new authenticator."""


sign_in = SignInView.as_view()
second_factor = SecondFactorView.as_view()
sign_out = before_setup(public(account_views.logout))
confirm_password = before_setup(ConfirmPasswordView.as_view())
confirm_code = before_setup(ConfirmCodeView.as_view())
confirm_key = before_setup(key_views.reauthenticate_webauthn)
factors = before_setup(factor_views.index)
set_up = changing_factors("set_up_second_factor")(SetUpView.as_view())
remove = changing_factors("remove_second_factor")(totp_views.deactivate_totp)
recovery_codes = before_setup(never_cache(recovery_views.view_recovery_codes))
download_codes = before_setup(recovery_views.download_recovery_codes)
new_codes = changing_factors("make_recovery_codes")(recovery_views.generate_recovery_codes)
keys = before_setup(key_views.list_webauthn)
add_key = changing_factors("add_security_key")(key_views.add_webauthn)
remove_key = changing_factors("remove_security_key")(key_views.remove_webauthn)
rename_key = changing_factors("rename_security_key")(key_views.edit_webauthn)
