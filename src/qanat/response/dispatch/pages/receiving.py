"""A hospital's word: it accepts the patient, or can't take him."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import has_run, typed_of
from qanat.registry.facilities.queries import facility_row
from qanat.response.dispatch.commands import clinical
from qanat.response.dispatch.forms.clinical import AcceptanceForm, Own, RefusalForm
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.pages.asking import asked_about
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.queries.requests import get_request
from qanat.web.reply import Values, done

OWN_LIMIT: Final = 50


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record that a hospital accepts the patient: one's own, or any for a centre or region."""
    actor, row = _asked_of(request, request_id)
    own = _own(actor)
    initial = _initial(row, own) | {"physician": row.accepting_physician}
    form = AcceptanceForm(typed_of(request), own=own, initial=initial)

    def run(typed: Values) -> None:
        clinical.record_acceptance(
            actor,
            request_id=request_id,
            facility_id=form.facility_id(),
            physician=typed["physician"],
            accepts_from=typed["accepts_from"],
            note=typed["note"],
            now=timezone.now(),
        )

    return asked_about(request, row, form, _("Which hospital accepts the patient?"), run)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record that a hospital can't take the patient, and why."""
    actor, row = _asked_of(request, request_id)
    own = _own(actor)
    form = RefusalForm(typed_of(request), own=own, initial=_initial(row, own))

    def run(typed: Values) -> None:
        clinical.record_refusal(
            actor,
            request_id=request_id,
            facility_id=form.facility_id(),
            reason=typed["reason"],
            note=typed["note"],
            now=timezone.now(),
        )

    if request.method == "POST" and has_run(form, run):
        return _after(request, actor, request_id)
    return asked_about(request, row, form, _("Which hospital can't take the patient?"), run)


def _after(request: HttpRequest, actor: Actor, request_id: int) -> HttpResponse:
    """Go back to the request, or to the list where it is no longer the hospital's."""
    words = _("The hospital's refusal is recorded.")
    try:
        get_request(actor, request_id)
    except NotFound:
        return done(request, to="dispatch:queue", message=words)
    return done(request, to="dispatch:request", args=(request_id,), message=words)


def _asked_of(request: HttpRequest, request_id: int) -> tuple[Actor, Request]:
    actor = actor_of(request)
    actor.need(REGISTER)
    return actor, get_request(actor, request_id)


def _own(actor: Actor) -> Own | None:
    """Return the hospitals for which somebody answers; None where he writes down any word."""
    scope = actor.scope_of(REGISTER)
    if scope.nation or scope.regions:
        return None
    return [(pk, facility_row(pk).title) for pk in sorted(scope.organisations)[:OWN_LIMIT]]


def _initial(row: Request, own: Own | None) -> Values:
    if own is not None and row.accepting_facility_id not in dict(own):
        return {"facility": own[0][0] if own else None}
    return {"facility": row.accepting_facility_id}
