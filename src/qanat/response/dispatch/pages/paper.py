"""Work on paper: the blank sheets, and a sheet typed in later in one pass."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.access_types import NATION
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.registry.fleet.queries.aircraft import aircraft_choices
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.registry.patients.queries import doubt_texts
from qanat.response.dispatch.commands.intake import TooLongAgo
from qanat.response.dispatch.commands.paper import EnteredAlready, enter_sheet
from qanat.response.dispatch.commands.taking import Taken
from qanat.response.dispatch.commands.unsent import discard_draft, save_draft
from qanat.response.dispatch.forms.calls import CallForm
from qanat.response.dispatch.forms.paper import PaperSheet
from qanat.response.dispatch.pages.intake import similar_to
from qanat.response.dispatch.permissions import CALLS, CORRECT, REGISTER, SEE
from qanat.response.dispatch.queries.drafts import find_draft
from qanat.response.dispatch.states import RequestState
from qanat.web.drafts import saved, typed_now
from qanat.web.reply import again, done, page
from qanat.web.sheets import Part as SheetPart
from qanat.web.sheets import Sheet, numbered, parts_of, plain_boxes

PAGE = "dispatch/paper.html"
DRAFT = "paper"
SHEET = "web/sheet.html"
MOST_AMBULANCES = 200


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type a sheet in one pass: request, decision, mission, stamps."""
    actor, now = actor_of(request), timezone.now()
    actor.need(REGISTER)
    actor.need(CORRECT)
    typed = _sheet(actor, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        if draft := find_draft(actor, DRAFT):
            typed.restore(draft.values)
        return page(request, PAGE, {"sheet": typed, "saved_at": draft and draft.saved_at})
    is_checked = "is_checked" in request.POST
    context = {"sheet": typed, "is_checked": is_checked}
    if typed.is_valid() and not is_checked:
        similar, odd = similar_to(actor, typed.intake, now), typed.doubts(now)
        if similar or odd:
            context |= {"similar": similar, "odd": odd, "states": dict(RequestState.choices)}
            return again(request, PAGE, context)
    taken = _enter(actor, typed, now, is_again=is_checked)
    if taken is None:
        return again(request, PAGE, context)
    discard_draft(actor, form=DRAFT)
    for doubt in doubt_texts(taken.doubts):
        messages.warning(request, doubt)
    words = _("Request %(number)s is entered from paper.") % {"number": taken.number}
    return done(request, to="dispatch:request", args=(taken.request_id,), message=words)


@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep the sheet that is being typed."""
    actor = actor_of(request)
    actor.need(CORRECT)
    names = PaperSheet(None, aircraft=(), ambulances=()).names()
    save_draft(actor, form=DRAFT, values=typed_now(request.POST, names))
    return saved()


@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed of a sheet."""
    actor = actor_of(request)
    actor.need(CORRECT)
    discard_draft(actor, form=DRAFT)
    return done(request, to="dispatch:paper")


@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Show a blank sheet to be printed."""
    actor = actor_of(request)
    actor.need(CALLS if code == "call" else SEE)
    if code not in ("request", "decision", "mission", "stamps", "call"):
        raise NotFound
    return page(request, SHEET, {"sheet": _call() if code == "call" else _blank(code)})


def _enter(actor: Actor, typed: PaperSheet, now: datetime, *, is_again: bool) -> Taken | None:
    if not typed.is_valid():
        return None
    try:
        return enter_sheet(
            actor,
            intake=typed.request(),
            person=typed.intake.patient(),
            ruling=typed.decision.ruling() if typed.has_decision else None,
            mission=typed.mission.mission() if typed.has_mission else None,
            is_again=is_again,
            now=now,
        )
    except EnteredAlready as refusal:
        typed.is_known = True
        typed.intake.add_error(None, refusal.message())
    except TooLongAgo as refusal:
        typed.intake.add_error("received_at", refusal.message())
    except NotAllowed:
        words = _("You take requests of your own region or hospital only.")
        typed.intake.add_error("region", words)
    except Refusal as refusal:
        typed.intake.add_error(None, refusal.message())
    return None


def _sheet(actor: Actor, data: QueryDict | None) -> PaperSheet:
    vans = ambulance_rows(actor)[:MOST_AMBULANCES]
    return PaperSheet(
        data,
        aircraft=aircraft_choices(actor),
        ambulances=[(row.id, row.call_sign) for row in vans],
    )


def _blank(code: str) -> Sheet:
    groups = PaperSheet(None, aircraft=(), ambulances=()).groups()
    mission = len(groups) - 2
    titles = {
        "request": _("Request"),
        "decision": _("Clinical decision"),
        "mission": _("Mission order"),
        "stamps": _("Stamps of a mission"),
    }
    places = {
        "request": slice(0, mission - 1),
        "decision": slice(mission - 1, mission),
        "mission": slice(mission, mission + 1),
        "stamps": slice(mission + 1, None),
    }
    parts = parts_of(groups[places[code]])
    return Sheet(titles[code], (*parts, *_beside(code)), _note(code))


def _beside(code: str) -> tuple[SheetPart, ...]:
    """Return what belongs to a sheet and is not typed in by number: for those who work with it."""
    words = {
        "request": (),
        "decision": (_("Request, sheet No."), _("Findings"), _("Grounds")),
        "mission": (
            _("Request, sheet No."),
            _("From"),
            pgettext("mission order", "To"),
            _("Crew"),
            _("Patient"),
            _("What must come along"),
            _("Receiving hospital, who accepts"),
            _("Remarks"),
        ),
        "stamps": (_("Mission, sheet No."), _("Services given"), _("Remarks")),
    }[code]
    return (SheetPart(_("For the work itself"), plain_boxes(words, lines=2)),) if words else ()


def _note(code: str) -> str:
    if code == "stamps":
        return _("Write each time at once: date, hours and minutes of national time.")
    return _("The minimum first; the rest when it is known.")


def _call() -> Sheet:
    form = CallForm(scope=NATION)
    parts = parts_of(numbered([(_("Ambulance call"), list(form))]))
    words = (_("Called at"), _("Crew"), _("Crew notified"), _("On the way"), _("At the patient"),
             _("To hospital"), _("At the hospital"), _("Completed"))  # fmt: skip
    times = SheetPart(_("Crew and times"), plain_boxes(words, len(parts[0].boxes) + 1))
    return Sheet(
        _("Ambulance call"), (*parts, times), _("The minimum first; the rest when it is known.")
    )
