"""Ambulance calls (103): the list, taking one, and its steps."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, has_run, typed_of
from qanat.registry.places.queries import region_names
from qanat.response.dispatch.commands import calls as commands
from qanat.response.dispatch.forms.calls import AssignForm, CallForm, CarryForm
from qanat.response.dispatch.forms.requests import NoteForm, ReasonForm
from qanat.response.dispatch.permissions import CALLS, SEE
from qanat.response.dispatch.prefilled import prefilled
from qanat.response.dispatch.queries.call_history import call_history
from qanat.response.dispatch.queries.calls import (
    CallRow,
    call_count,
    call_initial,
    call_phone,
    call_row,
    call_rows,
)
from qanat.response.dispatch.rules.calls import Crew
from qanat.response.dispatch.states import CALL, CallState
from qanat.response.dispatch.suggest.crews import crews_for
from qanat.web.differences import differences
from qanat.web.figures import Tab
from qanat.web.forms import Form, whole_number
from qanat.web.paging import Behind, one_page
from qanat.web.related import related_to
from qanat.web.reply import Question, Values, again, done, page

LIST, NEW, PAGE = "dispatch/calls.html", "dispatch/call_new.html", "dispatch/call.html"
FREE_OFFERED: Final = 40
BUSY_OFFERED: Final = 20
MOVES: Final = frozenset(arrow.name for arrow in CALL.moves)
TONES: Final = {"unassign": "quiet", "cancel": "danger"}


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
    scope = actor.scope_of(CALLS)
    if request.method == "GET":
        known = dict(prefilled(actor, request.GET))
        return page(request, NEW, {"form": CallForm(initial=known, scope=scope)})
    form = CallForm(request.POST, scope=scope)
    made: list[int] = []

    def run(_typed: Values) -> None:
        made.append(commands.take_call(actor, draft=form.draft(now), now=now))

    if not has_run(form, run):
        return again(request, NEW, {"form": form})
    return done(request, to="dispatch:call", args=(made[0],))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, call_id: int) -> HttpResponse:
    """Correct what was taken down about a call."""
    actor = actor_of(request)
    actor.need(CALLS)
    row, scope = call_row(actor, call_id), actor.scope_of(CALLS)
    if request.method == "GET":
        form = CallForm(initial=call_initial(actor, call_id), scope=scope)
        return page(request, NEW, {"form": form, "row": row, "version": row.version})
    form = CallForm(request.POST, scope=scope)
    typed_version = whole_number(request.POST.get("version", ""))
    version = row.version if typed_version is None else typed_version

    def run(_typed: Values) -> None:
        draft = form.draft(row.called_at)
        now = timezone.now()
        commands.correct_call(actor, call_id=call_id, version=version, draft=draft, now=now)

    if not has_run(form, run):
        row = call_row(actor, call_id)
        is_stale = row.version != version and bool(form.non_field_errors())
        context = {"form": form, "row": row, "version": row.version if is_stale else version}
        if is_stale:
            context["differences"] = differences(form, call_initial(actor, call_id))
        return again(request, NEW, context)
    return done(request, to="dispatch:call", args=(call_id,), message=_("Corrected."))


@require_GET
def show(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show a call with its times and its next steps."""
    actor = actor_of(request)
    _need(actor)
    row = call_row(actor, call_id)
    context = {
        "row": row,
        "state": CallState(row.state).label,
        "can_correct": actor.may(CALLS),
        "region": region_names().get(row.region, ""),
        "caller_phone": call_phone(actor, call_id) if actor.may(CALLS) else None,
        "times": _times(row),
        "history": call_history(call_id),
        "related": related_to(actor, "dispatch.call", call_id),
        "moves": [
            {
                "label": arrow.label,
                "url": reverse("dispatch:call_move", args=(call_id, arrow.name)),
                "tone": TONES.get(arrow.name, ""),
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
    question = Question(arrow.label, details=row.number, danger=name == "cancel")

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
        note=typed.get("note", ""),
        hospital_id=int(hospital.id) if hospital else None,
    )


def _form(actor: Actor, row: CallRow, name: str, request: HttpRequest) -> Form:
    data = typed_of(request)
    if name == "assign":
        return AssignForm(data, crews=_crews(actor, row))
    if name == "carry":
        return CarryForm(data)
    if reasons := CALL.move(name).reasons:
        return ReasonForm(data, reason_list=reasons)
    return NoteForm(data)


def _crews(actor: Actor, row: CallRow) -> list[Crew]:
    """Return the crews of the call's region, as many as a person can look through."""
    crews = crews_for(actor, row.id, timezone.now(), lasting=commands.PROMISED_FOR)
    free, busy = ([c for c in crews if c.is_free is state] for state in (True, False))
    return [*free[:FREE_OFFERED], *busy[:BUSY_OFFERED]]


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
