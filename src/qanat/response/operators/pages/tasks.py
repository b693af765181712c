"""Answer a task, report a delay, state an aircraft: small questions asked from the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.changing import asked
from qanat.registry.fleet.commands import state_serviceability
from qanat.registry.fleet.permissions import STATE
from qanat.registry.fleet.queries import AircraftRow, aircraft_record, aircraft_rows
from qanat.response.commitments.queries import CommitmentRow
from qanat.response.dispatch.permissions import OPERATE
from qanat.response.dispatch.queries.missions import MissionRow
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.operators.commands.answering import (
    accept_task,
    asked_mission,
    refuse_task,
    report_delay,
)
from qanat.response.operators.forms import AcceptForm, DelayForm, RefuseForm, StateForm
from qanat.response.operators.queries.fleet import promised_to
from qanat.web.reply import Question, Values
from qanat.web.wording import moment

DESK = ("operator:desk",)
TOLD: Final = gettext_lazy("It is on record, and the dispatcher reads it.")
BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
def accept(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Accept a task and say who flies."""
    actor = actor_of(request)
    actor.need(OPERATE)
    row, _operator = asked_mission(actor, mission_id)
    initial = {"earliest_off_blocks_at": row.planned_departure_at}
    form = AcceptForm(_typed(request), initial=initial)

    def run(_given: Values) -> None:
        accept_task(actor, mission_id=mission_id, acceptance=form.acceptance(), now=timezone.now())

    question = Question(_("Accept this task?"), details=_about(row), label=_("Accept"))
    return asked(request, form, run, question, to=DESK, message=TOLD)


@require_http_methods(BOTH)
def refuse(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Refuse a task with a reason, and say what is offered instead."""
    actor = actor_of(request)
    actor.need(OPERATE)
    row, operator_id = asked_mission(actor, mission_id)
    form = RefuseForm(_typed(request), aircraft=_fleet(actor, row, operator_id))

    def run(_given: Values) -> None:
        refuse_task(actor, mission_id=mission_id, refusal=form.refusal(), now=timezone.now())

    question = Question(_("Refuse this task?"), details=_about(row), label=_("Refuse"), danger=True)
    return asked(request, form, run, question, to=DESK, message=TOLD)


@require_http_methods(BOTH)
def delay(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Say why a mission leaves late, and when."""
    actor = actor_of(request)
    actor.need(OPERATE)
    row, _operator = asked_mission(actor, mission_id)
    form = DelayForm(_typed(request))

    def run(typed: Values) -> None:
        report_delay(actor, mission_id=mission_id, now=timezone.now(), **typed)

    question = Question(_("Why does it leave late?"), details=_about(row), label=_("Report"))
    return asked(request, form, run, question, to=DESK, message=TOLD)


@require_http_methods(BOTH)
def state(request: HttpRequest, aircraft_id: int) -> HttpResponse:
    """State whether an aircraft can be used, knowing what it is promised for."""
    actor, now = actor_of(request), timezone.now()
    actor.need(STATE)
    row = aircraft_record(actor, aircraft_id, at=now).row
    form = StateForm(_typed(request), initial={"status": row.status})

    def run(_given: Values) -> None:
        at = timezone.now()
        state_serviceability(actor, aircraft_id=aircraft_id, statement=form.statement(at), now=at)

    promised = promised_to([row], now)[row.id]
    told = ", ".join(f"{one.purpose} ({moment(one.start_at, 'short')})" for one in promised)
    details = _("Promised for: %(tasks)s") % {"tasks": told} if told else _("Promised for nothing.")
    question = Question(
        _("Can %(tail)s be used?") % {"tail": row.tail}, details=details, label=_("State it")
    )
    return asked(request, form, run, question, to=DESK, message=TOLD)


def _fleet(actor: Actor, row: MissionRow, operator_id: int) -> list[tuple[int, str]]:
    """Return the operator's other aircraft which can be used, with what each is promised for."""
    now = timezone.now()
    own = [
        craft
        for craft in aircraft_rows(actor, at=now)
        if craft.operator_id == operator_id
        and not craft.unavailable
        and craft.id != row.aircraft_id
    ]
    promised = promised_to(own, now)
    return [(craft.id, _offer(craft, promised[craft.id], row.planned_end_at)) for craft in own]


def _offer(craft: AircraftRow, promised: Sequence[CommitmentRow], until: datetime | None) -> str:
    parts = [craft.tail, craft.type.name if craft.type else ""]
    for one in promised:
        if until is None or one.start_at < until:
            words = _("promised for %(task)s until %(time)s")
            parts.append(words % {"task": one.purpose, "time": moment(one.end_at, "short")})
    return " · ".join(parts)


def _about(row: MissionRow) -> str:
    stops = " → ".join(stop_name(name) for name in row.stops)
    parts = [row.number, row.vehicle, stops, moment(row.planned_departure_at, "short")]
    return " · ".join(part for part in parts if part)


def _typed(request: HttpRequest) -> Values | None:
    return request.POST if request.method == "POST" else None
