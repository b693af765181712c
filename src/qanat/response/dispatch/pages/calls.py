"""Ambulance calls (103): the list, taking one, and its steps."""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, has_run
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.response.commitments.queries import taken
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands import calls as commands
from qanat.response.dispatch.forms.missions import AssignForm, CallForm, CarryForm
from qanat.response.dispatch.forms.requests import NoteForm, ReasonForm
from qanat.response.dispatch.permissions import CALLS, SEE
from qanat.response.dispatch.queries.calls import CallRow, call_count, call_row, call_rows
from qanat.response.dispatch.states import CALL, CallState
from qanat.web.figures import Tab
from qanat.web.forms import Form
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Question, Values, again, done, page

LIST, NEW, PAGE = "dispatch/calls.html", "dispatch/call_new.html", "dispatch/call.html"
CREWS_OFFERED: Final = 60
MOVES: Final = frozenset(arrow.name for arrow in CALL.moves)


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Show ambulance calls: open ones by category and age."""
    actor = actor_of(request)
    _need(actor)
    is_open = request.GET.get("view") != "over"
    found = Behind(
        lambda: call_count(actor, is_open=is_open),
        lambda first, count: call_rows(actor, is_open=is_open, first=first, count=count),
    )
    here = reverse("dispatch:calls")
    tabs = [
        Tab(_("Open"), here, current=is_open),
        Tab(_("Over"), f"{here}?view=over", current=not is_open),
    ]
    context = {
        "rows": one_page(request, found),
        "tabs": tabs,
        "states": dict(CallState.choices),
        "can_take": actor.may(CALLS),
    }
    return page(request, LIST, context, fragment="calls")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a call."""
    actor, now = actor_of(request), timezone.now()
    actor.need(CALLS)
    if request.method == "GET":
        return page(request, NEW, {"form": CallForm()})
    form = CallForm(request.POST)
    made: list[int] = []

    def run(_typed: Values) -> None:
        made.append(commands.take_call(actor, draft=form.draft(now), now=now))

    if not has_run(form, run):
        return again(request, NEW, {"form": form})
    return done(request, to="dispatch:call", args=(made[0],))


@require_GET
def show(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show a call with its times and its next steps."""
    actor = actor_of(request)
    _need(actor)
    row = call_row(actor, call_id)
    context = {
        "row": row,
        "state": CallState(row.state).label,
        "times": _times(row),
        "moves": [
            {
                "label": arrow.label,
                "url": reverse("dispatch:call_move", args=(call_id, arrow.name)),
                "tone": "danger" if arrow.reasons else "",
            }
            for arrow in CALL.open_moves(row.state)
            if actor.may(arrow.needs)
        ],
    }
    return page(request, PAGE, context, fragment="record")


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, call_id: int, name: str) -> HttpResponse:
    """Make the next step of a call."""
    if name not in MOVES:
        raise NotFound
    actor, arrow = actor_of(request), CALL.move(name)
    actor.need(arrow.needs)
    row = call_row(actor, call_id)
    form = _form(actor, row, name, request)
    question = Question(arrow.label, details=row.number, danger=bool(arrow.reasons))

    def run(typed: Values) -> None:
        _move(actor, row.id, name, typed)

    return asked(request, form, run, question, to=("dispatch:call", call_id))


def _move(actor: Actor, call_id: int, name: str, typed: dict[str, Any]) -> None:
    now = timezone.now()
    if name == "assign":
        commands.assign_call(actor, call_id=call_id, ambulance_id=typed["ambulance"], now=now)
        return
    hospital = typed.get("hospital")
    commands.move_call(
        actor,
        call_id=call_id,
        move=name,
        now=now,
        reason=typed.get("reason", ""),
        hospital_id=int(hospital.id) if hospital else None,
    )


def _form(actor: Actor, row: CallRow, name: str, request: HttpRequest) -> Form:
    data = request.POST if request.method == "POST" else None
    if name == "assign":
        return AssignForm(data, crews=_crews(actor, row))
    if name == "carry":
        return CarryForm(data)
    if reasons := CALL.move(name).reasons:
        return ReasonForm(data, reason_list=reasons)
    return NoteForm(data)


def _crews(actor: Actor, row: CallRow) -> list[tuple[int, str]]:
    """Return the free crews of the call's region, as many as a person can look through."""
    now = timezone.now()
    rows = ambulance_rows(actor, region=row.region, only_serviceable=True)
    busy = taken(ResourceKind.AMBULANCE, [r.id for r in rows], now, now + timedelta(minutes=1))
    return [(r.id, r.call_sign) for r in rows if r.id not in busy][:CREWS_OFFERED]


def _times(row: CallRow) -> list[tuple[str, Any]]:
    return [
        (_("Called"), row.called_at),
        (_("Crew notified"), row.notified_at),
        (_("On the way"), row.en_route_at),
        (_("At the patient"), row.on_scene_at),
        (_("Left the scene"), row.left_scene_at),
        (_("At the hospital"), row.at_hospital_at),
        (_("Completed"), row.completed_at),
    ]


def _need(actor: Actor) -> None:
    if not actor.may(CALLS):
        actor.need(SEE)
