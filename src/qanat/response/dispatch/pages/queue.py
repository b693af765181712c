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
from qanat.response.dispatch.permissions import PLAN, REGISTER, SEE
from qanat.response.dispatch.queries.requests import Wanted, request_count, request_rows
from qanat.response.dispatch.states import RequestState
from qanat.web.figures import Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import page

QUEUE = "dispatch/queue.html"
VIEWS: dict[str, tuple[str, ...]] = {
    "open": (),
    "mine": (),
    "waiting": (RequestState.REGISTERED,),
    "approved": (RequestState.APPROVED,),
    "flying": (RequestState.TASKED, RequestState.UNDER_WAY),
    "later": (),
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
    view = view if view in VIEWS else "open"
    wanted, now = _wanted(actor, form, view), timezone.now()
    found = Behind(
        lambda: request_count(actor, wanted),
        lambda first, count: request_rows(actor, wanted, now, first=first, count=count),
    )
    context = {
        "form": form,
        "rows": one_page(request, found),
        "tabs": _tabs(actor, view),
        "needs": dict(Need.choices),
        "states": dict(RequestState.choices),
        "nosologies": names_of("nosology"),
        "can_plan": actor.may(PLAN),
        "can_register": actor.may(REGISTER),
        "is_filtered": any(form.cleaned_data.values()),
        "now": now,
    }
    return page(request, QUEUE, context, fragment="queue")


def _wanted(actor: Actor, form: QueueFilter, view: str) -> Wanted:
    form.full_clean()
    typed = form.cleaned_data  # what can't be read is left out
    return Wanted(
        states=VIEWS[view],
        owner_id=actor.id if view == "mine" else None,
        is_later=_is_later(view),
        region=typed.get("region") or "",
        urgency=int(typed["urgency"]) if typed.get("urgency") else None,
        nosology=typed.get("nosology") or "",
        text=typed.get("text") or "",
    )


def _tabs(actor: Actor, view: str) -> list[Tab]:
    labels = {
        "open": _("Open"),
        "mine": _("In my charge"),
        "waiting": _("Waiting for a decision"),
        "approved": _("Approved"),
        "flying": _("Missions"),
        "later": _("Entered later"),
        "over": _("Over"),
    }
    if not actor.may(REGISTER):
        del labels["mine"], labels["later"]
    address = reverse("dispatch:queue")
    return [
        Tab(
            label,
            f"{address}?view={name}",
            current=name == view,
            count=None if name == "over" else _count(actor, name),
        )
        for name, label in labels.items()
    ]


def _count(actor: Actor, name: str) -> int:
    owner_id = actor.id if name == "mine" else None
    wanted = Wanted(states=VIEWS[name], owner_id=owner_id, is_later=_is_later(name))
    return request_count(actor, wanted)


def _is_later(view: str) -> bool | None:
    """Tell which requests a view shows: what is over for good stands apart from live work."""
    return None if view in {"over", "mine"} else view == "later"
