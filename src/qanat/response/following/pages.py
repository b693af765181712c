"""The board of flights under way, and the emergency sheet of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Text
from qanat.registry.changing import has_run
from qanat.response.dispatch.queries.forecasts import forecasts
from qanat.response.following.commands.reporting import take_step_back, tick_step, write_report
from qanat.response.following.forms import ReportForm
from qanat.response.following.models import ReportKind
from qanat.response.following.parameters import ANNEX_11, KEYS
from qanat.response.following.permissions import FOLLOW, SEE
from qanat.response.following.queries.flights import flights_of
from qanat.response.following.queries.sheets import Contact, Done, Sheet, sheet
from qanat.response.following.sheet import PHASES, STEPS, Step
from qanat.response.following.states import Phase
from qanat.response.tracking.parameters import STALE_AIR
from qanat.web.forms import whole_number
from qanat.web.reply import Values, again, done, page

BOARD: Final = "following/board.html"
FLIGHT: Final = "following/flight.html"
TONES: Final = {
    Phase.NORMAL: "ok",
    Phase.OVERDUE: "warn",
    Phase.UNCERTAINTY: "breach",
    Phase.ALERT: "breach",
    Phase.DISTRESS: "breach",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the plan as it stands on the sheet.

    Attributes:
        done: ``None`` if it is not done, or not any more.
        before: what was said of it before.
    """

    step: Step
    contacts: tuple[Contact, ...]
    done: Done | None
    before: Sequence[Done]


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of one phase."""

    title: Text
    is_reached: bool
    lines: tuple[Line, ...]


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the flights under way: the longest silence first, then those on the ground."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    missions = [m for m in forecasts(actor, now) if m.mode == "air" and m.is_under_way]
    context = {
        "flights": flights_of(missions, now),
        "grounded": [m for m in missions if m.aloft_since is None],
        "limit_s": int(parameter(STALE_AIR, on=now).number),
    } | _words(now)
    return page(request, BOARD, context, fragment="board")


@require_http_methods(["GET", "POST"])
def flight(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show the emergency sheet of a flight; write down what its crew says."""
    actor = actor_of(request)
    actor.need(SEE)
    now = timezone.now()
    if request.method == "GET":
        context = _context(actor, mission_id, now) | {"form": _fresh(now)}
        return page(request, FLIGHT, context, fragment="flight")
    form = ReportForm(request.POST)
    message = _("Written down.")

    def run(_typed: Values) -> None:
        nonlocal message
        report = form.draft()
        if write_report(actor, mission_id=mission_id, report=report, now=now).is_doubtful:
            message = _(
                "Written down. The position is in doubt, as the aircraft could not have flown so "
                "far: it is not used until a second one agrees. Check the degrees."
            )

    if not has_run(form, run):
        return again(request, FLIGHT, _context(actor, mission_id, now) | {"form": form})
    return done(request, to="following:flight", args=(mission_id,), message=message)


@require_POST
def tick(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Say that a step of the plan is done, or that what was said of it is taken back."""
    actor, now = actor_of(request), timezone.now()
    step, note = (request.POST.get(name, "")[:500] for name in ("step", "note"))
    note = " ".join(note.split())
    if (turn := whole_number(request.POST.get("turn", ""))) is None:
        tick_step(actor, mission_id=mission_id, step=step, note=note, now=now)
    else:
        take_step_back(actor, mission_id=mission_id, step=step, turn=turn, note=note, now=now)
    return done(request, to="following:flight", args=(mission_id,))


def _fresh(now: datetime) -> ReportForm:
    return ReportForm(initial={"at": now, "kind": ReportKind.NORMAL})


def _context(actor: Actor, mission_id: int, now: datetime) -> Values:
    known = sheet(actor, mission_id, now)
    phase = known.flight.silence.phase if known.flight else None
    may_follow = actor.may(FOLLOW) and known.mission.is_under_way
    return {
        "sheet": known,
        "phase": phase,
        "parts": _parts(known, phase or Phase.NORMAL),
        "kinds": dict(ReportKind.choices),
        "may_follow": may_follow,
        "limit_s": int(parameter(STALE_AIR, on=now).number),
    } | _words(now)


def _parts(known: Sheet, reached: Phase) -> list[Part]:
    return [
        Part(
            title,
            phase <= reached,
            tuple(_line(step, known) for step in STEPS if step.phase is phase),
        )
        for phase, title in PHASES.items()
        if phase is not Phase.NORMAL
    ]


def _line(step: Step, known: Sheet) -> Line:
    said = known.steps.get(step.code, ())
    done = said[-1] if said and said[-1].is_done else None
    before = said[:-1] if done else said
    return Line(step, known.contacts.get(step.call, ()), done, before)


def _words(now: datetime) -> Values:
    return {
        "phases": PHASES,
        "tones": TONES,
        "source": ANNEX_11,
        "is_verified": all(parameter(key, on=now).verified for key in KEYS),
    }
