"""Who else has the chosen record open; asking says that one has it open oneself."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from qanat.desks.console.choice import KINDS, choice_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.presence.commands import be_present
from qanat.foundation.presence.queries import others_at
from qanat.foundation.refusals import NotFound
from qanat.response.dispatch.permissions import SEE
from qanat.response.dispatch.queries.missions import mission_row
from qanat.response.dispatch.queries.requests import request_row
from qanat.web.reply import page

PRESENCE: Final = "console/presence.html"


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """Be present at what is chosen, and name who else is."""
    actor, now, choice = actor_of(request), timezone.now(), choice_of(request)
    actor.need(SEE)
    if choice.kind == "req":
        request_row(actor, choice.id, now)
    elif choice.kind == "mission":
        mission_row(actor, choice.id)
    else:
        raise NotFound
    kind = KINDS[choice.kind]
    be_present(actor, kind=kind, record_id=choice.id, now=now)
    others = others_at(actor, kind, choice.id, now)
    return page(request, PRESENCE, {"others": others, "now": now})
