"""Start a call-out, write an answer down, call the next, call off."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, has_run
from qanat.response.callout.commands import (
    ask_hospitals,
    call_next,
    call_out_airline,
    call_out_crew,
    call_out_specialist,
    note_answer,
    take_into_crew,
    take_offer,
    withdraw_callout,
)
from qanat.response.callout.forms import HospitalsForm, NoteForm, WithdrawForm
from qanat.response.callout.parameters import ASSUMED, NORM_S, STEP_S
from qanat.response.callout.permissions import CALL
from qanat.response.callout.queries.boards import (
    AskRow,
    callout_of_ask,
    callouts_of_request,
    get_callout,
)
from qanat.response.callout.queries.chains import draft_for
from qanat.response.callout.queries.words import role_label
from qanat.response.callout.states import OF_MISSION, OPEN, CalloutState, How, Kind
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.suggest.receivers import Receiver, receivers_for
from qanat.web import wording
from qanat.web.forms import Form
from qanat.web.reply import Question, Values, again, done, page

NEW: Final = "callout/new.html"
BOTH: Final = ["GET", "POST"]
TITLES: Final = {
    Kind.CREW: gettext_lazy("Call out the crew"),
    Kind.AIRLINE: gettext_lazy("Call the airline"),
    Kind.SPECIALIST: gettext_lazy("Call the specialist on call"),
    Kind.HOSPITAL: gettext_lazy("Ask hospitals"),
}


@require_http_methods(BOTH)
def new(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Show who will be called, in what order and by which clock; then call."""
    actor, now = actor_of(request), timezone.now()
    actor.need(CALL)
    if kind not in Kind.values:
        raise NotFound
    wanted = Kind(kind)
    is_asking = wanted is Kind.HOSPITAL
    known = _asked_before(actor, record_id) if is_asking else []
    offered = receivers_for(actor, record_id, now) if is_asking else []
    offered = [r for r in offered if r.id not in {ask.facility_id for ask in known}]
    data = request.POST if request.method == "POST" else None
    form: Form = Form(data)
    if is_asking:
        form = HospitalsForm(data, offered=[(r.id, _offer(r)) for r in offered])
    started: list[int] = []

    def run(_given: Values) -> None:
        started.append(_start(actor, wanted, record_id, form, now))

    if has_run(form, run):
        is_in_vain = get_callout(actor, started[0]).state == CalloutState.EXHAUSTED
        message = "" if is_in_vain else _("Called. You see here who answers.")
        return done(request, to="callout:show", args=(started[0],), message=message)
    context = _preview(actor, wanted, record_id, now, [r.id for r in offered])
    context |= {"form": form, "kind": wanted, "title": TITLES[wanted], "known": known}
    place = "dispatch:mission" if wanted in OF_MISSION else "dispatch:request"
    context["cancel_url"] = reverse(place, args=(record_id,))
    return again(request, NEW, context) if form.is_bound else page(request, NEW, context)


@require_http_methods(BOTH)
def write(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Write down what somebody answered by telephone."""
    actor = actor_of(request)
    actor.need(CALL)
    row = callout_of_ask(actor, ask_id)
    ask = next(ask for ask in row.asks if ask.id == ask_id)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        kind=row.kind,
        initial={"at": timezone.now(), "who": ask.who_now},
    )

    def run(typed: Values) -> None:
        note_answer(
            actor,
            ask_id=ask_id,
            answer=form.answer(How.PHONE),
            who=typed["who"],
            at=typed["at"],
            words=typed["words"],
            now=timezone.now(),
        )

    text = _("What was answered by telephone?")
    return _asked(request, row.id, form, run, Question(text, details=ask.title, label=_("Save")))


@require_http_methods(BOTH)
def pass_on(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Ask, then call the next person without waiting for the clock."""
    actor = actor_of(request)
    actor.need(CALL)
    row = callout_of_ask(actor, ask_id)
    ask = next(ask for ask in row.asks if ask.id == ask_id)
    form = Form(request.POST if request.method == "POST" else None)

    def run(_given: Values) -> None:
        call_next(actor, ask_id=ask_id, now=timezone.now())

    question = Question(
        _("Call the next person now?"),
        details=f"{ask.title}: {ask.who_now}" if ask.who_now else ask.title,
        label=_("Call the next"),
    )
    return _asked(request, row.id, form, run, question)


@require_http_methods(BOTH)
def take(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Ask, then take the later time which a hospital offered."""
    actor = actor_of(request)
    actor.need(CALL)
    row = callout_of_ask(actor, ask_id)
    ask = next(ask for ask in row.asks if ask.id == ask_id)
    form = Form(request.POST if request.method == "POST" else None)

    def run(_given: Values) -> None:
        take_offer(actor, ask_id=ask_id, now=timezone.now())

    question = Question(
        _("Take this offer?"),
        details=_("%(hospital)s takes the patient from %(at)s; the others are told.")
        % {"hospital": ask.title, "at": wording.moment(ask.ready_at)},
        label=_("Take this offer"),
    )
    return _asked(request, row.id, form, run, question)


@require_http_methods(BOTH)
def into_crew(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Ask, then let who said yes in place of a member travel with the mission."""
    actor = actor_of(request)
    actor.need(CALL)
    actor.need(COMMIT)
    row = callout_of_ask(actor, ask_id)
    ask = next(ask for ask in row.asks if ask.id == ask_id)
    form = Form(request.POST if request.method == "POST" else None)

    def run(_given: Values) -> None:
        take_into_crew(actor, ask_id=ask_id, now=timezone.now())

    question = Question(
        _("Take into the crew?"),
        details=_("%(who)s travels in place of %(member)s, who is free again.")
        % {"who": ask.answered_by, "member": ask.title},
        label=_("Take into the crew"),
    )
    return _asked(request, row.id, form, run, question)


@require_http_methods(BOTH)
def withdraw(request: HttpRequest, callout_id: int) -> HttpResponse:
    """Ask why, then call off."""
    actor = actor_of(request)
    actor.need(CALL)
    row = get_callout(actor, callout_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def run(typed: Values) -> None:
        withdraw_callout(actor, callout_id=callout_id, now=timezone.now(), **typed)

    question = Question(
        _("Call this off?"),
        details=_("%(kind)s, %(number)s. Everybody who was called is told.")
        % {"kind": row.kind.label, "number": row.number},
        label=_("Call off"),
        danger=True,
    )
    return _asked(request, row.id, form, run, question)


def _asked(
    request: HttpRequest,
    callout_id: int,
    form: Form,
    run: Callable[[Values], object],
    question: Question,
) -> HttpResponse:
    return asked(request, form, run, question, to=("callout:show", callout_id))


def _start(actor: Actor, kind: Kind, record_id: int, form: Form, now: datetime) -> int:
    if kind is Kind.CREW:
        return call_out_crew(actor, mission_id=record_id, now=now)
    if kind is Kind.AIRLINE:
        return call_out_airline(actor, mission_id=record_id, now=now)
    if kind is Kind.SPECIALIST:
        return call_out_specialist(actor, request_id=record_id, now=now)
    ids = form.chosen() if isinstance(form, HospitalsForm) else []
    return ask_hospitals(actor, request_id=record_id, facility_ids=ids, now=now)


def _asked_before(actor: Actor, request_id: int) -> list[AskRow]:
    """Return the hospitals which the running call-out of a request has asked."""
    rows = callouts_of_request(actor, request_id)
    return [
        ask for row in rows if row.kind is Kind.HOSPITAL and row.state in OPEN for ask in row.asks
    ]


def _preview(
    actor: Actor, kind: Kind, record_id: int, now: datetime, facility_ids: list[int]
) -> dict[str, Any]:
    draft = draft_for(actor, kind, record_id, facility_ids, now)
    step, norm = parameter(STEP_S[kind], on=now), parameter(NORM_S[kind], on=now)
    return {
        "number": draft.number,
        "asks": [(ask, role_label(kind, ask.role)) for ask in draft.asks],
        "step_s": step.number,
        "norm_s": norm.number,
        "is_verified": step.verified and norm.verified,
        "norm_source": ASSUMED,
    }


def _offer(row: Receiver) -> str:
    parts = [row.name]
    if row.distance_m is not None:
        parts.append(_("%(km)s km") % {"km": wording.number(row.distance_m / 1000, 0)})
    if row.is_chosen:
        parts.append(_("hospital of the plan"))
    if row.unknown:
        parts.append(_("to be asked: %(what)s") % {"what": ", ".join(row.unknown)})
    return " · ".join(parts)
