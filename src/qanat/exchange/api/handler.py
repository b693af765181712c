"""The web application: Django's, with a shorter way in and out for other systems."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from qanat.exchange.api.shortway import BELOW
from qanat.foundation.access.session import SCHEME
from qanat.web.middleware import zone_named


class Handler(WSGIHandler):
    """Answers as Django's own handler does.

    Of a request with a key nothing hangs on the signals of its begin and end but the age of the
    line to the database; it is looked at here instead.
    """

    def __call__(  # type: ignore[override] # what WSGI says, wider than the stubs
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer one request."""
        is_short = environ["PATH_INFO"].startswith(BELOW)
        if not is_short or not environ.get("HTTP_AUTHORIZATION", "").startswith(SCHEME):
            return super().__call__(environ, start_response)
        request = self.request_class(environ)
        timezone.activate(zone_named(settings.QANAT_ZONE))  # as most accounts have it
        try:
            chain: Callable[[HttpRequest], HttpResponse] = self._middleware_chain  # type: ignore[attr-defined]
            response = chain(request)
            status = f"{response.status_code} {response.reason_phrase}"
            start_response(status, list(response.items()))
            return [response.content]
        finally:
            request.close()
            connection.close_if_unusable_or_obsolete()
