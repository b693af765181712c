"""Every page needs sign-in unless it says otherwise."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qanat.foundation.access.session import Standing, bearer_of, standing_of
from qanat.foundation.access.session_store import BROWSER_KEY, SessionStore
from qanat.foundation.came_from import page_before
from qanat.foundation.request_ids import request_id_of

Respond = Callable[[HttpRequest], HttpResponse]

SIGN_IN: Final = "account_login"
PASSWORD_PAGE: Final = "account_password"  # noqa: S105 (the name of an address)
SET_UP_PAGE: Final = "mfa_activate_totp"
SEEN: Final = timedelta(minutes=5)
LONGEST_NEXT: Final = 1000


class SignedIn:
    """Name the actor of each request, and keep closed what is not open to him.

    A page is open before sign-in only if it is marked by Django's ``login_not_required``
    (``foundation.access.sign_in.views.public``). A page marked ``before_setup`` serves those
    who have yet to change their first password or to set up a second factor.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        request.actor = standing_of(request).actor  # type: ignore[attr-defined] # read by every page
        if bearer_of(request) is not None:
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined] # no browser sends keys by itself
        response = self.respond(request)
        _keep_alive(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse who is not signed in, or has something to do first."""
        is_misplaced_key = bearer_of(request) is not None and not is_for_machines(request)
        if not is_misplaced_key and not getattr(view, "login_required", True):
            return None
        standing = standing_of(request)
        if is_misplaced_key or standing.actor.id <= 0:
            return refuse_nobody(request)
        return None if getattr(view, "before_setup", False) else _still_to_do(request, standing)


def is_for_machines(request: HttpRequest) -> bool:
    """Tell whether an address is one at which other systems ask."""
    return request.path.startswith(settings.QANAT_API_PATHS)


def refuse_nobody(request: HttpRequest) -> HttpResponse:
    """Send a browser to the sign-in page and back afterwards; tell a machine 401."""
    if _wants_problem(request):
        response = _problem(request, 401, "sign_in_needed", _("Sign in or send a valid key."))
        response["WWW-Authenticate"] = 'Bearer realm="qanat"'
        return response
    address = reverse(SIGN_IN)
    if wanted := _wanted(request):
        address = f"{address}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _still_to_do(request: HttpRequest, standing: Standing) -> HttpResponse | None:
    due = standing.second_factor_due_at
    if standing.must_change_password:
        return _first(request, PASSWORD_PAGE, _("Change your first password first."))
    if due is not None and timezone.now() >= due:
        return _first(request, SET_UP_PAGE, _("Set up your second factor first."))
    return None


def _first(request: HttpRequest, page: str, words: str) -> HttpResponse:
    if _wants_problem(request):
        return _problem(request, 403, "set_up_needed", words)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=403, headers=_leading_to(request, reverse(page)))
    return redirect(page)


def _leading_to(request: HttpRequest, address: str) -> dict[str, str]:
    """Lead a page which asked for a part of itself; one that is there already stays as it is."""
    if urlsplit(request.headers.get("HX-Current-URL", "")).path == address:
        return {"HX-Reswap": "none"}
    return {"HX-Redirect": address}


def _wanted(request: HttpRequest) -> str:
    """Return the page to come back to: the one asked for, or the one a form stood on."""
    path = request.get_full_path()
    if request.method not in ("GET", "HEAD") or request.headers.get("HX-Request") == "true":
        path = page_before(request)
    return path if path != "/" and len(path) <= LONGEST_NEXT else ""


def _wants_problem(request: HttpRequest) -> bool:
    if is_for_machines(request) or bearer_of(request) is not None:
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _problem(request: HttpRequest, status: int, code: str, words: str) -> JsonResponse:
    body = {
        "type": f"urn:qanat:problem:{code}",
        "title": words,
        "status": status,
        "detail": words,
        "code": code,
        "instance": f"urn:qanat:request:{request_id_of(request)}",
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _keep_alive(request: HttpRequest) -> None:
    """Note every few minutes that the session is in use, and once which browser it is.

    What a page asks by itself, such as a fresh list after an event, is no use: a forgotten
    screen is signed out like any other.
    """
    session = request.session
    if not isinstance(session, SessionStore) or session.get(SESSION_KEY) is None:
        return
    if BROWSER_KEY not in session:
        session[BROWSER_KEY] = request.headers.get("User-Agent", "")[:200]
    by_itself = request.method == "GET" and request.headers.get("HX-Request") == "true"
    if not by_itself and session.seen_at is not None and timezone.now() - session.seen_at > SEEN:
        session.modified = True
