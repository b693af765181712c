"""Middlewares of the page kit.

Order in ``MIDDLEWARE``::

    qanat.web.middleware.RequestIds        first of all
    … security, static files, content policy …
    qanat.web.middleware.OwnHeaders
    qanat.web.middleware.PlainAddresses
    … sessions, the actor …
    qanat.web.middleware.Languages         as soon as the actor is known
    … common, csrf, accounts, messages …
    qanat.web.middleware.Refusals          last of all
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from qanat.foundation.access.records import ClosedRecord
from qanat.foundation.refusals import Refusal
from qanat.foundation.request_ids import HEADER, current, request_id_of
from qanat.web.context import viewer_of
from qanat.web.languages import BY_CODE, language_of
from qanat.web.refused import refuse

Respond = Callable[[HttpRequest], HttpResponse]

LONGEST_QUERY: Final = 8_000
CONTROL: Final = re.compile(rb"[\x00-\x1f\x7f]")
PERMISSIONS_POLICY: Final = (
    "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), interest-cohort=()"
)
UNREADABLE: Final = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)


class RequestIds:
    """Give each request a number and say it in the answer."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        number = request_id_of(request)
        token = current.set(number)
        try:
            response = self.respond(request)
        finally:
            current.reset(token)
        response[HEADER] = number
        return response


class PlainAddresses:
    """Refuse addresses which no form or link of ours makes: control characters, bad UTF-8."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if is_plain(request.path.encode(), request.META.get("QUERY_STRING", "")):
            return self.respond(request)
        with translation.override(language_of(request)):
            return refuse(request, 400)


def is_plain(path: bytes, query: str) -> bool:
    """Tell whether path and query hold neither control characters nor broken UTF-8."""
    if len(query) > LONGEST_QUERY:
        return False
    raw = unquote_to_bytes(query)
    try:
        raw.decode()
        path.decode()
    except UnicodeDecodeError:
        return False
    without_line_ends = raw.replace(b"\r\n", b"").replace(b"\n", b"").replace(b"\t", b"")
    return (
        not (CONTROL.search(path) or CONTROL.search(without_line_ends))
        and "\ufffd" not in path.decode()
    )


class OwnHeaders:
    """Add the headers that keep other sites and shared machines out."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        response = self.respond(request)
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


class Languages:
    """Speak the viewer's language and tell time in the viewer's zone."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        viewer = viewer_of(request)
        code = language_of(request, viewer.language if viewer.id > 0 else "")
        with translation.override(code), timezone.override(zone_named(viewer.zone)):
            response = self.respond(request)
        response.setdefault("Content-Language", BY_CODE[code].html)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def zone_named(name: str) -> ZoneInfo:
    """Return a zone by its name, the national one if there is no such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.QANAT_ZONE)


class Refusals:
    """Turn refusals into answers."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        response = self.respond(request)
        if response.status_code == 405 and not response.content:  # noqa: PLR2004 (HTTP)
            words = refuse(request, 405)
            words["Allow"] = response["Allow"]
            return words
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else is a fault and goes on."""
        if isinstance(exception, Refusal):
            return refuse(
                request,
                exception.status,
                code=exception.code,
                text=exception.message(),
                closed=exception if isinstance(exception, ClosedRecord) else None,
            )
        status = status_of(exception)
        return refuse(request, status) if status else None


def status_of(exception: Exception) -> int:
    """Return the status of an exception that is an answer, 0 for a fault."""
    if isinstance(exception, Http404 | ObjectDoesNotExist):
        return 404
    if isinstance(exception, PermissionDenied):
        return 403
    if isinstance(exception, RequestDataTooBig):
        return 413
    return 400 if isinstance(exception, UNREADABLE) else 0
