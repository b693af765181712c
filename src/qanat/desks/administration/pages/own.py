"""One's own account: language, zone, password, second factor, sessions, roles."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qanat.desks.administration.forms import PasswordForm, ProfileForm, tried
from qanat.foundation.access.commands import (
    change_own_password,
    change_own_profile,
    end_own_session,
    sign_out_everywhere,
)
from qanat.foundation.access.commands.own import WrongPassword
from qanat.foundation.access.queries import own_account, own_sessions
from qanat.foundation.access.session import actor_of
from qanat.foundation.access.sign_in.lockout import count_failure
from qanat.foundation.access.sign_in.views import before_setup, keep_signed_in
from qanat.foundation.actors import Actor
from qanat.web.languages import COOKIE
from qanat.web.reply import Values, again, done, page

PROFILE = "administration/own.html"
PASSWORD = "administration/own_password.html"  # noqa: S105 (a template)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show one's own account; change language and zone."""
    actor = actor_of(request)
    own = own_account(actor)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={"language": own.language, "zone": own.zone},
    )
    if not form.is_bound:
        return page(request, PROFILE, _shown(request, actor, form))
    if form.is_valid():
        tried(form, lambda: change_own_profile(actor, **form.cleaned_data))
    if form.errors:
        return again(request, PROFILE, _shown(request, actor, form))
    response = done(request, to="account", message=_("Saved."))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@before_setup
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    actor = actor_of(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    own = own_account(actor)
    if not form.is_bound:
        return page(request, PASSWORD, {"form": form, "own": own})
    if form.is_valid():
        _change(request, actor, form, own.user_name)
    if form.errors:
        return again(request, PASSWORD, {"form": form, "own": own})
    keep_signed_in(request)
    return done(request, to="account", message=_("The password is changed."))


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions."""
    end_own_session(actor_of(request), name=request.POST.get("session", ""))
    return done(request, to="account", message=_("That browser is signed out."))


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    sign_out_everywhere(actor_of(request), but=request.session.session_key or "")
    return done(request, to="account", message=_("All other browsers are signed out."))


def _shown(request: HttpRequest, actor: Actor, form: ProfileForm) -> Values:
    return {
        "form": form,
        "own": own_account(actor),
        "sessions": own_sessions(actor, request.session.session_key or ""),
    }


def _change(request: HttpRequest, actor: Actor, form: PasswordForm, user_name: str) -> None:
    """Run the command; a wrong present password is counted like a wrong sign-in."""
    given = form.cleaned_data
    key = request.session.session_key or ""
    try:
        tried(
            form,
            lambda: change_own_password(
                actor, present=given["present"], new=given["new"], session_key=key
            ),
        )
    finally:
        if WrongPassword().message() in form.non_field_errors():
            count_failure(request, user_name)
