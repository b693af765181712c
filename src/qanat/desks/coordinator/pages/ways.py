"""How soon care can begin by road and by air: asked for each case which somebody looks at."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.response.dispatch.permissions import REVIEW
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest.exact.warming import StillWarming
from qanat.response.dispatch.suggest.soonest import soonest_ways
from qanat.response.dispatch.suggest.wanting import PlaceUnknown
from qanat.web.reply import page, wants_fragment

WAYS: Final = "coordinator/ways.html"


@require_GET
def ways(request: HttpRequest, request_id: int) -> HttpResponse:
    """Give the desk the soonest ways of a case; of the chosen one with vehicle and hospital."""
    actor, now = actor_of(request), timezone.now()
    actor.need(REVIEW)
    get_request(actor, request_id)
    if not wants_fragment(request):
        return redirect("dispatch:plans", request_id)
    context: dict[str, Any] = {
        "now": now,
        "request_id": request_id,
        "is_whole": "whole" in request.GET,
    }
    try:
        context["found"] = soonest_ways(actor, request_id, now)
    except StillWarming:
        context["is_warming"] = True
    except PlaceUnknown as refusal:
        context["problem"] = refusal.message()
    return page(request, WAYS, context)
