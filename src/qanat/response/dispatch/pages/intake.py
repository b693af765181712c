"""Taking and correcting requests, drafts, search fields."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Refusal
from qanat.registry import finding
from qanat.registry.patients.queries.wording import doubt_texts
from qanat.response.dispatch.commands.intake import (
    correct_request,
    discard_draft,
    save_draft,
)
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.forms.requests import IntakeForm
from qanat.response.dispatch.permissions import REGISTER, SEE
from qanat.response.dispatch.queries.drafts import find_draft
from qanat.response.dispatch.queries.intakes import intake_initial
from qanat.response.dispatch.queries.requests import get_request, similar_requests
from qanat.web.reply import again, done, page
from qanat.web.search_field import Found

NEW = "dispatch/new.html"
DRAFT = "request"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a request."""
    actor = actor_of(request)
    actor.need(REGISTER)
    now = timezone.now()
    if request.method == "GET":
        form, saved_at = _restored(actor, now)
        return page(request, NEW, {"form": form, "saved_at": saved_at})
    form = IntakeForm(request.POST)
    if not form.is_valid():
        return again(request, NEW, {"form": form})
    if "is_checked" not in request.POST and (similar := _similar(actor, form, now)):
        return again(request, NEW, {"form": form, "similar": similar})
    try:
        taken = take_down(actor, intake=form.intake(), person=form.patient(), now=now)
    except Refusal as refusal:
        form.add_error(None, refusal.message())
        return again(request, NEW, {"form": form})
    message = " ".join(
        [
            _("Request %(number)s is registered.") % {"number": taken.number},
            *doubt_texts(taken.doubts),
        ]
    )
    return done(request, to="dispatch:request", args=(taken.request_id,), message=message)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, request_id: int) -> HttpResponse:
    """Correct what was taken down."""
    actor = actor_of(request)
    actor.need(REGISTER)
    row = get_request(actor, request_id)
    context = {"row": row, "version": request.POST.get("version", row.version)}
    if request.method == "GET":
        return page(request, NEW, {"form": IntakeForm(initial=intake_initial(row)), **context})
    form = IntakeForm(request.POST)
    if not form.is_valid():
        return again(request, NEW, {"form": form, **context})
    version = request.POST.get("version", "")
    try:
        correct_request(
            actor,
            request_id=request_id,
            version=int(version) if version.isdecimal() else row.version,
            intake=form.intake(),
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message())
        context["version"] = get_request(actor, request_id).version
        return again(request, NEW, {"form": form, **context})
    return done(request, to="dispatch:request", args=(request_id,), message=_("Corrected."))


@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed."""
    actor = actor_of(request)
    values = {
        name: request.POST.getlist(name)[:50]
        for name in request.POST
        if name != "csrfmiddlewaretoken" and len(name) < 60  # noqa: PLR2004 (names of fields)
    }
    save_draft(actor, form=DRAFT, values=values)
    return HttpResponse(status=204, headers={"X-Draft-Saved": timezone.now().isoformat()})


@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed."""
    discard_draft(actor_of(request), form=DRAFT)
    return done(request, to="dispatch:new")


@require_GET
def find_hospital(request: HttpRequest) -> HttpResponse:
    """Offer hospitals while one types."""
    return _offers(request, finding.find_hospitals)


@require_GET
def find_settlement(request: HttpRequest) -> HttpResponse:
    """Offer settlements while one types."""
    return _offers(request, finding.find_settlements)


@require_GET
def find_diagnosis(request: HttpRequest) -> HttpResponse:
    """Offer diagnoses while one types."""
    return _offers(request, finding.find_diagnoses)


def _offers(request: HttpRequest, find: Callable[[str], Sequence[Found]]) -> HttpResponse:
    actor_of(request).need(SEE)
    text = request.GET.get("q", "")[:200]
    return render(request, "web/parts/offers.html", {"offers": find(text) if text else []})


def _restored(actor: Actor, now: datetime) -> tuple[IntakeForm, datetime | None]:
    fresh = IntakeForm(initial={"received_at": now, "country": "KZ"})
    draft = find_draft(actor, DRAFT)
    if draft is None:
        return fresh, None
    form = IntakeForm(initial=_initial(draft.values))
    return form, draft.saved_at


def _initial(values: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Read kept values back through the form's own widgets, without judging them."""
    data = QueryDict(mutable=True)
    for name, kept in values.items():
        data.setlist(name, list(kept))
    form = IntakeForm()
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form.fields.items()
    }


def _similar(actor: Actor, form: IntakeForm, now: datetime) -> list[object]:
    intake = form.intake()
    return list(
        similar_requests(
            actor,
            facility_id=intake.sending_facility_id,
            settlement_id=intake.settlement_id,
            icd10=intake.icd10,
            now=now,
        )
    )
