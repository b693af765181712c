"""The whole console: every pane as a plain page, so that it works without scripts too."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from qanat.desks.console.choice import choice_of
from qanat.desks.console.pages.detail import detail_context
from qanat.desks.console.pages.queue import queue_context
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.fleet import permissions as fleet
from qanat.response.alerts import permissions as alerts
from qanat.response.alerts.queries.alerts import open_alerts
from qanat.response.commitments import permissions as commitments
from qanat.response.dispatch.permissions import SEE
from qanat.response.hospitals import permissions as hospitals
from qanat.response.shifts import permissions as shifts
from qanat.response.standing import permissions as standing
from qanat.response.tracking import permissions as tracking
from qanat.web.reply import page

CONSOLE: Final = "console/console.html"


@require_GET
def console(request: HttpRequest) -> HttpResponse:
    """Show the console with what the address chooses."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    choice = choice_of(request)
    context = {
        "choice": choice,
        "is_wall": request.GET.get("wall") == "1",
        "sees_map": actor.may(tracking.SEE),
        "sees_hours": actor.may(fleet.SEE),
        "sees_cars": actor.may(fleet.SEE) and actor.may(commitments.SEE),
        "sees_moves": actor.may(standing.SEE),
        "alerts": open_alerts(actor) if actor.may(alerts.SEE) else None,
        "ahead": " ".join(_ahead(actor)),
        "now": now,
        **queue_context(request, actor, now),
        **detail_context(actor, choice, now),
    }
    return page(request, CONSOLE, context)


def _ahead(actor: Actor) -> list[str]:
    """Return what is kept on the device though nobody opened it: for when the line is cut."""
    names = {
        "shifts:pack": shifts.SEE,
        "hospitals:beds": hospitals.SEE,
        "dispatch:map": tracking.SEE,
        "dispatch:timeline": fleet.SEE,
    }
    return [reverse(name) for name, needed in names.items() if actor.may(needed)]
