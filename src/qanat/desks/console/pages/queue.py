"""The queue of the console: what somebody has to act on, by the time left."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.desks.console.choice import choice_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.response.dispatch.permissions import PLAN, REGISTER, SEE
from qanat.response.dispatch.queries.drafts import DRAFT, draft_saved_at
from qanat.response.dispatch.queries.requests import (
    RequestRow,
    Wanted,
    count_by_state,
    request_page,
    request_rows,
)
from qanat.response.dispatch.queries.windows import windows_shown
from qanat.response.dispatch.states import RequestState
from qanat.response.ringing.permissions import ANSWER
from qanat.web.figures import Tab
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import page, wants_fragment

QUEUE: Final = "console/queue.html"
VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "open": (),
    "waiting": (RequestState.REGISTERED,),
    "to_plan": (RequestState.APPROVED, RequestState.GROUND_ONLY),
    "flying": (RequestState.TASKED, RequestState.UNDER_WAY),
    "mine": (),
}
ACTED_ON: Final = (*VIEWS["waiting"], *VIEWS["to_plan"])
COMING_FOR: Final = timedelta(minutes=15)
"""So long a request which somebody has to act on counts as just come in."""
NAMED: Final = 3


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Give the console its queue alone."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    if not wants_fragment(request):
        return redirect(f"{reverse('console:console')}?{request.GET.urlencode()}")
    context = {"choice": choice_of(request), "now": now, **queue_context(request, actor, now)}
    return page(request, QUEUE, context)


def queue_context(request: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the requests of a view, and how many each view has."""
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    counts = count_by_state(actor)
    wanted = Wanted(states=VIEWS[view], owner_id=actor.id if view == "mine" else None)
    total = _count(counts, view)
    found = Behind(
        lambda: total,
        lambda first, count: request_rows(actor, wanted, now, first=first, count=count),
    )
    rows = one_page(request, found)
    is_quiet = view == "open" and not rows.items
    closed = Wanted(states=(RequestState.CLOSED,))
    return {
        "rows": rows,
        "is_quiet": is_quiet,
        "last_closed": request_rows(actor, closed, now, count=1) if is_quiet else (),
        "lines": [(row, windows_shown(row, now)) for row in rows.items],
        "newcomers": _newcomers(actor, wanted, rows, now),
        "view": view,
        "can_register": actor.may(REGISTER),
        "draft_at": draft_saved_at(actor, DRAFT) if actor.may(REGISTER) else None,
        "can_answer": actor.may(ANSWER),
        "can_assign_all": actor.may(PLAN) and _count(counts, "to_plan") > 1,
        "tabs": _tabs(actor, view, counts),
        "states": dict(RequestState.choices),
    }


def _newcomers(
    actor: Actor, wanted: Wanted, rows: Page[RequestRow], now: datetime
) -> Sequence[RequestRow]:
    """Return what came in last and stands, by its time left, on another page than this one."""
    states = tuple(state for state in ACTED_ON if state in (wanted.states or ACTED_ON))
    if rows.is_single or not states:
        return ()
    came = replace(wanted, states=states, is_later=False, received_from=now - COMING_FOR)
    shown = {row.id for row in rows.items}
    found = request_page(actor, came, now, count=len(shown) + NAMED)
    return [row for row in found if row.id not in shown][:NAMED]


def _tabs(actor: Actor, view: str, counts: Mapping[tuple[str, bool], int]) -> list[Tab]:
    labels = {
        "open": _("Open"),
        "waiting": _("To decide"),
        "to_plan": _("To plan"),
        "flying": _("Under way"),
        "mine": _("Mine"),
    }
    if not actor.may(REGISTER):
        del labels["mine"]
    here = reverse("console:console")
    return [
        Tab(label, f"{here}?view={name}", name == view, _count(counts, name))
        for name, label in labels.items()
    ]


def _count(counts: Mapping[tuple[str, bool], int], view: str) -> int:
    if view == "mine":
        return sum(n for (_state, is_own), n in counts.items() if is_own)
    states = VIEWS[view]
    return sum(n for (state, _is_own), n in counts.items() if not states or state in states)
