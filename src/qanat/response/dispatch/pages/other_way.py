"""The standing other way of a mission, kept in view until it leaves."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qanat.foundation.access.session import actor_of
from qanat.response.dispatch.pages.apart import parted_told
from qanat.response.dispatch.pages.bars import axis_of
from qanat.response.dispatch.pages.plans import option_of
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.suggest.plan_b import plan_b
from qanat.web.reply import Values, page

PAGE: Final = "dispatch/plan_b.html"
PART: Final = "dispatch/parts/plan_b.html"


@require_safe
def other_way(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show the best way to serve a mission's request without its vehicle, and its last moment."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    context: Values = {"mission": get_mission(actor, mission_id), "may_replan": actor.may(COMMIT)}
    if found := plan_b(actor, mission_id, now):
        context |= {"answer": found.answer, "found": found}
        if found.best is not None:
            axis = axis_of([found.best.plan], found.answer.at, found.answer.window_closes_at)
            context["option"] = option_of(found.best, found.answer, axis, 1, {})
        if found.parted is not None:
            context["parted"] = parted_told(actor, found.parted, now)
    return page(request, PAGE, context, fragment=PART)
