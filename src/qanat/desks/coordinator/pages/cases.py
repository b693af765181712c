"""The cases: what waits for a decision, for a conclusion, and what was decided today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from qanat.care.telemedicine.queries.orders import OrderRow, orders_of_requests
from qanat.care.telemedicine.states import Advice, OrderState
from qanat.desks.console.choice import choice_of
from qanat.desks.coordinator.marks import Mark, marks_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.registry.pathways.queries import WindowRow
from qanat.registry.places.queries import region_names
from qanat.registry.terminology.queries import names_of, reason_names
from qanat.response.dispatch.permissions import REVIEW
from qanat.response.dispatch.queries.reviewing import CaseRow, Cases, case_counts, case_rows
from qanat.response.dispatch.queries.windows import windows_shown
from qanat.response.dispatch.queries.words import Decision
from qanat.response.dispatch.states import RequestState
from qanat.web.figures import Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import page, wants_fragment

CASES: Final = "coordinator/cases.html"
LATELY: Final = timedelta(hours=24)
"""So long decisions stand in the list; a day without a midnight at which they are gone."""
LABELS: Final[Mapping[Cases, Text]] = {
    Cases.WAITING: gettext_lazy("To decide"),
    Cases.CONSULTED: pgettext_lazy("cases", "Specialist asked"),
    Cases.DECIDED: pgettext_lazy("cases", "Decided, 24 h"),
}
EMPTY: Final[Mapping[Cases, tuple[Text, Text]]] = {
    Cases.WAITING: (
        gettext_lazy("Nothing waits for your decision"),
        gettext_lazy("New requests appear by themselves."),
    ),
    Cases.CONSULTED: (
        gettext_lazy("Nobody waits for a conclusion"),
        gettext_lazy("Requests on which you ask a specialist first stand here."),
    ),
    Cases.DECIDED: (
        gettext_lazy("Nothing was decided in 24 hours"),
        gettext_lazy("Decisions stand here with what became of them."),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A case as one line of the list."""

    case: CaseRow
    windows: list[WindowRow]
    marks: tuple[Mark, ...]
    order: OrderRow | None


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Give the desk its list alone."""
    actor, now = actor_of(request), timezone.now()
    actor.need(REVIEW)
    if not wants_fragment(request):
        return redirect(f"{reverse('coordinator:desk')}?{request.GET.urlencode()}")
    context = {"choice": choice_of(request), "now": now, **cases_context(request, actor, now)}
    return page(request, CASES, context)


def cases_context(request: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the cases of a view, and how many each view has."""
    view = _view(request.GET.get("view", ""))
    regions = _regions(actor)
    region = asked if (asked := request.GET.get("region", "")) in regions else ""
    since = now - LATELY
    counts = case_counts(actor, region, since)
    found = Behind(
        lambda: counts[view],
        lambda first, count: case_rows(
            actor, view, now, region=region, since=since, first=first, count=count
        ),
    )
    rows = one_page(request, found)
    orders = orders_of_requests(actor, [case.request.id for case in rows.items])
    title, text = EMPTY[view]
    return {
        "rows": rows,
        "lines": [_line(case, orders, now) for case in rows.items],
        "view": view.value,
        "region": region,
        "regions": regions if len(regions) > 1 else {},
        "query": _query(view, region, rows.number),
        "tabs": [
            Tab(label, f"{reverse('coordinator:desk')}?{_query(kind, region)}", kind is view,
                counts[kind])
            for kind, label in LABELS.items()
        ],
        "empty_title": title,
        "empty_text": text,
        "states": dict(RequestState.choices),
        "decisions": dict(Decision.choices),
        "reasons": reason_names(),
        "specialties": names_of("specialty"),
        "order_states": dict(OrderState.choices),
        "advice": dict(Advice.choices),
    }  # fmt: skip


def _view(name: str) -> Cases:
    return Cases(name) if name in set(Cases) else Cases.WAITING


def _query(view: Cases, region: str, number: int = 1) -> str:
    given = {"view": view.value, "region": region, "page": number if number > 1 else ""}
    return urlencode({key: value for key, value in given.items() if value})


def _regions(actor: Actor) -> dict[str, str]:
    """Return the regions among which the viewer may choose."""
    scope, names = actor.scope_of(REVIEW), region_names()
    return dict(names) if scope.nation else {c: names.get(c, c) for c in sorted(scope.regions)}


def _line(case: CaseRow, orders: Mapping[int, OrderRow], now: datetime) -> Line:
    order = orders.get(case.request.id)
    return Line(case, windows_shown(case.request, now), marks_of(case, order), order)
