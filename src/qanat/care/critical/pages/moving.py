"""Move a patient: one step to a request that is filled in, unless there is one already."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qanat.care.critical.commands import moving
from qanat.care.critical.pages.lines import line_of
from qanat.care.critical.permissions import MOVE
from qanat.care.critical.queries.record import icd10_of
from qanat.care.critical.queries.watches import WatchRow, watch_row
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.response.dispatch.permissions import SEE as REQUESTS
from qanat.response.dispatch.queries.likeness import Described, Likeness, similar_requests
from qanat.response.dispatch.queries.requests import requests_by_id
from qanat.response.dispatch.states.requests import OPEN
from qanat.web.reply import Values, done, page

PAGE = "critical/move.html"


@require_GET
def ask(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Show what the request will say, and the requests which may be the same."""
    actor = actor_of(request)
    actor.need(MOVE)
    row, now = watch_row(actor, watch_id), timezone.now()
    context: Values = {
        "row": row,
        "line": line_of(row, now),
        "similar": _similar(actor, row) if actor.may(REQUESTS) else [],
    }
    return page(request, PAGE, context)


@require_POST
def move(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Register the request."""
    actor, now = actor_of(request), timezone.now()
    request_id = moving.move_patient(actor, watch_id=watch_id, now=now)
    words = _("The request is registered and its clock runs.")
    if requests_by_id(actor, [request_id], now):
        return done(request, to="dispatch:request", args=(request_id,), message=words)
    return done(request, to="critical:watch", args=(watch_id,), message=words)


@require_POST
def link(request: HttpRequest, watch_id: int, request_id: int) -> HttpResponse:
    """Say that a request which is there already is the one."""
    moving.move_by_request(
        actor_of(request), watch_id=watch_id, request_id=request_id, now=timezone.now()
    )
    return done(request, to="critical:watch", args=(watch_id,), message=_("Linked."))


@require_POST
def stay(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Say that the patient stays."""
    actor = actor_of(request)
    request_id = watch_row(actor, watch_id).request_id
    moving.keep_patient(actor, watch_id=watch_id)
    words = _still_open(actor, request_id)
    return done(request, to="critical:watch", args=(watch_id,), message=words)


def _still_open(actor: Actor, request_id: int | None) -> str:
    """Tell who keeps a patient that the request to move him waits for his word."""
    found = requests_by_id(actor, [request_id], timezone.now()) if request_id else {}
    about = found.get(request_id or 0)
    if about is None or about.state not in OPEN:
        return ""
    return _("Request “%(number)s” is still open. Withdraw it there.") % {"number": about.number}


def _similar(actor: Actor, row: WatchRow) -> list[Likeness]:
    about = Described(
        patient_ids=[row.patient_id],
        facility_id=row.facility_id,
        icd10=icd10_of(actor, row.id),
        diagnosis=row.diagnosis,
    )
    return similar_requests(actor, about, timezone.now())
