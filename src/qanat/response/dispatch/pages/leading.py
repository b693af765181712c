"""Lead a mission by its buttons: accept, refuse, hold, cancel, abort."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text
from qanat.registry.changing import asked, typed_of
from qanat.response.dispatch.commands import missions as commands
from qanat.response.dispatch.commands import operating
from qanat.response.dispatch.commands.ending import DIED, Death
from qanat.response.dispatch.forms import missions as forms
from qanat.response.dispatch.forms.requests import EndForm, NoteForm, ReasonForm
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.pages.request import called
from qanat.response.dispatch.queries.mission_record import MissionRecord, mission_record
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.states import MISSION
from qanat.web.forms import Form
from qanat.web.reply import Question, Values

BY_BUTTON: Final = (
    "accept",
    "refuse",
    "call_crew",
    "hold_for_weather",
    "end_weather_hold",
    "cancel",
    "abort",
)
"""Moves made by a button; the others follow from stamps."""
DANGEROUS: Final = frozenset({"refuse", "cancel", "abort"})
TONES: Final = {"accept": "primary"} | dict.fromkeys(DANGEROUS, "danger")
ENDS: Final = frozenset({"cancel", "abort"})
"""Moves of which the reason may be that the patient died."""


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, mission_id: int, name: str) -> HttpResponse:
    """Accept, refuse, hold, cancel, abort: with a reason where one is due."""
    if name not in BY_BUTTON:
        raise NotFound
    actor, arrow = actor_of(request), MISSION.move(name)
    actor.need(arrow.needs)
    row = get_mission(actor, mission_id)
    data = typed_of(request)
    form: Form = NoteForm(data)
    if name == "hold_for_weather":
        form = forms.HoldForm(data)
    elif name in ENDS:
        people = named_people(mission_record(actor, mission_id))
        form = EndForm(data, reason_list=arrow.reasons, people=people)
    elif arrow.reasons:
        form = ReasonForm(data, reason_list=arrow.reasons)

    def run(typed: Values) -> None:
        _move(actor, row.pk, name, typed)

    return asked_about(request, row, form, arrow.label, run, is_danger=name in DANGEROUS)


def _move(actor: Actor, mission_id: int, name: str, typed: Values) -> None:
    now, reason, note = timezone.now(), typed.get("reason", ""), typed["note"]
    if name == "accept":
        operating.accept_mission(actor, mission_id=mission_id, note=note)
    elif name == "call_crew":
        operating.call_crew(actor, mission_id=mission_id)
    elif name == "hold_for_weather":
        until = typed["until"]
        operating.hold_for_weather(
            actor, mission_id=mission_id, reason=reason, until=until, note=note, now=now
        )
    elif name == "end_weather_hold":
        operating.end_weather_hold(actor, mission_id=mission_id, note=note)
    elif name == "refuse":
        commands.refuse_mission(actor, mission_id=mission_id, reason=reason, note=note, now=now)
    else:
        end = {"cancel": commands.cancel_mission, "abort": commands.abort_mission}[name]
        died = Death(typed["died_at"], typed.get("people")) if reason == DIED else None
        end(actor, mission_id=mission_id, reason=reason, note=note, death=died, now=now)


def named_people(record: MissionRecord) -> list[tuple[int, str]]:
    """Return the people of a mission's requests: by name, or by place where it is not open."""
    return [
        (pk, called(record.people.get(pk), n)) for n, pk in enumerate(record.people_ids, start=1)
    ]


def buttons(actor: Actor, row: Mission) -> list[dict[str, object]]:
    """Return the moves which the viewer may make."""
    return [
        {
            "label": arrow.label,
            "url": reverse("dispatch:mission_move", args=(row.pk, arrow.name)),
            "tone": TONES.get(arrow.name, ""),
        }
        for arrow in MISSION.open_moves(row.state)
        if arrow.name in BY_BUTTON and actor.may(arrow.needs)
    ]


def asked_about(
    request: HttpRequest,
    row: Mission,
    form: Form,
    text: Text,
    run: Callable[[Values], object],
    *,
    is_danger: bool = False,
) -> HttpResponse:
    """Ask about a mission."""
    question = Question(text, details=row.number, danger=is_danger)
    return asked(request, form, run, question, to=("dispatch:mission", row.pk))
