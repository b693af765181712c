"""The queue of requests."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.terminology.queries import names_of
from qanat.response.dispatch.forms.requests import QueueFilter
from qanat.response.dispatch.models.requests import Need
from qanat.response.dispatch.permissions import REGISTER, SEE
from qanat.response.dispatch.queries.requests import Wanted, request_count, request_rows
from qanat.response.dispatch.states import RequestState
from qanat.web.figures import Tab
from qanat.web.paging import PAGE_ROWS, Page, page_number
from qanat.web.reply import page

QUEUE = "dispatch/queue.html"
VIEWS: dict[str, tuple[str, ...]] = {
    "open": (),
    "waiting": (RequestState.REGISTERED,),
    "approved": (RequestState.APPROVED,),
    "flying": (RequestState.TASKED, RequestState.UNDER_WAY),
    "over": (
        RequestState.HANDED_OVER,
        RequestState.CLOSED,
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
        RequestState.DIED,
    ),
}


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show requests: those on which something is to be done first."""
    actor = actor_of(request)
    actor.need(SEE)
    form = QueueFilter(request.GET)
    view = request.GET.get("view", "open")
    wanted = _wanted(form, view if view in VIEWS else "open")
    now = timezone.now()
    rows = _page(request, actor, wanted)
    context = {
        "form": form,
        "rows": rows,
        "tabs": _tabs(actor, view),
        "needs": dict(Need.choices),
        "states": dict(RequestState.choices),
        "nosologies": names_of("nosology"),
        "can_register": actor.may(REGISTER),
        "is_filtered": form.is_valid() and any(form.cleaned_data.values()),
        "now": now,
    }
    return page(request, QUEUE, context, fragment="queue")


def _page(request: HttpRequest, actor: Actor, wanted: Wanted) -> Page[object]:
    total = request_count(actor, wanted)
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(page_number(request), pages)
    first = (number - 1) * PAGE_ROWS
    items = request_rows(actor, wanted, timezone.now(), first=first, count=PAGE_ROWS)
    return Page(
        items=tuple(items),
        first=first + 1 if items else 0,
        total=total,
        before=str(number - 1) if number > 1 else "",
        after=str(number + 1) if number < pages else "",
        number=number,
        pages=pages,
    )


def _wanted(form: QueueFilter, view: str) -> Wanted:
    typed = form.cleaned_data if form.is_valid() else {}
    return Wanted(
        states=VIEWS[view],
        region=typed.get("region") or "",
        urgency=int(typed["urgency"]) if typed.get("urgency") else None,
        nosology=typed.get("nosology") or "",
        text=typed.get("text") or "",
    )


def _tabs(actor: Actor, view: str) -> list[Tab]:
    labels = {
        "open": _("Open"),
        "waiting": _("Waiting for a decision"),
        "approved": _("Approved"),
        "flying": _("Missions"),
        "over": _("Over"),
    }
    address = reverse("dispatch:queue")
    return [
        Tab(
            label,
            f"{address}?view={name}",
            current=name == view,
            count=None if name == "over" else request_count(actor, Wanted(states=VIEWS[name])),
        )
        for name, label in labels.items()
    ]
