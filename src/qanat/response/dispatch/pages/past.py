"""Entering a mission that is over, from paper."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.registry.changing import changed
from qanat.registry.fleet.queries.aircraft import aircraft_rows
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.response.dispatch.commands.past import enter_past_mission
from qanat.response.dispatch.forms.past import TIMES, PastMissionForm
from qanat.response.dispatch.forms.turns import with_days
from qanat.response.dispatch.permissions import COMMIT, CORRECT
from qanat.response.dispatch.queries.requests import get_request
from qanat.web.reply import Values

PAGE = "dispatch/past_mission.html"


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, request_id: int) -> HttpResponse:
    """Enter the mission of a request that was entered later."""
    actor, now = actor_of(request), timezone.now()
    actor.need(CORRECT)
    actor.need(COMMIT)
    row = get_request(actor, request_id)
    form = PastMissionForm(
        with_days(request.POST, TIMES, row.received_at) if request.method == "POST" else None,
        aircraft=[(r.id, r.tail) for r in aircraft_rows(actor, at=now)],
        ambulances=[(r.id, r.call_sign) for r in ambulance_rows(actor, region=row.region_id or "")],
    )

    def run(_typed: Values) -> None:
        enter_past_mission(actor, request_id=request_id, draft=form.mission(), now=now)

    return changed(
        request,
        form,
        run,
        template=PAGE,
        context={"row": row},
        to=("dispatch:request", request_id),
        message=_("The mission is entered."),
    )
