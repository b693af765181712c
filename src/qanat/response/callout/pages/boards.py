"""The board of call-outs which wait, a call-out's own page, and the part of other pages."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.response.callout.parameters import ASSUMED, unverified_norms
from qanat.response.callout.permissions import CALL, SEE
from qanat.response.callout.queries.boards import (
    COUNTED_DAYS,
    count_ended,
    count_open,
    ended_callouts,
    get_callout,
    kept_in_time,
    open_callouts,
)
from qanat.response.callout.queries.stories import story_of_callout
from qanat.response.callout.related import (
    PANEL,
    panel_of_mission,
    panel_of_order,
    panel_of_request,
    shown,
    told,
)
from qanat.response.callout.rules import share_in_time
from qanat.response.callout.states import OPEN, STANDING
from qanat.response.dispatch.permissions import COMMIT
from qanat.web import wording
from qanat.web.figures import Figure, Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import page, wants_fragment

BOARD: Final = "callout/board.html"
SHOW: Final = "callout/callout.html"
PANELS: Final = {
    "mission": panel_of_mission,
    "request": panel_of_request,
    "order": panel_of_order,
}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the call-outs which wait, or those which have ended."""
    actor = actor_of(request)
    actor.need(SEE)
    is_open = request.GET.get("view") != "ended"
    found = (
        Behind(
            lambda: count_open(actor),
            lambda first, count: open_callouts(actor, first=first, count=count),
        )
        if is_open
        else Behind(
            lambda: count_ended(actor),
            lambda first, count: ended_callouts(actor, first=first, count=count),
        )
    )
    rows = one_page(request, found)
    context = shown(list(rows.items), can_call=actor.may(CALL), can_commit=actor.may(COMMIT)) | {
        "page": rows,
        "is_open": is_open,
        "tabs": _tabs(is_open=is_open),
        "figures": _figures(actor),
        "days": COUNTED_DAYS,
    }
    return page(request, BOARD, context, fragment="board")


@require_GET
def show(request: HttpRequest, callout_id: int) -> HttpResponse:
    """Show a call-out: who is called in what order, and what has happened."""
    actor = actor_of(request)
    actor.need(SEE)
    row = get_callout(actor, callout_id)
    can_call = actor.may(CALL)
    context = shown([row], can_call=can_call, can_commit=actor.may(COMMIT)) | {
        "row": row,
        "is_open": row.state in OPEN,
        "can_withdraw": can_call and row.state in STANDING,
        "happened": [told(line) for line in story_of_callout(row.id)],
    }
    return page(request, SHOW, context, fragment="record")


@require_GET
def panel(request: HttpRequest, of: str, record_id: int) -> HttpResponse:
    """Give the part of another record's page again."""
    if of not in PANELS:
        raise NotFound
    actor = actor_of(request)
    actor.need(SEE)
    found = PANELS[of](actor, record_id)
    if not wants_fragment(request):
        if found is None:
            raise NotFound
        return redirect("callout:board")
    values: dict[str, Any] = {"panel": found.values} if found else {}
    return page(request, PANEL, values, fragment=PANEL)


def _tabs(*, is_open: bool) -> list[Tab]:
    here = reverse("callout:board")
    return [
        Tab(pgettext("call-outs", "Waiting"), here, current=is_open),
        Tab(pgettext("call-outs", "Ended"), f"{here}?view=ended", current=not is_open),
    ]


def _figures(actor: Actor) -> list[Figure]:
    figures, now = [], timezone.now()
    unverified = unverified_norms(now)
    for kept in kept_in_time(actor, now):
        share = share_in_time(kept.in_time, kept.due)
        counted = {"in_time": kept.in_time, "due": kept.due}
        figures.append(
            Figure(
                label=kept.kind.label,
                value=wording.percent(share * 100, 0) if share is not None else "",
                note=_("%(in_time)s of %(due)s within the norm") % counted if kept.due else "",
                unverified_source=ASSUMED if kept.kind in unverified else "",
            )
        )
    return figures
