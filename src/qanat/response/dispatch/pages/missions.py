"""The board of missions, the page of one, and what is done there."""

from collections.abc import Callable
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
from qanat.response.dispatch.commands import missions as commands
from qanat.response.dispatch.commands.services import cancel_service, record_service
from qanat.response.dispatch.commands.stamps import correct_stamp, stamp_mission
from qanat.response.dispatch.forms import missions as forms
from qanat.response.dispatch.forms.requests import NoteForm, ReasonForm
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.permissions import CORRECT, FLY, SEE, SERVE
from qanat.response.dispatch.queries.mission_record import MissionRecord, mission_record
from qanat.response.dispatch.queries.missions import (
    MissionsWanted,
    get_mission,
    mission_count,
    mission_rows,
)
from qanat.response.dispatch.states import MISSION, MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, OVER, UNDER_WAY
from qanat.web.figures import Tab
from qanat.web.forms import Form
from qanat.web.paging import PAGE_ROWS, Page, page_number
from qanat.web.reply import Question, Values, again, ask, done, page

BOARD, PAGE = "dispatch/missions.html", "dispatch/mission.html"
VIEWS: dict[str, tuple[str, ...]] = {
    "active": (),
    "before": tuple(sorted(BEFORE_DEPARTURE)),
    "under_way": tuple(sorted(UNDER_WAY)),
    "over": tuple(sorted(OVER)),
}
BY_BUTTON = (
    "accept",
    "refuse",
    "call_crew",
    "hold_for_weather",
    "end_weather_hold",
    "cancel",
    "abort",
)
"""Moves made by a button; the others follow from stamps."""


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show missions: those which are not over first."""
    actor = actor_of(request)
    actor.need(SEE)
    form = forms.MissionFilter(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    view = request.GET.get("view", "active")
    view = view if view in VIEWS else "active"
    wanted = MissionsWanted(
        states=VIEWS[view],
        mode=typed.get("mode") or "",
        region=typed.get("region") or "",
        text=typed.get("text") or "",
    )
    context = {"form": form, "rows": _rows(request, actor, wanted), "tabs": _tabs(view)}
    return page(request, BOARD, context, fragment="board")


@require_GET
def show(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show a mission."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, PAGE, _context(actor, mission_id), fragment="record")


@require_POST
def stamp(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Stamp a time; with ``now`` in place of a time, this moment."""
    actor, now = actor_of(request), timezone.now()
    row = get_mission(actor, mission_id)
    kind = request.POST.get("now", "")
    if kind:
        stamp_mission(actor, mission_id=row.pk, kind=kind, at=now, now=now)
        return done(request, to="dispatch:mission", args=(mission_id,))
    form = forms.StampForm(request.POST, mode=row.mode)

    def run(typed: Values) -> None:
        stamp_mission(
            actor, mission_id=mission_id, kind=typed["kind"], at=typed["at"], now=timezone.now()
        )

    return _tried(request, mission_id, "stamp", form, run)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, mission_id: int, stamp_id: int) -> HttpResponse:
    """Correct a stamp."""
    actor = actor_of(request)
    actor.need(CORRECT)
    row = get_mission(actor, mission_id)
    form = forms.CorrectionForm(request.POST or None)

    def run(typed: Values) -> None:
        correct_stamp(
            actor,
            stamp_id=stamp_id,
            at=typed["at"],
            reason=typed["reason"],
            now=timezone.now(),
        )

    return _asked(request, row, form, _("What is the right time?"), run)


@require_POST
def serve(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Record a service."""
    actor = actor_of(request)
    record = mission_record(actor, mission_id)
    form = _service_form(record, request.POST)

    def run(_typed: Values) -> None:
        record_service(actor, mission_id=mission_id, draft=form.draft(), now=timezone.now())

    return _tried(request, mission_id, "service", form, run)


@require_http_methods(["GET", "POST"])
def cancel_one(request: HttpRequest, mission_id: int, service_id: int) -> HttpResponse:
    """Take a wrongly recorded service back."""
    actor = actor_of(request)
    row = get_mission(actor, mission_id)
    form = ReasonForm(request.POST or None, reason_list="correction")

    def run(typed: Values) -> None:
        cancel_service(actor, service_id=service_id, reason=typed["reason"], now=timezone.now())

    return _asked(request, row, form, _("Take this service back?"), run)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, mission_id: int, name: str) -> HttpResponse:
    """Accept, refuse, hold, cancel, abort: with a reason where one is due."""
    actor = actor_of(request)
    row = get_mission(actor, mission_id)
    arrow = MISSION.move(name)
    actor.need(arrow.needs)
    form: Form = (
        ReasonForm(request.POST or None, reason_list=arrow.reasons)
        if arrow.reasons
        else NoteForm(request.POST or None)
    )
    return _asked(request, row, form, arrow.label, lambda typed: _move(actor, row.pk, name, typed))


def _move(actor: Actor, mission_id: int, name: str, typed: Values) -> None:
    now, reason, note = timezone.now(), typed.get("reason", ""), typed["note"]
    if name == "accept":
        commands.accept_mission(actor, mission_id=mission_id)
    elif name == "call_crew":
        commands.call_crew(actor, mission_id=mission_id)
    elif name == "hold_for_weather":
        commands.hold_for_weather(actor, mission_id=mission_id, note=note)
    elif name == "end_weather_hold":
        commands.end_weather_hold(actor, mission_id=mission_id, note=note)
    else:
        end = {
            "refuse": commands.refuse_mission,
            "cancel": commands.cancel_mission,
            "abort": commands.abort_mission,
        }[name]
        end(actor, mission_id=mission_id, reason=reason, note=note, now=now)


def _asked(
    request: HttpRequest, row: Mission, form: Form, question: Text, run: Callable[[Values], None]
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            run(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message())
        else:
            return done(request, to="dispatch:mission", args=(row.pk,))
    back = reverse("dispatch:mission", args=(row.pk,))
    asked = Question(question, details=row.number)
    return ask(request, asked, action=request.path, back=back, form=form)


def _tried(
    request: HttpRequest, mission_id: int, part: str, form: Form, run: Callable[[Values], None]
) -> HttpResponse:
    if form.is_valid():
        try:
            run(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message())
        else:
            return done(request, to="dispatch:mission", args=(mission_id,))
    context = _context(actor_of(request), mission_id) | {f"{part}_form": form}
    return again(request, PAGE, context, fragment="record")


def _service_form(record: MissionRecord, data: Any = None) -> forms.ServiceForm:
    return forms.ServiceForm(
        data,
        requests=[(r.pk, r.number) for r in record.requests],
        people=[(pk, row.name or row.number) for pk, row in record.people.items()],
        initial=None if data else {"performed_at": timezone.now()},
    )


def _context(actor: Actor, mission_id: int) -> dict[str, Any]:
    record = mission_record(actor, mission_id)
    row, now = record.mission, timezone.now()
    choices = forms.stamp_choices(row.mode)
    made = {s.kind for s in record.stamps if s.pk not in record.corrected}
    is_over = row.state in OVER
    return {
        "record": record,
        "row": row,
        "moves": [] if is_over else _buttons(actor, row),
        "stamp_labels": dict(choices),
        "next_stamps": _next(choices, made),
        "stamp_form": forms.StampForm(mode=row.mode, initial={"at": now}),
        "service_form": _service_form(record),
        "can_stamp": actor.may(FLY)
        and row.state not in {MissionState.REFUSED, MissionState.CANCELLED},
        "can_serve": actor.may(SERVE) and row.took_off_at is not None,
        "can_correct": actor.may(CORRECT),
        "reason_names": {
            code: text
            for name in ("cancel", "abort", "operator_refusal")
            for code, text in names_of(f"reason.{name}").items()
        },
        "total_tiyn": sum(line.amount_tiyn for line in record.costs),
        "now": now,
    }


def _next(choices: list[tuple[str, Any]], made: set[str]) -> list[tuple[str, Any]]:
    """Return the four stamps which come after the last one made."""
    last = max((i for i, (kind, _) in enumerate(choices) if kind in made), default=-1)
    return [c for c in choices[last + 1 :] if c[0] not in made][:4]


def _buttons(actor: Actor, row: Mission) -> list[dict[str, object]]:
    return [
        {
            "label": arrow.label,
            "url": reverse("dispatch:mission_move", args=(row.pk, arrow.name)),
            "tone": "danger" if arrow.reasons else "primary" if arrow.name == "accept" else "",
        }
        for arrow in MISSION.open_moves(row.state)
        if arrow.name in BY_BUTTON and actor.may(arrow.needs)
    ]


def _rows(request: HttpRequest, actor: Actor, wanted: MissionsWanted) -> Page[Any]:
    total = mission_count(actor, wanted)
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(page_number(request), pages)
    first = (number - 1) * PAGE_ROWS
    items = tuple(mission_rows(actor, wanted, first=first, count=PAGE_ROWS))
    return Page(
        items=items,
        first=first + 1 if items else 0,
        total=total,
        before=str(number - 1) if number > 1 else "",
        after=str(number + 1) if number < pages else "",
        number=number,
        pages=pages,
    )


def _tabs(view: str) -> list[Tab]:
    labels = {
        "active": _("Active"),
        "before": _("Before departure"),
        "under_way": _("Under way"),
        "over": _("Over"),
    }
    here = reverse("dispatch:missions")
    return [Tab(text, f"{here}?view={name}", current=name == view) for name, text in labels.items()]
