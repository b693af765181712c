"""The page of one request, and what is written there."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.changing import has_run, typed_of
from qanat.registry.patients import permissions as patients
from qanat.registry.patients.queries.rows import PatientRow
from qanat.registry.terminology.queries import names_of, reason_names
from qanat.response.dispatch.commands import clinical, handing, intake
from qanat.response.dispatch.forms.clinical import AssessmentForm, ReviewForm
from qanat.response.dispatch.forms.requests import LogForm
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Equipment
from qanat.response.dispatch.pages.mission_notices import differing, early
from qanat.response.dispatch.pages.next_step import Next, next_step, way_of
from qanat.response.dispatch.parameters import ASSUMED
from qanat.response.dispatch.permissions import (
    ASSESS,
    COMMIT,
    CONDITION,
    OUTCOME,
    REGISTER,
    REVIEW,
    SEE,
)
from qanat.response.dispatch.queries.closing import in_words
from qanat.response.dispatch.queries.declined import offered_again
from qanat.response.dispatch.queries.missions import missions_of_request
from qanat.response.dispatch.queries.organs import organ_clock
from qanat.response.dispatch.queries.record import RequestRecord, request_record
from qanat.response.dispatch.queries.requests import as_reader, clock_of, get_request
from qanat.response.dispatch.queries.reviewing import last_decision
from qanat.response.dispatch.queries.settling import is_adrift
from qanat.response.dispatch.states import REQUEST, RequestState
from qanat.response.dispatch.states.requests import OPEN, SERVED
from qanat.web.forms import Form, whole_number
from qanat.web.related import panels_of, related_to, story_of
from qanat.web.reply import Question, Values, again, ask, done, page, wants_fragment

PAGE: Final = "dispatch/request.html"
BY_BUTTON: Final = ("withdraw", "reopen", "record_death", "close")
"""Moves which a person makes by a button; the others follow from decisions and missions."""
CODED: Final = ("need", "contraindication", "channel", "specialty", "organ")
ASSESS_ID: Final = "assess_%s"
LOG_ID: Final = "log_%s"
"""Forms of one page whose fields share names have ids of their own."""
ENDED: Final = frozenset({RequestState.CLOSED, RequestState.MERGED})


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
    actor.need(ASSESS)
    record = request_record(actor, request_id)
    people = people_in(record)
    form = AssessmentForm(request.POST, people=people, auto_id=ASSESS_ID)

    def run(typed: Values) -> None:
        chosen = typed.get("patient") or (record.people[0].patient_id if record.people else None)
        person = next((p for p in record.people if p.patient_id == chosen), None)
        clinical.assess_request(
            actor,
            request_id=request_id,
            patient_id=chosen,
            vitals=form.vitals(
                person.age_years if person else None,
                is_pregnant=record.request.gestation_weeks is not None,
            ),
            at=typed["at"],
            now=timezone.now(),
            note=typed["note"],
        )

    return _tried(request, request_id, "assessment", form, run)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, request_id: int) -> HttpResponse:
    """Decide on the request: on its page, or in a dialog of a desk."""
    actor = actor_of(request)
    actor.need(REVIEW)
    row = get_request(actor, request_id)
    form = ReviewForm(typed_of(request), initial=_as_it_stands(row))
    version = request.POST.get("version") or request.GET.get("version", "")

    def run(_typed: Values) -> None:
        clinical.review_request(
            actor,
            request_id=request_id,
            version=whole_number(version),
            judgement=form.judgement(),
            now=timezone.now(),
        )

    if request.method == "POST" and not wants_fragment(request):
        words = _("The decision is recorded.")
        return _tried(request, request_id, "decision", form, run, message=words)
    if has_run(form, run):
        return done(request, to="dispatch:request", args=(request_id,))
    row = get_request(actor, request_id)  # which version is decided on is that of the answer
    said = last_decision(actor, request_id)
    declined = offered_again(actor, request_id, timezone.now())
    told = declined.told if declined else ""
    about = " · ".join(part for part in (row.number, row.diagnosis, said, told) if part)
    question = Question(_("Decision"), details=about, label=_("Decide"))
    action = f"{request.path}?version={row.version}"
    back = reverse("dispatch:request", args=(request_id,))
    return ask(request, question, action=action, back=back, form=form)


def _as_it_stands(row: Request) -> Values:
    """Return what a decision begins with."""
    return {"urgency": row.urgency, "companion": row.companion}


@require_POST
def write_log(request: HttpRequest, request_id: int) -> HttpResponse:
    """Write a line into the log."""
    actor = actor_of(request)
    actor.need(REGISTER)
    form = LogForm(request.POST, auto_id=LOG_ID)

    def run(typed: Values) -> None:
        intake.write_log(
            actor,
            request_id=request_id,
            kind=typed["kind"],
            text=typed["text"],
            at=typed["at"],
            now=timezone.now(),
        )

    return _tried(request, request_id, "log", form, run)


@require_POST
def take(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answer for the request from now on."""
    handing.take_request(actor_of(request), request_id=request_id, now=timezone.now())
    return done(request, to="dispatch:request", args=(request_id,))


def _tried(
    request: HttpRequest,
    request_id: int,
    part: str,
    form: Form,
    run: Callable[[Values], object],
    *,
    message: str = "",
) -> HttpResponse:
    """Run a command; a refusal is shown in the form, and what was typed stays."""
    if has_run(form, run):
        return done(request, to="dispatch:request", args=(request_id,), message=message)
    context = _context(actor_of(request), request_id) | {f"{part}_form": form, f"{part}_open": True}
    return again(request, PAGE, context, fragment="record")


def _context(actor: Actor, request_id: int) -> dict[str, Any]:
    actor = as_reader(actor, request_id)
    record = request_record(actor, request_id)
    row, now = record.request, timezone.now()
    missions = missions_of_request(actor, request_id)
    people = people_in(record)
    step = next_step(actor, record, missions)
    return {
        "record": record,
        "called": dict(people) if len(people) > 1 else {},
        "row": row,
        "clock": clock_of(row, now),
        "norm_source": ASSUMED,
        "way": way_of(row),
        "next": step,
        "missions": missions,
        "elsewhere": differing(row, row.missions.all()),
        "early": early(row, row.missions.all()) if row.accepts_from else [],
        "declined": offered_again(actor, request_id, now) if row.state in OPEN else None,
        "can_lead": actor.may(COMMIT),
        "unknown_at_close": in_words(row.unknown_at_close),
        "related": related_to(actor, "dispatch.request", request_id),
        "panels": panels_of(actor, "dispatch.request", request_id),
        "story": record.story(story_of(actor, "dispatch.request", request_id)),
        "moves": _buttons(actor, row, step),
        "assessment_form": AssessmentForm(initial={"at": now}, people=people, auto_id=ASSESS_ID),
        "decision_form": ReviewForm(initial=_as_it_stands(row)),
        "log_form": LogForm(initial={"at": now}, auto_id=LOG_ID),
        "nosology": names_of("nosology").get(row.nosology, row.nosology),
        "names": {system: names_of(system) for system in CODED},
        "equipment": dict(Equipment.choices),
        "reason_names": reason_names(),
        "organ": organ_clock(row.need, row.organ, row.clamp_at, now),
        **_rights(actor, row),
        "now": now,
    }


DECIDED: Final = frozenset({"approve", "consult", "send_by_road", "decline"})


def _rights(actor: Actor, row: Request) -> dict[str, bool]:
    """Return what the viewer may do here, as the page's buttons need it."""
    is_over = row.state in ENDED
    return {
        "can_register": actor.may(REGISTER) and not is_over,
        "can_log": actor.may(REGISTER),
        "can_assess": actor.may(ASSESS) and not is_over,
        "can_review": actor.may(REVIEW)
        and any(m.needs == REVIEW and m.name in DECIDED for m in REQUEST.open_moves(row.state)),
        "can_merge": actor.may(REGISTER)
        and any(m.name == "merge" for m in REQUEST.open_moves(row.state)),
        "can_record_outcome": actor.may(OUTCOME) and row.state != RequestState.MERGED,
        "sees_people": actor.may(patients.SEE),
        "sees_condition": actor.may(CONDITION),
    }


def called(row: PatientRow | None, number: int) -> str:
    """Return what a person of a request is called: his name, his number, or his place."""
    return (row.name or row.number) if row else f"№ {number}"


def people_in(record: RequestRecord) -> list[tuple[int, str]]:
    """Return the people of a request by id, and what each is called."""
    return [(p.patient_id, called(p.row, n)) for n, p in enumerate(record.people, start=1)]


def _buttons(actor: Actor, row: Request, step: Next | None) -> list[dict[str, object]]:
    """Return the moves which are not the next step, nor offered beside it."""
    offered = {step.url, *(url for _label, url, _is_dialog in step.also)} if step else set()
    return [
        {
            "label": arrow.label,
            "url": reverse("dispatch:move", args=(row.pk, arrow.name)),
            "tone": "danger" if arrow.name in {"withdraw", "record_death"} else "",
        }
        for arrow in REQUEST.open_moves(row.state)
        if arrow.name in BY_BUTTON
        and actor.may(arrow.needs)
        and (arrow.name != "withdraw" or row.state not in SERVED or is_adrift(row))
        and reverse("dispatch:move", args=(row.pk, arrow.name)) not in offered
    ]
