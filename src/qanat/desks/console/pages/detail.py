"""What is known of the chosen request, mission or vehicle, and what can be done with it now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.desks.console.choice import Choice, choice_of
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.fleet import permissions as fleet
from qanat.registry.fleet.queries import aircraft_record, find_ambulance
from qanat.registry.fleet.states import AmbulanceKind, Fitness
from qanat.registry.terminology.queries import names_of as terms
from qanat.registry.terminology.queries import reason_names
from qanat.response.commitments import permissions as commitments
from qanat.response.commitments.queries import promises
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.permissions import COMMIT, PLAN, REGISTER, REVIEW, SEE
from qanat.response.dispatch.queries.declined import offered_again
from qanat.response.dispatch.queries.mission_details import MissionDetails, mission_details
from qanat.response.dispatch.queries.missions import MissionRow, missions_of_request
from qanat.response.dispatch.queries.request_details import RequestDetails, request_details
from qanat.response.dispatch.queries.requests import as_reader, request_row, requests_by_id
from qanat.response.dispatch.queries.vitals import VitalsRow, vitals_of
from qanat.response.dispatch.queries.windows import windows_shown
from qanat.response.dispatch.states import MISSION, MissionState, RequestState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, SERVING
from qanat.response.dispatch.states.requests import OPEN
from qanat.response.tracking import permissions as tracking
from qanat.response.tracking.queries import positions
from qanat.web.figures import Figure
from qanat.web.related import panels_of, related_to
from qanat.web.reply import page, wants_fragment
from qanat.web.wording import number

DETAIL: Final = "console/detail.html"
AHEAD: Final = timedelta(hours=24)
TO_PLAN: Final = frozenset(
    {RequestState.REGISTERED, RequestState.APPROVED, RequestState.GROUND_ONLY}
)
"""The states in which plans are looked at."""
CODED: Final = ("need", "specialty")
MOVES: Final = ("accept", "call_crew", "hold_for_weather", "end_weather_hold", "refuse", "abort")


@require_GET
def chosen(request: HttpRequest) -> HttpResponse:
    """Give the console the pane of what is chosen."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    if not wants_fragment(request):
        return redirect(f"{reverse('console:console')}?{request.GET.urlencode()}")
    context = detail_context(actor, choice_of(request), now)
    return page(request, DETAIL, {**context, "now": now, "says": True})


def detail_context(actor: Actor, choice: Choice, now: datetime) -> dict[str, Any]:
    """Return what the pane shows; a thing that is not there, or not open, is said to be so."""
    ways = {"req": _request, "mission": _mission, "aircraft": _aircraft, "ambulance": _ambulance}
    if not choice.kind:
        return {"choice": choice}
    try:
        return {"choice": choice, **ways[choice.kind](actor, choice.id, now)}
    except NotFound:
        return {"choice": choice, "is_missing": True}


def _request(actor: Actor, request_id: int, now: datetime) -> dict[str, Any]:
    actor = as_reader(actor, request_id)
    row = request_row(actor, request_id, now)
    details = request_details(actor, request_id, now)
    missions = missions_of_request(actor, request_id)
    vitals = vitals_of(actor, request_id)
    is_open = row.state in TO_PLAN and not row.is_late_entry
    return {
        "row": row,
        "details": details,
        "person": details.people[0] if details.people else None,
        "windows": windows_shown(row, now),
        "vitals": _figures(vitals[-1]) if vitals else [],
        "measured_at": vitals[-1].at if vitals else None,
        "missions": [(m, _can_undo(actor, m)) for m in missions],
        "related": related_to(actor, "dispatch.request", request_id),
        "panels": panels_of(actor, "dispatch.request", request_id),
        "declined": offered_again(actor, request_id, now) if row.state in OPEN else None,
        "owner": names_of([row.owner_id]).get(row.owner_id, "") if row.owner_id else "",
        "states": dict(RequestState.choices),
        "names": {system: terms(system) for system in CODED},
        "ids": " ".join(str(pk) for pk in (row.id, *(m.id for m in missions))),
        "mission_ids": " ".join(str(m.id) for m in missions),
        "shows_plans": actor.may(PLAN) and is_open,
        "may": _rights(actor, details, missions),
    }


def _rights(
    actor: Actor, details: RequestDetails, missions: Sequence[MissionRow]
) -> dict[str, bool]:
    is_waiting = details.state in TO_PLAN | {RequestState.REMOTE_ONLY}
    return {
        "accept": actor.may(REGISTER) and is_waiting and details.accepted_at is None,
        "decide": actor.may(REVIEW) and is_waiting,
        "register": actor.may(REGISTER),
        "take": actor.may(REGISTER) and details.owner_id != actor.id,
        "second": actor.may(PLAN) and any(m.state in SERVING for m in missions),
    }


def _can_undo(actor: Actor, mission: MissionRow) -> bool:
    """Tell whether a commitment can be taken back: nothing has left yet."""
    return actor.may(COMMIT) and mission.state in BEFORE_DEPARTURE


def _figures(v: VitalsRow) -> list[Figure]:
    """Return the newest findings as tiles; what is out of the ordinary is marked."""
    pressure = f"{_shown(v.systolic)}/{_shown(v.diastolic)}" if v.systolic or v.diastolic else ""
    tone = {"emergency": "breach", "urgent": "warn"}.get(v.news2_level, "")
    score = "" if v.news2 is None else f"≥ {v.news2}" if v.is_news2_partial else str(v.news2)
    oxygen = pgettext("vitals", "on oxygen") if v.is_on_oxygen else ""
    return [
        Figure("NEWS2", score, tone=tone),
        Figure(pgettext("vitals", "BP"), pressure),
        Figure(pgettext("vitals", "HR"), _shown(v.heart_rate)),
        Figure("SpO₂", _shown(v.spo2), note=oxygen),
        Figure(pgettext("vitals", "RR"), _shown(v.respiratory_rate)),
        Figure("°C", _shown(v.temperature_c)),
    ]


def _shown(value: float | None) -> str:
    return "" if value is None else number(value, 0 if float(value).is_integer() else 1)


def _mission(actor: Actor, mission_id: int, now: datetime) -> dict[str, Any]:
    details = mission_details(actor, mission_id)
    served = requests_by_id(actor, details.request_ids, now)
    return {
        "mission": details,
        "legs": sorted(details.legs, key=lambda leg: (leg.planned_departure_at, leg.id)),
        "can_undo": _can_undo(actor, details),
        "can_commit": actor.may(COMMIT),
        "moves": _moves(actor, details),
        "reasons": reason_names(),
        "serves": [(pk, served[pk].number) for pk in details.request_ids],
        "related": related_to(actor, "dispatch.mission", mission_id),
        "panels": panels_of(actor, "dispatch.mission", mission_id),
        "ids": " ".join(str(pk) for pk in (details.id, *details.request_ids)),
        "mission_ids": str(details.id),
    }


def _moves(actor: Actor, details: MissionDetails) -> list[Mapping[str, object]]:
    return [
        {
            "label": arrow.label,
            "url": reverse("dispatch:mission_move", args=(details.id, arrow.name)),
            "tone": "primary" if arrow.name == "accept" else "",
        }
        for arrow in MISSION.open_moves(MissionState(details.state))
        if arrow.name in MOVES and actor.may(arrow.needs)
    ]


def _aircraft(actor: Actor, aircraft_id: int, now: datetime) -> dict[str, Any]:
    """Return an aircraft, also one without a mission: its state, base and promises."""
    if not actor.may(fleet.SEE):
        raise NotFound
    row = aircraft_record(actor, aircraft_id, at=now).row
    seen = actor.may(commitments.SEE)
    promised = promises(ResourceKind.AIRCRAFT, [row.id], now, now + AHEAD) if seen else []
    return {
        "aircraft": row,
        "operator": local(row.operator_name),
        "type_name": row.type.name if row.type else "",
        "base": local(row.base.name) if row.base else "",
        "fitness": dict(Fitness.choices),
        "promised": promised,
    }


def _ambulance(actor: Actor, ambulance_id: int, now: datetime) -> dict[str, Any]:
    """Return an ambulance: its state, where it was seen last, and its promises."""
    row = find_ambulance(actor, ambulance_id) if actor.may(fleet.SEE) else None
    if row is None:
        raise NotFound
    sees_map, sees_promises = actor.may(tracking.SEE), actor.may(commitments.SEE)
    found = positions(actor, now, "ambulance", [row.id]) if sees_map else []
    kind, until = ResourceKind.AMBULANCE, now + AHEAD
    return {
        "ambulance": row,
        "crew": AmbulanceKind(row.kind).label,
        "place": local(row.settlement_name),
        "seen": found[0] if found else None,
        "sees_promises": sees_promises,
        "promised": promises(kind, [row.id], now, until) if sees_promises else [],
    }
