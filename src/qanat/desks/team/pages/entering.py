"""The one door for what a team writes, from a plain form or from the device's outbox."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from qanat.desks.team.entries import WRITES
from qanat.desks.team.forms import KINDS, EntryForm
from qanat.desks.team.pages.mission import MISSION, context_of
from qanat.desks.team.reading import About, about_mission
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.idempotency.commands import Answer, once
from qanat.foundation.refusals import Invalid, NotAllowed, NotFound, Refusal
from qanat.response.dispatch.permissions import ASSESS, CORRECT, FLY, SERVE
from qanat.web.once import content
from qanat.web.refused import PROBLEM_JSON, wants_problem
from qanat.web.reply import again, done

NEEDS: Final = {
    "stamp": FLY,
    "correction": CORRECT,
    "condition": ASSESS,
    "note": ASSESS,
    "drug": ASSESS,
    "wrong_drug": ASSESS,
    "service": SERVE,
    "handover": FLY,
    "receiver": CORRECT,
}
PANES: Final = {
    "stamp": "times",
    "correction": "times",
    "note": "condition",
    "drug": "condition",
    "wrong_drug": "condition",
    "service": "services",
    "receiver": "handover",
}


class NotYours(NotAllowed):
    """Somebody else signed in on the device since it was written."""

    code = "not_yours"
    text = _("This was written by somebody else. Only the one who wrote it can send it.")


class EntryWrong(Invalid):
    """Fields of an entry can't be used."""

    code = "invalid_fields"
    text = _("Something needs to be corrected:")

    def __init__(self, form: EntryForm) -> None:
        super().__init__()
        self.form = form


@require_POST
def enter(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Store an entry once, however often it is sent."""
    actor = actor_of(request)
    kind = request.POST.get("entry", "")
    if kind not in KINDS:
        raise NotFound
    actor.need(NEEDS[kind])
    if request.POST.get("by", "") not in ("", str(actor.id)):
        raise NotYours
    try:
        once(
            actor,
            request.POST.get("key", ""),
            content(request),
            lambda: _run(actor, request, mission_id, kind),
        )
    except EntryWrong as wrong:
        return (
            _told(wrong)
            if wants_problem(request)
            else _again(request, actor, mission_id, kind, wrong.form)
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        if wants_problem(request):
            raise
        form = _form(request, about_mission(actor, mission_id), kind)
        form.add_error(None, refusal.message())
        return _again(request, actor, mission_id, kind, form)
    if wants_problem(request):
        return JsonResponse({"stored": True})
    pane = PANES.get(kind, kind)
    return done(request, to=f"{reverse('team:mission', args=(mission_id,))}#{pane}")


def _run(actor: Actor, request: HttpRequest, mission_id: int, kind: str) -> Answer:
    about = about_mission(actor, mission_id)
    form = _form(request, about, kind)
    if not form.is_valid():
        raise EntryWrong(form)
    WRITES[kind](actor, about, form.cleaned_data)
    return Answer(200)


def _form(request: HttpRequest, about: About, kind: str) -> EntryForm:
    return KINDS[kind](request.POST, about=about, auto_id=f"{kind}_%s")


def _again(
    request: HttpRequest, actor: Actor, mission_id: int, kind: str, form: EntryForm
) -> HttpResponse:
    context = context_of(actor, about_mission(actor, mission_id), wrong={kind: form})
    return again(request, MISSION, context, fragment="record")


def _told(wrong: EntryWrong) -> HttpResponse:
    """Say to the device what is wrong with which field."""
    form = wrong.form
    faults = [
        {
            "field": name,
            "label": str(form.fields[name].label) if name in form.fields else "",
            "detail": str(error),
        }
        for name, errors in form.errors.items()
        for error in errors
    ]
    body = {"code": wrong.code, "detail": wrong.message(), "errors": faults}
    return JsonResponse(body, status=wrong.status, content_type=PROBLEM_JSON)
