"""The page of one request, and what is done there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Refusal, Text
from qanat.registry.terminology.queries import names_of
from qanat.response.dispatch.commands import clinical, intake, taking
from qanat.response.dispatch.forms import requests as forms
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Equipment
from qanat.response.dispatch.permissions import ASSESS, PLAN, REVIEW, SEE
from qanat.response.dispatch.queries.missions import missions_of_request
from qanat.response.dispatch.queries.record import RequestRecord, request_record
from qanat.response.dispatch.queries.requests import clock_of, get_request
from qanat.response.dispatch.states import REQUEST
from qanat.web.forms import Form
from qanat.web.related import related_to
from qanat.web.reply import Question, Values, again, ask, done, page

PAGE = "dispatch/request.html"
DIRECT = frozenset({"withdraw", "reopen", "record_death", "close"})
"""Moves which a person makes by a button; the others follow from decisions and missions."""


@require_GET
def show(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show a request."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, PAGE, _context(actor, request_id), fragment="record")


@require_POST
def assess(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record the condition of the patient."""
    actor = actor_of(request)
    record = request_record(actor, request_id)
    form = forms.AssessmentForm(request.POST)
    person = record.people[0] if record.people else None
    if not form.is_valid():
        return _again(request, actor, request_id, "assessment", form)
    vitals = form.vitals(
        person.age_years if person else None,
        is_pregnant=record.request.gestation_weeks is not None,
    )
    return _tried(
        request,
        request_id,
        "assessment",
        form,
        lambda: clinical.assess_request(
            actor,
            request_id=request_id,
            patient_id=person.patient_id if person else None,
            vitals=vitals,
            at=form.cleaned_data["at"],
            now=timezone.now(),
            note=form.cleaned_data["note"],
        ),
    )


@require_POST
def review(request: HttpRequest, request_id: int) -> HttpResponse:
    """Decide on the request."""
    actor = actor_of(request)
    form = forms.ReviewForm(request.POST)
    if not form.is_valid():
        return _again(request, actor, request_id, "decision", form)
    return _tried(
        request,
        request_id,
        "decision",
        form,
        lambda: clinical.review_request(
            actor,
            request_id=request_id,
            version=form.cleaned_data["version"],
            judgement=form.judgement(),
            now=timezone.now(),
        ),
    )


@require_POST
def write_log(request: HttpRequest, request_id: int) -> HttpResponse:
    """Write a line into the log."""
    actor = actor_of(request)
    form = forms.LogForm(request.POST)
    if not form.is_valid():
        return _again(request, actor, request_id, "log", form)
    typed = form.cleaned_data
    return _tried(
        request,
        request_id,
        "log",
        form,
        lambda: intake.write_log(
            actor,
            request_id=request_id,
            kind=typed["kind"],
            text=typed["text"],
            at=typed["at"],
            now=timezone.now(),
        ),
    )


@require_POST
def take(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answer for the request from now on."""
    intake.take_request(actor_of(request), request_id=request_id, now=timezone.now())
    return done(request, to="dispatch:request", args=(request_id,))


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record that a hospital accepts the patient."""
    actor = actor_of(request)
    row = get_request(actor, request_id)
    initial = {"facility": row.accepting_facility_id, "physician": row.accepting_physician}

    def run(typed: Values) -> None:
        clinical.record_acceptance(
            actor,
            request_id=request_id,
            facility_id=int(typed["facility"].id),
            physician=typed["physician"],
            note=typed["note"],
            now=timezone.now(),
        )

    form = forms.AcceptanceForm(request.POST or None, initial=initial)
    return _asked(request, row, form, _("Which hospital accepts the patient?"), run)


@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest, request_id: int) -> HttpResponse:
    """Add one more person."""
    actor = actor_of(request)
    row = get_request(actor, request_id)
    form = forms.PersonForm(request.POST or None)

    def run(_typed: Values) -> None:
        taking.add_person(actor, request_id=request_id, person=form.patient(), now=timezone.now())

    return _asked(request, row, form, _("Who else is the request for?"), run)


@require_http_methods(["GET", "POST"])
def record_outcome(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record what became of a patient."""
    actor = actor_of(request)
    record = request_record(actor, request_id)
    people = [(p.patient_id, p.row.name if p.row else str(p.patient_id)) for p in record.people]
    form = forms.OutcomeForm(request.POST or None, people=people)

    def run(typed: Values) -> None:
        clinical.record_outcome(
            actor,
            request_id=request_id,
            patient_id=typed["patient"],
            point=typed["point"],
            vital=typed["vital"],
            learned_from=typed["learned_from"],
        )

    return _asked(request, record.request, form, _("What became of the patient?"), run)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, request_id: int) -> HttpResponse:
    """Mark the request as a duplicate of another."""
    actor = actor_of(request)
    row = get_request(actor, request_id)
    form = forms.MergeForm(request.POST or None)

    def run(typed: Values) -> None:
        original = Request.objects.visible_to(actor).filter(number=typed["original"]).first()
        if original is None:
            form.add_error("original", _("There is no request with this number."))
            return
        intake.merge_requests(
            actor, duplicate_id=row.pk, original_id=original.pk, reason=typed["reason"]
        )

    return _asked(request, row, form, _("Of which request is this a duplicate?"), run)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, request_id: int, name: str) -> HttpResponse:
    """Withdraw, open again, record a death, close: with a reason where one is due."""
    actor = actor_of(request)
    row = get_request(actor, request_id)
    arrow = REQUEST.move(name)
    actor.need(arrow.needs)
    form: Form = (
        forms.ReasonForm(request.POST or None, reason_list=arrow.reasons)
        if arrow.reasons
        else forms.NoteForm(request.POST or None)
    )

    def run(typed: Values) -> None:
        _move(actor, row.pk, name, typed, timezone.now())

    return _asked(request, row, form, arrow.label, run)


def _move(actor: Actor, request_id: int, name: str, typed: Values, now: datetime) -> None:
    reason, note = typed.get("reason", ""), typed["note"]
    if name == "withdraw":
        intake.withdraw_request(actor, request_id=request_id, reason=reason, note=note, now=now)
    elif name == "reopen":
        clinical.reopen_request(actor, request_id=request_id, reason=reason, note=note)
    elif name == "record_death":
        clinical.record_death_before_transport(actor, request_id=request_id, note=note, now=now)
    else:
        clinical.close_request(actor, request_id=request_id, note=note, now=now)


def _asked(
    request: HttpRequest,
    row: Request,
    form: Form,
    question: Text,
    run: Callable[[Values], None],
) -> HttpResponse:
    """Ask by a form; do it when it is answered; ask again with the refusal when it can't be."""
    if form.is_bound and form.is_valid():
        try:
            run(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message())
        if form.is_valid():
            return done(request, to="dispatch:request", args=(row.pk,))
    back = reverse("dispatch:request", args=(row.pk,))
    return ask(
        request, Question(question, details=row.number), action=request.path, back=back, form=form
    )


def _tried(
    request: HttpRequest, request_id: int, part: str, form: Form, run: Callable[[], object]
) -> HttpResponse:
    """Run a command; a refusal is shown in the form, and what was typed stays."""
    try:
        run()
    except Refusal as refusal:
        form.add_error(None, refusal.message())
        return _again(request, actor_of(request), request_id, part, form)
    return done(request, to="dispatch:request", args=(request_id,))


def _again(
    request: HttpRequest, actor: Actor, request_id: int, part: str, form: Form
) -> HttpResponse:
    context = _context(actor, request_id) | {f"{part}_form": form}
    return again(request, PAGE, context, fragment="record")


def _context(actor: Actor, request_id: int) -> dict[str, Any]:
    record = request_record(actor, request_id)
    row, now = record.request, timezone.now()
    return {
        "record": record,
        "row": row,
        "clock": clock_of(row, now.date()),
        "missions": missions_of_request(actor, request_id),
        "related": related_to(actor, "dispatch.request", request_id),
        "moves": _buttons(actor, row),
        "assessment_form": forms.AssessmentForm(initial={"at": now}),
        "decision_form": forms.ReviewForm(initial={"version": row.version}),
        "log_form": forms.LogForm(initial={"at": now}),
        "nosology": names_of("nosology").get(row.nosology, row.nosology),
        "names": {
            system: names_of(system)
            for system in ("need", "contraindication", "channel", "specialty")
        },
        "equipment": dict(Equipment.choices),
        "reason_names": _reason_names(record),
        "can_assess": actor.may(ASSESS),
        "can_review": actor.may(REVIEW)
        and any(m.needs == REVIEW for m in REQUEST.open_moves(row.state)),
        "can_plan": actor.may(PLAN),
        "now": now,
    }


def _reason_names(record: RequestRecord) -> dict[str, str]:
    lists = {REQUEST.move(e.move).reasons for e in record.moves if e.reason}
    return {
        code: text for name in lists if name for code, text in names_of(f"reason.{name}").items()
    }


def _buttons(actor: Actor, row: Request) -> list[dict[str, object]]:
    return [
        {
            "label": arrow.label,
            "url": reverse("dispatch:move", args=(row.pk, arrow.name)),
            "tone": "danger" if arrow.name in {"withdraw", "record_death"} else "",
        }
        for arrow in REQUEST.open_moves(row.state)
        if arrow.name in DIRECT and actor.may(arrow.needs)
    ]
