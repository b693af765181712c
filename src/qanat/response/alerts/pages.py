"""Alerts: the strip of the open ones, the page of a shift, and what is done with one."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.changing import asked, typed_of
from qanat.registry.terminology.queries import names_of
from qanat.response.alerts.commands.owning import acknowledge_alert, close_alert
from qanat.response.alerts.forms import CloseForm
from qanat.response.alerts.parameters import CONSOLE
from qanat.response.alerts.permissions import CLOSE, SEE
from qanat.response.alerts.queries.alerts import alert_row, open_alerts, shift_alerts, shift_count
from qanat.response.alerts.queries.shifts import load_of, neighbours, shift_of
from qanat.response.alerts.related import PANEL, panel_of_mission
from qanat.response.alerts.rules import Shift
from qanat.response.alerts.states import AlertState
from qanat.response.dispatch.queries.missions import need_mission
from qanat.web.figures import Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Question, Values, done, page, wants_fragment

PAGE: Final = "alerts/alerts.html"
STRIP: Final = "alerts/strip.html"
EARLIEST: Final = 2000
LATEST: Final = 2199


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the open alerts, or with ``?view=shift`` all of a shift."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    is_shift = request.GET.get("view") == "shift"
    context = _of_shift(request, actor, now) if is_shift else _open(actor, now)
    return page(request, PAGE, context, fragment="alerts")


@require_GET
def strip(request: HttpRequest) -> HttpResponse:
    """Show the open alerts as a strip, for the console; it fetches itself again by news."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, STRIP, {"rows": open_alerts(actor)})


@require_GET
def of_mission(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Give the part of a mission's page again."""
    actor = actor_of(request)
    actor.need(SEE)
    need_mission(actor, mission_id)
    if not wants_fragment(request):
        return redirect("dispatch:mission", mission_id)
    panel = panel_of_mission(actor, mission_id)
    return page(request, PANEL, {"panel": panel.values if panel else {}}, fragment=PANEL)


@require_POST
def acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Own an alert by name."""
    actor = actor_of(request)
    acknowledge_alert(actor, alert_id=alert_id, now=timezone.now())
    if request.POST.get("from") == "strip":
        context: Values = {"rows": open_alerts(actor)}
        return done(request, to="alerts:alerts", fragment=STRIP, context=context)
    context = _open(actor, timezone.now())
    return done(request, to="alerts:alerts", template=PAGE, fragment="alerts", context=context)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Close an alert whose cause stays, with a reason."""
    actor = actor_of(request)
    actor.need(CLOSE)
    row = alert_row(actor, alert_id)
    form = CloseForm(typed_of(request))
    question = Question(
        _("Close this alert though its cause stays?"),
        details=f"{row.title}: {row.number}",
        label=_("Close the alert"),
    )

    def run(typed: Values) -> None:
        close_alert(
            actor,
            alert_id=alert_id,
            reason=typed["reason"],
            note=typed["note"],
            now=timezone.now(),
        )

    return asked(request, form, run, question, to=("alerts:alerts",))


def _open(actor: Actor, now: datetime) -> Values:
    rows = open_alerts(actor)
    return {"rows": rows, "tabs": _tabs("open", len(rows))} | _around(actor, now, shift_of(now))


def _of_shift(request: HttpRequest, actor: Actor, now: datetime) -> Values:
    shift = shift_of(_moment(request.GET.get("at", "")) or now)
    before, after = neighbours(shift)
    found = Behind(
        lambda: shift_count(actor, shift),
        lambda first, count: shift_alerts(actor, shift, first=first, count=count),
    )
    rows = one_page(request, found)
    return {
        "page": rows,
        "rows": rows.items,
        "before": before.start_at.isoformat(),
        "after": after.start_at.isoformat() if after.start_at <= now else "",
        "is_shift": True,
        "tabs": _tabs("shift", len(open_alerts(actor))),
    } | _around(actor, now, shift)


def _around(actor: Actor, now: datetime, shift: Shift) -> Values:
    return {
        "shift": shift,
        "load": load_of(actor, shift, now),
        "source": CONSOLE,
        "states": dict(AlertState.choices),
        "reasons": names_of("reason.close_alert"),
    }


def _tabs(view: str, count: int) -> list[Tab]:
    here = reverse("alerts:alerts")
    return [
        Tab(pgettext("alerts", "Open"), here, current=view == "open", count=count),
        Tab(_("By shift"), f"{here}?view=shift", current=view == "shift"),
    ]


def _moment(text: str) -> datetime | None:
    """Read a moment which we wrote ourselves; nonsense is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    is_sound = found is not None and found.tzinfo and EARLIEST < found.year < LATEST
    return found if is_sound else None
