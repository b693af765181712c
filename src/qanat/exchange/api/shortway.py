"""The short way of other systems: none of what serves browsers stands in it."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone, translation

from qanat.exchange.api.door import language_of_machine
from qanat.exchange.api.problems import UnreadableAddress, told
from qanat.exchange.api.router import ROOT
from qanat.foundation.access.middleware import refuse_nobody
from qanat.foundation.access.session import actor_of, bearer_of
from qanat.foundation.refusals import NotFound
from qanat.web.middleware import is_plain, zone_named

Respond = Callable[[HttpRequest], HttpResponse]

BELOW: Final = f"{ROOT}/"
HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Language, Authorization",
    "X-Content-Type-Options": "nosniff",
}
HSTS: Final = "Strict-Transport-Security"


class ShortWay:
    """Answer requests which carry a key, past sessions, forms, cookies and messages.

    Stands after the request's number and the access log. A key is looked at with every request;
    without a valid one nothing below the root is answered. Requests without a key go the long way.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.addresses = URLResolver(RegexPattern(r"^/"), "qanat.exchange.api.urls")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if bearer_of(request) is None or not request.path_info.startswith(BELOW):
            return self.respond(request)
        request.get_host()
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined] # read by the access log
        with timezone.override(zone_named(actor.zone)):
            response = self._answered(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers[HSTS] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        return response

    def _answered(self, request: HttpRequest) -> HttpResponse:
        if not is_plain(request.path.encode(), request.META.get("QUERY_STRING", "")):
            return _refused(request, told, UnreadableAddress())
        if actor_of(request).id <= 0:
            return _refused(request, refuse_nobody)
        try:
            match = self.addresses.resolve(request.path_info)
        except Resolver404:
            return _refused(request, told, NotFound())
        request.resolver_match = match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer


def _refused(
    request: HttpRequest, say: Callable[..., HttpResponse], *about: object
) -> HttpResponse:
    with translation.override(language_of_machine(request)):
        return say(request, *about)
