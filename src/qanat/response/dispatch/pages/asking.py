"""What is asked about a request before it is done: questions with a small form."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.queries.colleagues import colleagues
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text
from qanat.registry.changing import asked, typed_of
from qanat.registry.patients.queries import doubt_texts, namesake_ids
from qanat.registry.patients.same_person import settled
from qanat.response.dispatch.commands import (
    amending,
    clinical,
    deaths,
    handing,
    intake,
    settling,
    taking,
)
from qanat.response.dispatch.forms.clinical import OutcomeForm
from qanat.response.dispatch.forms.intake import PersonForm
from qanat.response.dispatch.forms.requests import (
    AirportForm,
    ClosingForm,
    DeathForm,
    GiveForm,
    MergeForm,
    NoteForm,
    ReasonForm,
    SettleForm,
)
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.pages.intake import offered
from qanat.response.dispatch.pages.request import BY_BUTTON, people_in
from qanat.response.dispatch.permissions import CLOSE, OUTCOME, REGISTER, REVIEW
from qanat.response.dispatch.queries.closing import in_words, not_recorded
from qanat.response.dispatch.queries.likeness import Described, Likeness, similar_requests
from qanat.response.dispatch.queries.record import request_record
from qanat.response.dispatch.queries.requests import find_requests, get_request, request_row
from qanat.response.dispatch.queries.settling import handed_over_at
from qanat.response.dispatch.states import REQUEST
from qanat.web.forms import Form, whole_number
from qanat.web.reply import Question, Values
from qanat.web.search_field import Found
from qanat.web.wording import moment

DANGEROUS: Final = frozenset({"withdraw"})


@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest, request_id: int) -> HttpResponse:
    """Add one more person."""
    actor = actor_of(request)
    actor.need(REGISTER)
    row, now = get_request(actor, request_id), timezone.now()
    form = PersonForm(typed_of(request))

    def run(_typed: Values) -> None:
        person = settled(form, actor, form.who(), now)
        doubts = taking.add_person(actor, request_id=request_id, person=person, now=now)
        for words in doubt_texts(doubts):
            messages.warning(request, words)

    return asked_about(request, row, form, _("Who else is the request for?"), run)


@require_http_methods(["GET", "POST"])
def airport(request: HttpRequest, request_id: int) -> HttpResponse:
    """Name the airport abroad to which the patient is flown, or from which."""
    actor = actor_of(request)
    actor.need(REGISTER)
    row, now = get_request(actor, request_id), timezone.now()
    known = {"airfield_abroad": row.receiving_airfield_id}
    form = AirportForm(typed_of(request), initial=known)

    def run(typed: Values) -> None:
        airfield_id = int(typed["airfield_abroad"].id)
        amending.set_airport_abroad(actor, request_id=request_id, airfield_id=airfield_id, now=now)

    words = _("Where is the patient taken over?")
    if not row.is_for_abroad:
        words = _("From where is the patient brought home?")
    return asked_about(request, row, form, words, run)


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, request_id: int) -> HttpResponse:
    """Hand the request to a colleague."""
    actor, now = actor_of(request), timezone.now()
    actor.need(REGISTER)
    row = get_request(actor, request_id)
    there = colleagues(REGISTER, row.region_id or "", now)
    others = [pair for pair in there if pair[0] not in (actor.id, row.owner_id)]
    form = GiveForm(typed_of(request), colleagues=others)

    def run(typed: Values) -> None:
        handing.give_request(
            actor, request_id=request_id, account_id=typed["to"], note=typed["note"], now=now
        )

    return asked_about(request, row, form, _("Who takes charge of it?"), run)


@require_http_methods(["GET", "POST"])
def record_outcome(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record what became of a patient."""
    actor = actor_of(request)
    actor.need(OUTCOME)
    record = request_record(actor, request_id)
    people = people_in(record)
    form = OutcomeForm(typed_of(request), people=people)

    def run(typed: Values) -> None:
        clinical.record_outcome(
            actor,
            request_id=request_id,
            patient_id=typed["patient"],
            point=typed["point"],
            vital=typed["vital"],
            learned_from=typed["learned_from"],
            now=timezone.now(),
        )

    return asked_about(request, record.request, form, _("What became of the patient?"), run)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, request_id: int) -> HttpResponse:
    """Mark the request as a duplicate of another."""
    actor = actor_of(request)
    actor.need(REGISTER)
    row = get_request(actor, request_id)
    now = timezone.now()
    form = MergeForm(
        typed_of(request),
        find=lambda text: [
            offered(r) for r in find_requests(actor, text, now) if r.id != request_id
        ],
        get=lambda pk: _as_found(actor, whole_number(pk), now),
        alike=[offered(r) for r in _alike(actor, request_id)],
    )

    def run(typed: Values) -> None:
        intake.merge_requests(
            actor,
            duplicate_id=row.pk,
            original_id=int(typed["original"].id),
            reason=typed["reason"],
        )

    return asked_about(request, row, form, _("Of which request is this a duplicate?"), run)


def _alike(actor: Actor, request_id: int) -> list[Likeness]:
    record = request_record(actor, request_id)
    row, ids = record.request, [person.patient_id for person in record.people]
    names = [person.row.name for person in record.people if person.row]
    about = Described(
        patient_ids=ids,
        namesake_ids=[pk for name in names for pk in namesake_ids(actor, name)],
        facility_id=row.sending_facility_id,
        settlement_id=row.settlement_id,
        icd10=row.icd10,
        diagnosis=row.diagnosis,
    )
    return similar_requests(actor, about, row.received_at, not_id=request_id)


def _as_found(actor: Actor, request_id: int | None, now: datetime) -> Found | None:
    try:
        return offered(request_row(actor, request_id or 0, now))
    except NotFound:
        return None


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, request_id: int, name: str) -> HttpResponse:
    """Withdraw, open again, record a death, close: with a reason where one is due."""
    if name not in BY_BUTTON:
        raise NotFound
    if name == "record_death":
        return died(request, request_id)
    actor, arrow = actor_of(request), REQUEST.move(name)
    actor.need(arrow.needs)
    row = get_request(actor, request_id)
    data = typed_of(request)
    form: Form = NoteForm(data)
    if arrow.reasons:
        form = ReasonForm(data, reason_list=arrow.reasons)
    elif name == "close":
        form = ClosingForm(data, missing=in_words(not_recorded(row)))

    def run(typed: Values) -> None:
        _move(actor, row.pk, name, typed, timezone.now())

    return asked_about(request, row, form, arrow.label, run, is_danger=name in DANGEROUS)


def _move(actor: Actor, request_id: int, name: str, typed: Values, now: datetime) -> None:
    reason, note = typed.get("reason", ""), typed["note"]
    if name == "withdraw":
        intake.withdraw_request(actor, request_id=request_id, reason=reason, note=note, now=now)
    elif name == "reopen":
        deaths.reopen_request(actor, request_id=request_id, reason=reason, note=note)
    else:
        as_unknown = typed.get("as_unknown", False)
        clinical.close_request(
            actor, request_id=request_id, note=note, as_unknown=as_unknown, now=now
        )


def died(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record that a patient died before he was handed over: who, and when."""
    actor = actor_of(request)
    actor.need(REVIEW)
    record = request_record(actor, request_id)
    people = people_in(record)
    form = DeathForm(typed_of(request), people=people)

    def run(typed: Values) -> None:
        deaths.record_death(
            actor,
            request_id=request_id,
            died_at=typed["died_at"],
            patient_ids=typed.get("people"),
            note=typed["note"],
            now=timezone.now(),
        )

    names = ", ".join(name for _pk, name in people)
    about = " · ".join(part for part in (names, record.request.diagnosis) if part)
    text = REQUEST.move("record_death").label
    return asked_about(request, record.request, form, text, run, about=about, is_danger=True)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say how a request went on whose missions have ended without saying it."""
    actor = actor_of(request)
    actor.need(CLOSE)
    row = get_request(actor, request_id)
    at = handed_over_at(row)
    form = SettleForm(typed_of(request), initial={"went_on": "given" if at else ""})

    def run(typed: Values) -> None:
        settling.settle_request(
            actor,
            request_id=request_id,
            was_given=typed["went_on"] == "given",
            reason=typed["reason"],
            note=typed["note"],
            now=timezone.now(),
        )

    about = _("Hand-over is stamped at %(at)s.") % {"at": moment(at)} if at else ""
    return asked_about(request, row, form, _("How did it go on?"), run, about=about)


def asked_about(
    request: HttpRequest,
    row: Request,
    form: Form,
    text: Text,
    run: Callable[[Values], object],
    *,
    about: str = "",
    is_danger: bool = False,
) -> HttpResponse:
    """Ask about a request; ``about`` says more than its number."""
    details = " · ".join(part for part in (row.number, about) if part)
    question = Question(text, details=details, danger=is_danger)
    return asked(request, form, run, question, to=("dispatch:request", row.pk))
