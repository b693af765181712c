"""Taking and correcting requests, drafts, search fields."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.idempotency.commands import Answer
from qanat.foundation.refusals import NotAllowed
from qanat.registry import finding
from qanat.registry.changing import Run, has_run
from qanat.registry.patients.queries import doubt_texts, namesake_ids, search_patients
from qanat.registry.patients.same_person import settled
from qanat.registry.terminology.permissions import READ
from qanat.response.dispatch.commands.amending import amend_request
from qanat.response.dispatch.commands.taking import Taken, take_down
from qanat.response.dispatch.commands.unsent import discard_draft, save_draft
from qanat.response.dispatch.forms.intake import IntakeForm
from qanat.response.dispatch.permissions import REGISTER, SEE
from qanat.response.dispatch.prefilled import prefilled
from qanat.response.dispatch.queries.drafts import DRAFT, find_draft
from qanat.response.dispatch.queries.intakes import intake_initial
from qanat.response.dispatch.queries.likeness import Described, Likeness, similar_requests
from qanat.response.dispatch.queries.requests import RequestRow, find_requests, get_request
from qanat.response.dispatch.states import RequestState
from qanat.web.differences import differences
from qanat.web.drafts import saved, typed_before, typed_now
from qanat.web.forms import whole_number
from qanat.web.once import once_as_typed
from qanat.web.reply import Values, again, done, page
from qanat.web.search_field import Found
from qanat.web.wording import moment

NEW: Final = "dispatch/new.html"
FRAGMENT: Final = "intake"
REGION_LETTERS: Final = 6


class Alike(Exception):  # noqa: N818 (a question, no error)
    """Requests on record may be the one that is being typed."""

    def __init__(self, rows: list[Likeness]) -> None:
        super().__init__()
        self.rows = rows


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a request."""
    actor = actor_of(request)
    actor.need(REGISTER)
    now = timezone.now()
    if request.method == "GET":
        known, is_blank = prefilled(actor, request.GET), "blank" in request.GET
        form, saved_at = _restored(actor, now, known, is_blank=is_blank)
        return page(request, NEW, {"form": form, "saved_at": saved_at}, fragment=FRAGMENT)
    form = IntakeForm(request.POST)
    is_checked = "is_checked" in request.POST
    made: list[Taken] = []

    def take() -> Answer:
        if not is_checked and (similar := similar_to(actor, form, now)):
            raise Alike(similar)
        told = form.patient()
        person = told and settled(form, actor, told, now)
        taken = take_down(actor, intake=form.intake(), person=person, now=now)
        return Answer(HTTPStatus.CREATED, msgspec.json.encode(taken))

    def run(typed: Values) -> None:
        answer = once_as_typed(request, typed["key"], take) if typed["key"] else take()
        made.append(msgspec.json.decode(answer.body, type=Taken))

    try:
        is_taken = _has_run(form, run)
    except Alike as alike:
        context = {"form": form, "similar": alike.rows, "states": dict(RequestState.choices)}
        return again(request, NEW, context, fragment=FRAGMENT)
    if not is_taken:
        return again(request, NEW, {"form": form, "is_checked": is_checked}, fragment=FRAGMENT)
    words = _("Request %(number)s is registered.") % {"number": made[0].number}
    for doubt in doubt_texts(made[0].doubts):
        messages.warning(request, doubt)
    return done(request, to="dispatch:request", args=(made[0].request_id,), message=words)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, request_id: int) -> HttpResponse:
    """Correct what was taken down; the person is corrected on his own page."""
    actor = actor_of(request)
    actor.need(REGISTER)
    row = get_request(actor, request_id)
    if request.method == "GET":
        form = IntakeForm(initial=intake_initial(row), is_correction=True)
        return page(
            request, NEW, {"form": form, "row": row, "version": row.version}, fragment=FRAGMENT
        )
    form = IntakeForm(request.POST, is_correction=True)
    typed_version = whole_number(request.POST.get("version", ""))
    version = row.version if typed_version is None else typed_version

    def run(_typed: Values) -> None:
        amend_request(
            actor,
            request_id=request_id,
            version=version,
            changes=form.changes(),
            now=timezone.now(),
        )

    if not _has_run(form, run):
        row = get_request(actor, request_id)
        is_stale = row.version != version and bool(form.non_field_errors())
        context = {"form": form, "row": row, "version": row.version if is_stale else version}
        if is_stale:
            context["differences"] = differences(form, intake_initial(row))
        return again(request, NEW, context, fragment=FRAGMENT)
    return done(request, to="dispatch:request", args=(request_id,), message=_("Corrected."))


@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed."""
    actor = actor_of(request)
    actor.need(REGISTER)
    save_draft(actor, form=DRAFT, values=typed_now(request.POST, IntakeForm.base_fields))
    return saved()


@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed."""
    actor = actor_of(request)
    actor.need(REGISTER)
    discard_draft(actor, form=DRAFT)
    return done(request, to="dispatch:new")


@require_GET
def find_hospital(request: HttpRequest) -> HttpResponse:
    """Offer hospitals while one types."""
    return _offers(request, finding.find_hospitals)


@require_GET
def find_settlement(request: HttpRequest) -> HttpResponse:
    """Offer settlements while one types."""
    region = request.GET.get("region", "")[:REGION_LETTERS]
    return _offers(request, lambda text: finding.find_settlements(text, region))


@require_GET
def find_airfield(request: HttpRequest) -> HttpResponse:
    """Offer airfields of other countries while one types."""
    return _offers(request, finding.find_airfields_abroad)


@require_GET
def find_diagnosis(request: HttpRequest) -> HttpResponse:
    """Offer diagnoses while one types."""
    return _offers(request, finding.find_diagnoses)


@require_GET
def find_request(request: HttpRequest) -> HttpResponse:
    """Offer requests while one types."""
    actor = actor_of(request)
    actor.need(SEE)
    return _offers(
        request, lambda text: [offered(r) for r in find_requests(actor, text, timezone.now())]
    )


def offered(row: RequestRow | Likeness) -> Found:
    """Return a request as a search field offers it: its number, then what it is about."""
    parts = (row.diagnosis, row.place, moment(row.received_at, "short"))
    return Found(str(row.id), row.number, " · ".join(part for part in parts if part))


def _offers(request: HttpRequest, find: Callable[[str], Sequence[Found]]) -> HttpResponse:
    actor_of(request).need(READ)  # forms of many contexts have such fields
    text = request.GET.get("q", "")[:200]
    return render(request, "web/parts/offers.html", {"offers": find(text) if text else []})


def _has_run(form: IntakeForm, run: Run) -> bool:
    """Run a command; a refusal that is about one field stands at the field."""

    def placed(typed: Values) -> None:
        try:
            run(typed)
        except NotAllowed:
            form.add_error("region", _("You take requests of your own region or hospital only."))

    return has_run(form, placed) and form.is_valid()


def _restored(
    actor: Actor, now: datetime, known: Mapping[str, object], *, is_blank: bool
) -> tuple[IntakeForm, datetime | None]:
    own = actor.scope_of(REGISTER).only_organisation
    given = {"received_at": now, "country": "KZ", "sending_facility": own}
    fresh = IntakeForm(initial={**given, **known})
    draft = None if known or is_blank else find_draft(actor, DRAFT)
    if draft is None:
        return fresh, None
    return IntakeForm(initial=typed_before(fresh, draft.values)), draft.saved_at


def similar_to(actor: Actor, form: IntakeForm, now: datetime) -> list[Likeness]:
    """Return requests which may be the one that is being typed."""
    intake, iin = form.intake(), form.cleaned_data["iin"]
    people = search_patients(actor, iin).rows if iin else ()
    about = Described(
        patient_ids=[person.id for person in people],
        namesake_ids=namesake_ids(actor, form.cleaned_data["name"] or ""),
        facility_id=intake.sending_facility_id,
        settlement_id=intake.settlement_id,
        icd10=intake.icd10,
        diagnosis=intake.diagnosis,
    )
    return similar_requests(actor, about, now)
