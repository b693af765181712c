"""How a refusal looks: a page, a notice under htmx, or problem+json for machines."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.middleware import SIGN_IN
from qanat.foundation.access.records import ClosedRecord
from qanat.foundation.came_from import page_before
from qanat.foundation.refusals import Text
from qanat.foundation.request_ids import request_id_of
from qanat.web.reply import wants_fragment

PROBLEM_JSON: Final = "application/problem+json"
NOTICES: Final = "#notices"
AWAY: Final = (OperationalError, InterfaceError)
"""The database does not answer, or not in time."""
RETRY_AFTER_S: Final = 5
CONFLICT: Final = 409
OURS: Final = 500
View = Callable[..., HttpResponse]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """A status in plain words: what happened and what to do."""

    code: str
    title: Text
    text: Text
    todo: Text


WORDS: Final = {
    400: Words(
        "unreadable",
        _("This could not be read"),
        _("What was sent is damaged or not what this page expects."),
        _("Go back, check what you typed, and send it again."),
    ),
    403: Words(
        "not_allowed",
        _("Not open to you"),
        _("Your role does not include this."),
        _("If you need it for your work, ask your administrator for the role."),
    ),
    404: Words(
        "not_found",
        _("Nothing here"),
        _("There is no such page or record, or it is not open to you."),
        _("Check the number, or look for it with the search."),
    ),
    405: Words(
        "not_this_way",
        _("Not possible this way"),
        _("This address does something only when a form is sent to it."),
        _("Go back and use the button on the page."),
    ),
    409: Words(
        "conflict",
        _("Somebody was faster"),
        _("This was changed in the meantime."),
        _("Nothing of what you sent was done. Go back, look at what it is now, and decide again."),
    ),
    413: Words(
        "too_large",
        _("Too much at once"),
        _("What was sent is larger than this page accepts."),
        _("Send a smaller file, or divide it."),
    ),
    422: Words(
        "invalid",
        _("Something needs to be corrected"),
        _("What was sent can't be used as it is."),
        _("Nothing of what you sent was done. Go back, correct it, and send it again."),
    ),
    429: Words(
        "too_often",
        _("Too often"),
        _("There were too many attempts in a short time."),
        _("Wait a few minutes and try again."),
    ),
    500: Words(
        "failed",
        _("Something went wrong on our side"),
        _("The fault was recorded. Nothing was half-done: either all of it happened or nothing."),
        _("Try again. If it happens once more, tell your administrator the number below."),
    ),
    503: Words(
        "unavailable",
        _("Not available for the moment"),
        _("The system is being started or repaired."),
        _("Try again in a minute. Urgent work goes on by telephone and paper."),
    ),
}


NOT_NOW: Final = Words(
    "conflict",
    _("Not possible as it stands"),
    _("The record is in a state in which this can't be done."),
    _("Nothing of what you sent was done. Go back, look at what it is now, and decide again."),
)
FASTER: Final = frozenset({"", "conflict", "stale", "resource_taken", "repeated"})
"""Conflicts with what somebody else did; all others are conflicts with what the record is."""


def words_of(status: int, code: str = "") -> Words:
    """Return the plain words of a refusal."""
    if status == CONFLICT and code not in FASTER:
        return NOT_NOW
    return WORDS.get(status) or WORDS[400]


def refuse(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    text: Text = "",
    closed: ClosedRecord | None = None,
) -> HttpResponse:
    """Answer with a refusal in the form the asker understands.

    ``closed`` is the record which the asker may open in an emergency.
    """
    words = words_of(status, code)
    code, text = code or words.code, text or words.text
    if wants_problem(request):
        return problem(request, status, code=code, title=words.title, text=text)
    context: dict[str, Any] = {"status": status, "code": code, "words": words, "text": text}
    context["closed"] = closed
    context["back"] = _back(request)
    context["request_id"] = request_id_of(request)
    context["meanwhile"] = _meanwhile(request, status)
    if wants_fragment(request):
        notice = render_to_string("web/errors/notice.html", context)
        headers = {"HX-Retarget": NOTICES, "HX-Reswap": "innerHTML show:window:top"}
        return HttpResponse(notice, status=status, headers=headers)
    return HttpResponse(_page(request, status, context), status=status)


def _back(request: HttpRequest) -> str:
    path = page_before(request)
    is_here = request.method == "GET" and path == request.get_full_path()
    return "" if is_here or path == "/" or path.startswith(reverse(SIGN_IN)) else path


def meanwhile(template: str) -> Callable[[View], View]:
    """Name the template that says what can be done while a page can't be made."""

    def named(view: View) -> View:
        setattr(view, "meanwhile", template)  # noqa: B010 (a view is a plain function)
        return view

    return named


def _meanwhile(request: HttpRequest, status: int) -> str:
    match = request.resolver_match
    return str(getattr(match.func, "meanwhile", "")) if match and status >= OURS else ""


def wants_problem(request: HttpRequest) -> bool:
    """Tell whether a machine asks."""
    if request.path.startswith(settings.QANAT_API_PATHS):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", PROBLEM_JSON])
    return preferred is not None and preferred != "text/html"


def problem(
    request: HttpRequest, status: int, *, code: str, title: Text, text: Text
) -> JsonResponse:
    """Answer a machine as RFC 9457 says."""
    body = {
        "type": f"urn:qanat:problem:{code}",
        "title": str(title),
        "status": status,
        "detail": str(text),
        "code": code,
        "instance": f"urn:qanat:request:{request_id_of(request)}",
    }
    return JsonResponse(body, status=status, content_type=PROBLEM_JSON)


def _page(request: HttpRequest, status: int, context: dict[str, Any]) -> str:
    known = (403, 404, 409, 422)
    name = f"web/errors/{status}.html" if status in known else "web/errors/other.html"
    return render_to_string(name, context, request=request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what could not be read: ``handler400``."""
    return refuse(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Answer what is not allowed: ``handler403``."""
    return refuse(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Answer an address that leads nowhere: ``handler404``."""
    return refuse(request, 404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token: ``CSRF_FAILURE_VIEW``."""
    logger.warning("form token refused: %s", reason, extra={"request_id": request_id_of(request)})
    text = _(
        "This form has grown too old, or cookies are switched off. "
        "Reload the page and send it again."
    )
    return refuse(request, 403, code="form_expired", text=text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own fault, or a database that does not answer (503): ``handler500``.

    Asks nothing of the database.
    """
    is_away = isinstance(sys.exception(), AWAY)
    response = _our_fault(request, 503 if is_away else 500)
    if is_away:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _our_fault(request: HttpRequest, status: int) -> HttpResponse:
    words = WORDS[status]
    if wants_problem(request):
        return problem(request, status, code=words.code, title=words.title, text=words.text)
    context = {
        "status": status,
        "words": words,
        "text": words.text,
        "request_id": request_id_of(request),
        "meanwhile": _meanwhile(request, status),
    }
    if wants_fragment(request):
        headers = {"HX-Retarget": NOTICES, "HX-Reswap": "innerHTML show:window:top"}
        text = render_to_string("web/errors/notice.html", context)
        return HttpResponse(text, status=status, headers=headers)
    return HttpResponse(render_to_string("web/errors/500.html", context), status=status)
