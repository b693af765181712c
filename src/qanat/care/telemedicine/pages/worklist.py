"""The worklist of remote consultations."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qanat.care.telemedicine.commands import take_next_order
from qanat.care.telemedicine.forms import WorklistFilter
from qanat.care.telemedicine.models import OrderKind
from qanat.care.telemedicine.permissions import CONCLUDE, ORDER, SEE
from qanat.care.telemedicine.queries.orders import Wanted, order_count, order_rows
from qanat.care.telemedicine.states import Advice, OrderState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.terminology.queries import names_of
from qanat.web.figures import Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Values, done, page

WORKLIST = "telemedicine/worklist.html"
VIEWS = ("open", "mine", "over")


@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """Show consultation orders: the open ones by threat, urgency and age."""
    actor = actor_of(request)
    actor.need(SEE)
    form = WorklistFilter(request.GET)
    view = _view(request, actor)
    wanted = _wanted(actor, form, view)
    found = Behind(
        lambda: order_count(actor, wanted),
        lambda first, count: order_rows(actor, wanted, first=first, count=count),
    )
    context: Values = {
        "form": form,
        "rows": one_page(request, found),
        "view": view,
        "tabs": _tabs(actor, view),
        "states": dict(OrderState.choices),
        "kinds": dict(OrderKind.choices),
        "advice": dict(Advice.choices),
        "specialties": names_of("specialty"),
        "can_order": actor.may(ORDER),
        "can_take": actor.may(CONCLUDE),
        "is_filtered": any(form.cleaned_data.values()),
    }
    return page(request, WORKLIST, context, fragment="worklist")


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take over what waits most urgently, among what the worklist shows."""
    form = WorklistFilter(request.POST)
    form.full_clean()
    typed = form.cleaned_data
    order_id = take_next_order(
        actor_of(request),
        region=typed.get("region") or "",
        specialty=typed.get("specialty") or "",
        now=timezone.now(),
    )
    if order_id is None:
        return done(request, to="telemedicine:worklist", message=_("Nothing waits."))
    return done(request, to="telemedicine:order", args=(order_id,))


def _view(request: HttpRequest, actor: Actor) -> str:
    asked = request.GET.get("view", "open")
    allowed = VIEWS if actor.may(CONCLUDE) else ("open", "over")
    return asked if asked in allowed else "open"


def _wanted(actor: Actor, form: WorklistFilter, view: str) -> Wanted:
    form.full_clean()
    typed = form.cleaned_data  # what can't be read is left out
    return Wanted(
        is_over=view == "over",
        taken_by=actor.id if view == "mine" else None,
        region=typed.get("region") or "",
        urgency=int(typed["urgency"]) if typed.get("urgency") else None,
        specialty=typed.get("specialty") or "",
        text=typed.get("text") or "",
    )


def _tabs(actor: Actor, view: str) -> list[Tab]:
    here = reverse("telemedicine:worklist")
    tabs = [Tab(_("Open"), here, current=view == "open", count=order_count(actor, Wanted()))]
    if actor.may(CONCLUDE):
        mine = order_count(actor, Wanted(taken_by=actor.id))
        tabs.append(Tab(_("Mine"), f"{here}?view=mine", current=view == "mine", count=mine))
    return [*tabs, Tab(_("Over"), f"{here}?view=over", current=view == "over")]
