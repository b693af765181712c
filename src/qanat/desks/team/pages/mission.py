"""The mission on the tablet, the sheet of its hand-over, and the missions of who signed in."""

import uuid
from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from qanat.desks.team.files import files, version
from qanat.desks.team.forms import KINDS, EntryForm
from qanat.desks.team.reading import About, about_mission
from qanat.desks.team.words import browser_words
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.response.dispatch.permissions import ASSESS, CORRECT, FLY, SEE, SERVE
from qanat.response.dispatch.queries.drugs import usual_drugs
from qanat.response.dispatch.queries.missions import current_mission, own_missions
from qanat.web.reply import Values, page

MISSION: Final = "team/mission.html"
SHEET: Final = "team/sheet.html"
NONE: Final = "team/none.html"


@require_GET
def missions(request: HttpRequest) -> HttpResponse:
    """Lead to the mission with which the viewer travels now or next."""
    actor = actor_of(request)
    actor.need(FLY)
    if (mission_id := current_mission(actor)) is not None:
        return redirect("team:mission", mission_id)
    return page(request, NONE, frame(actor))


@require_GET
def show(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show a mission to its team."""
    actor = actor_of(request)
    actor.need(SEE)
    context = context_of(actor, about_mission(actor, mission_id))
    return page(request, MISSION, context, fragment="record")


@require_GET
def sheet(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show what the receiving hospital gets, on one sheet of paper."""
    actor = actor_of(request)
    actor.need(SEE)
    context = frame(actor) | sheet_context(about_mission(actor, mission_id))
    return page(request, SHEET, context, fragment="sheet")


def frame(actor: Actor) -> Values:
    """Return what the page's behaviour needs, on every page of the tablet."""
    return {
        "account": actor.id,
        "files": files(),
        "files_version": version(),
        "team_words": browser_words(),
    }


def context_of(actor: Actor, about: About, wrong: Mapping[str, EntryForm] | None = None) -> Values:
    """Return what the page of a mission shows; ``wrong`` are forms to be shown once more."""
    wrong = wrong or {}
    made = {
        kind: wrong.get(kind) or form(about=about, auto_id=f"{kind}_%s")
        for kind, form in KINDS.items()
    }
    return frame(actor) | {
        "about": about,
        "mission": about.mission,
        "wrong": wrong,
        "forms": made,
        "keys": {kind: str(uuid.uuid4()) for kind in KINDS},
        "drugs": usual_drugs(),
        "now": timezone.now(),
        "others": [one for one in own_missions(actor) if one.id != about.mission.id],
        "can_stamp": actor.may(FLY),
        "can_correct": actor.may(CORRECT),
        "can_assess": actor.may(ASSESS) and bool(about.requests),
        "can_serve": actor.may(SERVE) and bool(about.requests),
        "can_hand_over": actor.may(FLY) and bool(about.left),
    }


def sheet_context(about: About) -> Values:
    """Return what the sheet shows."""
    return {"about": about, "mission": about.mission, "now": timezone.now()}
