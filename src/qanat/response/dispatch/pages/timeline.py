"""The timeline: which aircraft is promised to what, and when it can't be used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.texts import local
from qanat.registry.fleet import permissions as fleet
from qanat.registry.fleet.queries import AircraftRow, aircraft_rows
from qanat.registry.fleet.states import Fitness, FitnessReason, Known
from qanat.registry.places.queries import region_names
from qanat.response.commitments import permissions as commitments
from qanat.response.commitments.queries import CommitmentRow, promises
from qanat.response.commitments.states import CommitmentState, ResourceKind
from qanat.response.dispatch.commands.ending import PURPOSE
from qanat.response.dispatch.forms.boards import TimelineFilter
from qanat.response.dispatch.pages.ambulance_hours import ambulance_lanes
from qanat.response.dispatch.permissions import SEE
from qanat.response.dispatch.queries.timeline import Flight, flights_within
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import UNDER_WAY
from qanat.web.charts.schedule import Lane, Span, schedule
from qanat.web.figures import Tab
from qanat.web.paging import one_page
from qanat.web.reply import page
from qanat.web.wording import moment

TIMELINE: Final = "dispatch/timeline.html"
AMBULANCES: Final = "ambulance"
BEFORE: Final = timedelta(hours=3)
DAY: Final = timedelta(days=1)
WIDTH: Final = 1280.0


@dataclass(frozen=True, slots=True)
class Window:
    """The hours that are shown."""

    name: str
    start: datetime
    end: datetime


@require_GET
def timeline(request: HttpRequest) -> HttpResponse:
    """Show aircraft in rows over the hours of a day, with missions, holds and outages."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    actor.need(fleet.SEE)
    window = _window(request.GET.get("day", ""), now)
    if request.GET.get("of") == AMBULANCES:
        return _ambulances(request, actor, window, now)
    names = region_names()
    everything = sorted(
        aircraft_rows(actor, at=now, known=_known(request)),
        key=lambda row: (names.get(row.base_region, ""), row.tail),
    )
    form = TimelineFilter(request.GET, operators=_operators(everything))
    form.full_clean()
    typed = form.cleaned_data  # what can't be read is left out
    rows = one_page(request, [row for row in everything if _fits(row, typed)])
    ids = [row.id for row in rows.items]
    flights = flights_within(actor, ids, window.start, window.end)
    promised = promises(ResourceKind.AIRCRAFT, ids, window.start, window.end)
    spans = _spans(promised, flights, window, now)
    lanes = [_lane(row, spans.get(row.id, ()), names, window) for row in rows.items]
    chart = schedule(
        _("Aircraft by hour"), lanes, start=window.start, end=window.end, now=now, width=WIDTH
    )
    context = {
        "form": form,
        "rows": rows,
        "chart": chart,
        "tabs": _tabs(request, window),
        "kinds": _kinds(""),
        "is_free": not spans,
        "is_filtered": bool(typed.get("region") or typed.get("operator")),
    }
    return page(request, TIMELINE, context, fragment="hours")


def _ambulances(request: HttpRequest, actor: Actor, window: Window, now: datetime) -> HttpResponse:
    actor.need(commitments.SEE)
    rows, lanes = ambulance_lanes(request, actor, window.start, window.end)
    title = _("Ambulances by hour")
    context = {
        "rows": rows,
        "chart": schedule(title, lanes, start=window.start, end=window.end, now=now, width=WIDTH),
        "tabs": _tabs(request, window),
        "kinds": _kinds(AMBULANCES),
        "of": AMBULANCES,
    }
    return page(request, TIMELINE, context, fragment="hours")


def _kinds(current: str) -> list[Tab]:
    here = reverse("dispatch:timeline")
    labels = {"": _("Aircraft"), AMBULANCES: _("Ambulances")}
    return [
        Tab(label, f"{here}?of={kind}" if kind else here, kind == current)
        for kind, label in labels.items()
    ]


def _window(asked: str, now: datetime) -> Window:
    local_now = timezone.localtime(now)
    midnight = local_now.replace(hour=0, minute=0, second=0, microsecond=0)
    if asked == "today":
        return Window("today", midnight, midnight + DAY)
    if asked == "tomorrow":
        return Window("tomorrow", midnight + DAY, midnight + 2 * DAY)
    start = local_now.replace(minute=0, second=0, microsecond=0) - BEFORE
    return Window("now", start, start + DAY)


def _known(request: HttpRequest) -> str:
    known = request.GET.get("known", "")
    return known if known in Known.values else Known.RECORD


def _fits(row: AircraftRow, typed: Mapping[str, object]) -> bool:
    region, operator = typed.get("region"), typed.get("operator")
    return (not region or row.base_region == region) and (
        not operator or str(row.operator_id) == operator
    )


def _operators(rows: Iterable[AircraftRow]) -> list[tuple[str, str]]:
    known = {str(r.operator_id): local(r.operator_name) for r in rows if r.operator_id}
    return sorted(known.items(), key=lambda pair: pair[1])


def _spans(
    promised: Sequence[CommitmentRow], flights: Sequence[Flight], window: Window, now: datetime
) -> dict[int, list[Span]]:
    """Return what stands in each row: what is promised, and the missions that are over."""
    missions = {flight.mission_id: flight for flight in flights}
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for row in promised:
        flight = missions.get(row.purpose_id) if row.purpose_kind == PURPOSE else None
        spans[row.resource_id].append(_promise(row, flight, now))
    for flight in flights:
        if flight.is_over and flight.end_at > window.start:
            spans[flight.aircraft_id].append(_mission(flight, flight.start_at, flight.end_at))
    return spans


def _promise(row: CommitmentRow, flight: Flight | None, now: datetime) -> Span:
    if flight is not None:
        late = now if flight.state in UNDER_WAY else row.end_at
        return _mission(flight, row.start_at, max(row.end_at, late))
    if row.state == CommitmentState.HELD and row.expires_at:
        words = _("held until %(until)s") % {"until": moment(row.expires_at, "time")}
        return Span(row.start_at, row.end_at, words, "rest")
    return Span(row.start_at, row.end_at, pgettext("aircraft", "promised"))


def _mission(flight: Flight, start: datetime, end: datetime) -> Span:
    label = f"{MissionState(flight.state).label} · {flight.number}"
    return Span(start, end, label, url=reverse("dispatch:mission", args=(flight.mission_id,)))


def _lane(
    row: AircraftRow, spans: Sequence[Span], names: Mapping[str, str], window: Window
) -> Lane:
    return Lane(
        label=row.tail,
        note=names.get(row.base_region, row.type.name if row.type else ""),
        spans=(*_outage(row, window), *spans),
        url=reverse("fleet:aircraft", args=(row.id,)),
    )


def _outage(row: AircraftRow, window: Window) -> tuple[Span, ...]:
    """Return when an aircraft can't be used, as stated; nothing stated is not serviceable."""
    said = row.statement
    if said is None:
        return (Span(window.start, window.end, _("never stated to be serviceable"), "out"),)
    if said.status != Fitness.UNSERVICEABLE:
        return ()
    reasons = dict(FitnessReason.choices)
    label = str(reasons.get(said.reason, Fitness.UNSERVICEABLE.label))
    end = said.expected_back_at or window.end
    return (Span(said.since, end, label, "out"),) if end > said.since else ()


def _tabs(request: HttpRequest, window: Window) -> list[Tab]:
    kept = request.GET.copy()
    labels = {
        "now": _("Next hours"),
        "today": pgettext("day", "Today"),
        "tomorrow": pgettext("day", "Tomorrow"),
    }
    tabs = []
    for name, label in labels.items():
        kept["day"] = name
        kept.pop("page", None)
        address = f"{reverse('dispatch:timeline')}?{kept.urlencode()}"
        tabs.append(Tab(label, address, current=name == window.name))
    return tabs
