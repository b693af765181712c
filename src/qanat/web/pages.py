"""Pages of the kit itself: language, theme, the page for the time without a connection."""

from base64 import b64encode
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.access.commands import change_own_profile
from qanat.foundation.access.parameters import IDLE_H, span
from qanat.foundation.access.session import actor_of
from qanat.foundation.secrets import derived_key
from qanat.web import languages, night
from qanat.web.context import viewer_of
from qanat.web.kept_pages import kept_pages
from qanat.web.reply import SEE_OTHER, wants_fragment

YEAR_S: Final = 365 * 24 * 3600
LONGEST_ADDRESS: Final = 2000
OFFLINE_MODULES: Final = tuple(
    f"web/js/{name}.js"
    for name in ("kept_here", "kept", "own", "pictures", "sealing", "words", "clocks")
)
"""What the offline page runs."""


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the viewer's language and go back to where he was.

    In a cookie of this browser, and as that of the account who is signed in: his messages speak it.
    """
    actor, code = viewer_of(request), request.POST.get("language", "")
    if actor.id > 0 and code in languages.BY_CODE and code != actor.language:
        change_own_profile(actor, language=code, zone=actor.zone)
    return _keep(request, languages.COOKIE, "language", tuple(languages.BY_CODE))


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or automatic in a cookie and go back to where the viewer was."""
    return _keep(request, night.COOKIE, "theme", night.THEMES)


def _keep(request: HttpRequest, cookie: str, field: str, known: tuple[str, ...]) -> HttpResponse:
    if wants_fragment(request):
        response = HttpResponse(status=204)
    else:
        response = HttpResponse(status=SEE_OTHER, headers={"Location": _own_address(request)})
    chosen = request.POST.get(field, "")
    if chosen in known:
        secure = request.is_secure()
        response.set_cookie(
            cookie, chosen, max_age=YEAR_S, samesite="Lax", secure=secure, httponly=True
        )
    return response


def _own_address(request: HttpRequest) -> str:
    """Return where the viewer was, if that is one of our own pages."""
    address = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    is_path = address.startswith("/") and len(address) <= LONGEST_ADDRESS
    return address if own and is_path and address.isprintable() else "/"


@require_GET
def strips(request: HttpRequest) -> HttpResponse:
    """Say again what stands above every page."""
    return render(request, "web/parts/strips.html")


@require_GET
def typed_key(request: HttpRequest) -> HttpResponse:
    """Give the browser the key under which it keeps what this person types and saw.

    What he saw opens without a line for as long as an unused session lasts.
    """
    actor = actor_of(request)
    key = derived_key("typed", str(actor.id))
    given = {
        "account": actor.id,
        "key": b64encode(key).decode(),
        "idle_ms": round(span(IDLE_H).total_seconds() * 1000),
    }
    response = JsonResponse(given)
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Show what to do while the system can't be reached; kept by the worker of the browser."""
    response = render(request, "web/errors/offline.html", {"kept": kept_pages()})
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the browser the worker that shows the offline page."""
    given = {"kept": kept_pages(), "modules": OFFLINE_MODULES}
    text = render_to_string("web/service-worker.js", given, request=request)
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)
