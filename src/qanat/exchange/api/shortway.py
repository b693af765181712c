"""The short way of other systems: none of what serves browsers stands in it."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone, translation

from qanat.exchange.api.door import KEY, language_of_machine
from qanat.exchange.api.problems import UnreadableAddress, told
from qanat.exchange.api.router import ROOT
from qanat.foundation.access.middleware import refuse_nobody
from qanat.foundation.access.session import actor_of, bearer_of, known_of_token, stand
from qanat.foundation.proving import NotAsKnown, due
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
MOST_HOSTS: Final = 100


class ShortWay:
    """Answer requests which carry a key, past sessions, forms, cookies and messages.

    Stands after the request's number and the access log. A key is looked at with every request,
    by the statement which acts where all of it is one; without a valid one nothing below the root
    is answered. Requests without a key go the long way.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.addresses = URLResolver(RegexPattern(r"^/"), "qanat.exchange.api.urls")
        self._plain: dict[str, ResolverMatch] = {}
        self._hosts: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        raw = bearer_of(request)
        if raw is None or not request.path_info.startswith(BELOW):
            return self.respond(request)
        self._check_host(request)
        response = self._answered_at_once(request, raw)
        if response is None:
            response = self._answered_by(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers[HSTS] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        return response

    def _answered_at_once(self, request: HttpRequest, raw: str) -> HttpResponse | None:
        """Answer what may be one statement that looks at the key; None if it is as any other."""
        match = self._match(request.path_info)
        if (
            match is None
            or request.method not in getattr(match.func, "lone", ())
            or KEY in request.META
        ):
            return None
        if (known := known_of_token(raw)) is None:
            return None
        actor, key = known
        stand(request, actor)
        try:
            with due(key):
                return self._answered_by(request)
        except NotAsKnown:
            stand(request, None)
            return None

    def _answered_by(self, request: HttpRequest) -> HttpResponse:
        """Answer in the time of who acts."""
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined] # read by the access log
        zone = zone_named(actor.zone)
        is_ours = timezone.get_current_timezone() is zone
        with nullcontext() if is_ours else timezone.override(zone):
            return self._answered(request)

    def _answered(self, request: HttpRequest) -> HttpResponse:
        if not is_plain(request.path.encode(), request.META.get("QUERY_STRING", "")):
            return _refused(request, told, UnreadableAddress())
        if actor_of(request).id <= 0:
            return _refused(request, refuse_nobody)
        if (match := self._match(request.path_info)) is None:
            return _refused(request, told, NotFound())
        request.resolver_match = match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer

    def _check_host(self, request: HttpRequest) -> None:
        """Refuse a name which is not ours; one that was found to be is not looked at again."""
        host = request.META.get("HTTP_HOST", "")
        if host not in self._hosts and request.get_host() == host and len(self._hosts) < MOST_HOSTS:
            self._hosts.add(host)

    def _match(self, path: str) -> ResolverMatch | None:
        """Return what answers at an address, if anything does; without parts it is found once."""
        if known := self._plain.get(path):
            return known
        try:
            match = self.addresses.resolve(path)
        except Resolver404:
            return None
        if not match.kwargs:
            self._plain[path] = match
        return match


def _refused(
    request: HttpRequest, say: Callable[..., HttpResponse], *about: object
) -> HttpResponse:
    with translation.override(language_of_machine(request)):
        return say(request, *about)
