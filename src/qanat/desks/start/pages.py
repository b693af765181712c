"""The start: everybody's first page is the first entry of his own navigation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.web.navigation import navigation_for


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Lead a person to where his work begins."""
    shown = navigation_for(actor_of(request), request.path)
    entries = [*shown.bar, *shown.more]
    return redirect(entries[0].address if entries else "account")
