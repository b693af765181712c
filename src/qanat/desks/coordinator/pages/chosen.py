"""The chosen case: what is known of it, what help was given, and what can be decided now."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from qanat.care.telemedicine import permissions as telemedicine
from qanat.care.telemedicine.queries.orders import orders_of_request
from qanat.care.telemedicine.queries.record import conclusions_of_request
from qanat.care.telemedicine.states import OPEN, Advice, OrderState
from qanat.desks.console.choice import Choice, choice_of
from qanat.desks.coordinator.marks import Mark, score_mark, score_text, scores_called
from qanat.desks.coordinator.trend import charts_of
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.facilities.queries import FacilityRow, facility_row
from qanat.registry.pathways.queries import target_rows
from qanat.registry.terminology.queries import names_of as terms
from qanat.registry.terminology.queries import reason_names
from qanat.response.dispatch.permissions import ASSESS, REGISTER, REVIEW
from qanat.response.dispatch.queries.callers import caller_phone
from qanat.response.dispatch.queries.missions import missions_of_request
from qanat.response.dispatch.queries.request_details import RequestDetails, request_details
from qanat.response.dispatch.queries.requests import (
    RequestRow,
    as_reader,
    request_row,
    requests_of_patient,
)
from qanat.response.dispatch.queries.reviewing import CaseRow, case_row
from qanat.response.dispatch.queries.windows import windows_of
from qanat.response.dispatch.queries.words import Consent, Decision, Equipment, Need
from qanat.response.dispatch.states import REQUEST, RequestState
from qanat.web.reply import page, wants_fragment

CASE: Final = "coordinator/case.html"
KNOWN: Final = "coordinator/known.html"
CODED: Final = ("need", "specialty", "contraindication", "channel", "nosology")
DECIDING: Final = frozenset({"approve", "consult", "send_by_road", "decline"})
EARLIER: Final = 4


@require_GET
def case(request: HttpRequest) -> HttpResponse:
    """Give the desk the chosen case."""
    return _part(request, CASE)


@require_GET
def known(request: HttpRequest) -> HttpResponse:
    """Give the desk what is known of the chosen case; what is typed beside it stays."""
    return _part(request, KNOWN)


def _part(request: HttpRequest, template: str) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    actor.need(REVIEW)
    if not wants_fragment(request):
        return redirect(f"{reverse('coordinator:desk')}?{request.GET.urlencode()}")
    return page(
        request,
        template,
        {**case_context(actor, choice_of(request), now), "now": now, "says": True},
    )


def case_context(actor: Actor, choice: Choice, now: datetime) -> dict[str, Any]:
    """Return what the pane shows; a case that is not there, or not open, is said to be so."""
    if choice.kind != "req":
        return {"choice": Choice()}
    try:
        return {"choice": choice, **_case(actor, choice.id, now)}
    except NotFound:
        return {"choice": choice, "is_missing": True}


def _case(actor: Actor, request_id: int, now: datetime) -> dict[str, Any]:
    actor = as_reader(actor, request_id)
    row = request_row(actor, request_id, now)
    about = case_row(actor, row, now)
    details = request_details(actor, request_id, now)
    windows = windows_of(row, now)
    networks = dict.fromkeys(one.network for one in windows)
    missions = missions_of_request(actor, request_id)
    return {
        "row": row,
        "about": about,
        "details": details,
        "sending": _sending(details),
        "phone": caller_phone(actor, request_id) if actor.may(REGISTER) else "",
        "earlier": _earlier(actor, details, now),
        "scores": _scores(about),
        "charts": charts_of(details),
        "windows": windows,
        "targets": [target for code in networks for target in target_rows(code, now.date())],
        "missions": missions,
        "accounts": names_of({r.by_id for r in details.reviews}),
        "names": {system: terms(system) for system in CODED},
        "reasons": reason_names(),
        "states": dict(RequestState.choices),
        "decisions": dict(Decision.choices),
        "needs": dict(Need.choices),
        "consents": dict(Consent.choices),
        "equipment": dict(Equipment.choices),
        "ids": " ".join(str(pk) for pk in (row.id, *(m.id for m in missions))),
        "may": _rights(actor, row),
        "is_waiting": row.state == RequestState.REGISTERED or about.advised_at is not None,
        **_helped(actor, request_id),
    }


def _helped(actor: Actor, request_id: int) -> dict[str, Any]:
    """Return the remote help that was given already, or is asked for."""
    if not actor.may(telemedicine.SEE):
        return {"orders": [], "conclusions": [], "open_order": None}
    orders = orders_of_request(actor, request_id)
    return {
        "orders": orders,
        "open_order": next((one for one in orders if one.state in OPEN), None),
        "conclusions": conclusions_of_request(actor, request_id),
        "order_states": dict(OrderState.choices),
        "advice": dict(Advice.choices),
    }


def _rights(actor: Actor, row: RequestRow) -> dict[str, bool]:
    moves = {move.name for move in REQUEST.open_moves(row.state)}
    may_decide = actor.may(REVIEW) and bool(moves & DECIDING)
    return {
        "decide": may_decide,
        "consult": may_decide and "consult" in moves and actor.may(telemedicine.ORDER),
        "ask_further": actor.may(telemedicine.ORDER),
        "withdraw": actor.may(REGISTER) and may_decide,
        "reopen": actor.may(REVIEW) and "reopen" in moves,
        "assess": actor.may(ASSESS) and may_decide,
    }


def _scores(about: CaseRow) -> list[Mark]:
    """Return every score of the newest assessment, marked where it is out of the ordinary."""
    return [
        score_mark(label, score) or Mark(f"{label} {written}")
        for name, label in scores_called().items()
        if (written := score_text(score := about.scores.get(name, {})))
    ]


def _sending(details: RequestDetails) -> FacilityRow | None:
    pk = details.sending_facility_id
    return facility_row(pk) if pk is not None else None


def _earlier(actor: Actor, details: RequestDetails, now: datetime) -> list[RequestRow]:
    """Return earlier requests for the same patient, newest first."""
    if not details.people:
        return []
    found = requests_of_patient(actor, details.people[0].patient_id, now, count=EARLIER + 1)
    return [row for row in found if row.id != details.id][:EARLIER]
