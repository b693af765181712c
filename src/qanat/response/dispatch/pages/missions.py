"""The board of missions."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.response.dispatch.forms.missions import MissionFilter
from qanat.response.dispatch.permissions import SEE
from qanat.response.dispatch.queries.missions import MissionsWanted, mission_count, mission_rows
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, OVER, UNDER_WAY
from qanat.web.figures import Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import page

BOARD: Final = "dispatch/missions.html"
VIEWS: Final[dict[str, tuple[str, ...]]] = {
    "active": (),
    "before": tuple(sorted(BEFORE_DEPARTURE)),
    "under_way": tuple(sorted(UNDER_WAY)),
    "over": tuple(sorted(OVER)),
}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show missions: those which are not over first."""
    actor = actor_of(request)
    actor.need(SEE)
    form = MissionFilter(request.GET)
    form.full_clean()
    typed = form.cleaned_data  # what can't be read is left out
    view = request.GET.get("view", "active")
    view = view if view in VIEWS else "active"
    wanted = MissionsWanted(
        states=VIEWS[view],
        mode=typed.get("mode") or "",
        region=typed.get("region") or "",
        text=typed.get("text") or "",
    )
    found = Behind(
        lambda: mission_count(actor, wanted),
        lambda first, count: mission_rows(actor, wanted, first=first, count=count),
    )
    context = {
        "form": form,
        "rows": one_page(request, found),
        "tabs": _tabs(view),
        "is_filtered": any(typed.values()),
    }
    return page(request, BOARD, context, fragment="board")


def _tabs(view: str) -> list[Tab]:
    labels = {
        "active": _("Active"),
        "before": _("Before departure"),
        "under_way": _("Under way"),
        "over": _("Over"),
    }
    here = reverse("dispatch:missions")
    return [Tab(text, f"{here}?view={name}", current=name == view) for name, text in labels.items()]
