"""The start: where everybody's work begins."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from qanat.care.telemedicine.permissions import CONCLUDE
from qanat.desks.start.pages.partner import is_partner
from qanat.foundation.access.permissions import MANAGE_ACCOUNTS
from qanat.foundation.access.session import actor_of
from qanat.foundation.parameters.permissions import VERIFY
from qanat.readiness.ledger.permissions import ENTER
from qanat.response.dispatch.permissions import CALLS, FLY, OPERATE, PLAN
from qanat.response.dispatch.queries.missions import current_mission
from qanat.web.navigation import navigation_for

HOMES: Final = (
    (CONCLUDE, "telemedicine:worklist"),
    (OPERATE, "operator:desk"),
    (ENTER, "nation:report"),
)
"""Where the work of those begins who hold a permission; all others begin with the first entry
of their own navigation."""
REFERENCE: Final = "facilities:facilities"
KEEPERS: Final = (
    (MANAGE_ACCOUNTS, "administration:accounts"),
    (VERIFY, "administration:parameters"),
)
"""Where those begin whose navigation begins with reference data, which is nobody's work."""


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Lead a person to where his work begins."""
    actor = actor_of(request)
    if actor.may(FLY) and (mission_id := current_mission(actor)) is not None:
        return redirect("team:mission", mission_id)
    for permission, home in HOMES:
        if actor.may(permission):
            return redirect(home)
    if actor.may(CALLS) and not actor.may(PLAN):
        return redirect("dispatch:calls")
    if is_partner(actor):
        return redirect("start:partner")
    shown = navigation_for(actor, request.path)
    entries = [*shown.bar, *shown.more]
    first = entries[0].address if entries else "account"
    if first == reverse(REFERENCE):
        first = next((home for permission, home in KEEPERS if actor.may(permission)), first)
    return redirect(first)
