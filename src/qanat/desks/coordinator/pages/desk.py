"""The whole desk as a plain page, so that it works without scripts too."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from qanat.desks.console.choice import choice_of
from qanat.desks.coordinator.pages.cases import cases_context
from qanat.desks.coordinator.pages.chosen import case_context
from qanat.foundation.access.session import actor_of
from qanat.response.dispatch.permissions import REVIEW
from qanat.web.reply import page

DESK: Final = "coordinator/desk.html"


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk with what the address chooses."""
    actor, now = actor_of(request), timezone.now()
    actor.need(REVIEW)
    choice = choice_of(request)
    context = {
        "choice": choice,
        "now": now,
        **cases_context(request, actor, now),
        **case_context(actor, choice, now),
    }
    return page(request, DESK, context)
