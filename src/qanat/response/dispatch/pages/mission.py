"""The page of one mission, and what is written there: times, services, moves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import has_run, typed_of
from qanat.registry.fleet.permissions import SEE_CONTRACTS
from qanat.registry.terminology.queries import reason_names
from qanat.registry.workforce.states import DutyRole
from qanat.response.dispatch.commands import missions as commands
from qanat.response.dispatch.commands.crewing import name_crew
from qanat.response.dispatch.commands.plausible import Implausible
from qanat.response.dispatch.commands.postponing import leave_later
from qanat.response.dispatch.commands.services import cancel_service, record_service
from qanat.response.dispatch.commands.stamps import (
    NotYours,
    correct_stamp,
    may_correct,
    stamp_mission,
)
from qanat.response.dispatch.forms import missions as forms
from qanat.response.dispatch.forms.requests import ReasonForm
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.pages.billing import billed_of, change_of
from qanat.response.dispatch.pages.leading import asked_about, buttons, named_people
from qanat.response.dispatch.pages.mission_notices import (
    early,
    elsewhere,
    is_for_nobody,
    is_hold_longer,
)
from qanat.response.dispatch.pages.stamp_buttons import barrier, button, next_steps
from qanat.response.dispatch.parameters import ASSUMED
from qanat.response.dispatch.permissions import COMMIT, FLY, SEE, SERVE
from qanat.response.dispatch.queries.crews import crew_leaving, crew_offered
from qanat.response.dispatch.queries.declined import OfferedAgain, offered_again
from qanat.response.dispatch.queries.drugs import drugs_of
from qanat.response.dispatch.queries.mission_record import MissionRecord, mission_record
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.queries.requests import find_number
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, NEVER_LEFT, OVER
from qanat.response.dispatch.states.stamps import STAMP_LABELS
from qanat.web.forms import Form, whole_number
from qanat.web.related import panels_of, story_of
from qanat.web.reply import Values, again, done, page
from qanat.web.wording import moment

PAGE: Final = "dispatch/mission.html"
LONGEST_PLACE: Final = 120


@require_GET
def show(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show a mission."""
    actor = actor_of(request)
    actor.need(SEE)
    return page(request, PAGE, _context(actor, mission_id), fragment="record")


@require_POST
def stamp(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Stamp a time: this moment (``now``), as planned (``planned``), or as typed."""
    actor = actor_of(request)
    actor.need(FLY)
    row = get_mission(actor, mission_id)
    if pressed := request.POST.get("now") or request.POST.get("planned"):
        what = _pressed(pressed, is_now="now" in request.POST)
        form = forms.ConfirmForm(request.POST)
        extra: Values = {}

        def run(typed: Values) -> None:
            try:
                stamp_mission(
                    actor, mission_id=row.pk, now=timezone.now(), confirm=typed["confirm"], **what
                )
            except Implausible:
                leg = what.get("leg_id") or ""
                extra["to_confirm"] = f"{what['kind']}|{leg}|{what['at'].isoformat()}"
                raise

        return _tried(request, mission_id, "pressed", form, run, extra)
    typed_form = forms.StampForm(request.POST, mode=row.mode)

    def run_typed(typed: Values) -> None:
        stamp_mission(
            actor,
            mission_id=mission_id,
            kind=typed["kind"],
            at=typed["at"],
            now=timezone.now(),
            source="paper" if typed["is_from_paper"] else "person",
            place=typed["place"],
            confirm=typed["confirm"],
        )

    return _tried(request, mission_id, "stamp", typed_form, run_typed)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Stamp that another hospital than that of the plan has the patient."""
    actor = actor_of(request)
    actor.need(FLY)
    row = get_mission(actor, mission_id)
    form = forms.HandOverForm(typed_of(request), initial={"at": timezone.now()})

    def run(typed: Values) -> None:
        stamp_mission(
            actor,
            mission_id=mission_id,
            kind=Kind.CARE_TRANSFERRED.value,
            at=typed["at"],
            now=timezone.now(),
            place=typed["hospital"].label[:LONGEST_PLACE],
            receiver_id=int(typed["hospital"].id),
            confirm=typed["confirm"],
        )

    return asked_about(request, row, form, _("Which hospital has the patient?"), run)


@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Ask, then let a mission leave later: its patient is expected later."""
    actor = actor_of(request)
    actor.need(COMMIT)
    row = get_mission(actor, mission_id)
    form = Form(typed_of(request))

    def run(_typed: Values) -> None:
        leave_later(actor, mission_id=mission_id)

    text = _("Leave later? Who has said yes to it is told.")
    return asked_about(request, row, form, text, run)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, mission_id: int, stamp_id: int) -> HttpResponse:
    """Correct a stamp."""
    actor = actor_of(request)
    actor.need(FLY)
    row = get_mission(actor, mission_id)
    if (old := row.stamps.filter(pk=stamp_id).first()) is None:
        raise NotFound
    if not may_correct(actor, old):
        raise NotYours
    form = forms.CorrectionForm(typed_of(request), initial={"at": old.at})

    def run(typed: Values) -> None:
        before = billed_of(row)
        correct_stamp(
            actor,
            stamp_id=stamp_id,
            at=typed["at"],
            reason=typed["reason"],
            confirm=typed["confirm"],
            now=timezone.now(),
        )
        after = billed_of(get_mission(actor, mission_id))
        if words := change_of(before, after, with_cost=_sees_costs(actor)):
            messages.success(request, words)

    label = STAMP_LABELS.get(Kind(old.kind), old.kind)
    text = _("“%(stamp)s” stands at %(at)s. What is right?") % {
        "stamp": label,
        "at": moment(old.at),
    }
    return asked_about(request, row, form, text, run)


@require_POST
def serve(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Record a service."""
    actor = actor_of(request)
    actor.need(SERVE)
    form = _service_form(mission_record(actor, mission_id), request.POST)

    def run(_typed: Values) -> None:
        record_service(actor, mission_id=mission_id, draft=form.draft(), now=timezone.now())

    return _tried(request, mission_id, "service", form, run)


@require_http_methods(["GET", "POST"])
def cancel_one(request: HttpRequest, mission_id: int, service_id: int) -> HttpResponse:
    """Take a wrongly recorded service back."""
    actor = actor_of(request)
    actor.need(SERVE)
    row = get_mission(actor, mission_id)
    if not row.services.filter(pk=service_id).exists():
        raise NotFound
    form = ReasonForm(typed_of(request), reason_list="correction")

    def run(typed: Values) -> None:
        cancel_service(actor, service_id=service_id, reason=typed["reason"], now=timezone.now())

    return asked_about(request, row, form, _("Take this service back?"), run, is_danger=True)


@require_http_methods(["GET", "POST"])
def add_request(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Let the mission serve one more request."""
    actor = actor_of(request)
    actor.need(COMMIT)
    row = get_mission(actor, mission_id)
    form = forms.ServeAlsoForm(typed_of(request), find=lambda number: find_number(actor, number))

    def run(typed: Values) -> None:
        commands.add_request(
            actor,
            mission_id=mission_id,
            request_id=typed["request"],
            is_second=typed["is_second"],
        )

    return asked_about(request, row, form, _("Which request does it serve besides?"), run)


@require_http_methods(["GET", "POST"])
def crew(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Name who travels with the mission."""
    actor = actor_of(request)
    actor.need(COMMIT)
    row = get_mission(actor, mission_id)
    offered = crew_offered(actor, row)
    leaving = [] if offered else crew_leaving(actor, row)
    form = forms.CrewForm(typed_of(request), on_duty=offered, leaving=leaving)

    def run(_typed: Values) -> None:
        name_crew(actor, mission_id=mission_id, crew=form.crew())

    return asked_about(request, row, form, _("Who travels with it?"), run)


def _pressed(value: str, *, is_now: bool) -> Values:
    """Read a button: ``kind|leg``, ``kind|leg|place`` or, as planned, ``kind|leg|time``.

    What can't be read is no stamp.
    """
    kind, _sep, rest = value.partition("|")
    leg, _sep, last = rest.partition("|")
    now = timezone.now()
    at = now if is_now else _moment(last)
    if at is None:
        return {"kind": "", "at": now}
    place = last[:LONGEST_PLACE] if is_now else ""
    return {"kind": kind, "at": at, "leg_id": whole_number(leg), "place": place, "only": True}


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _tried(
    request: HttpRequest,
    mission_id: int,
    part: str,
    form: Form,
    run: Callable[[Values], object],
    extra: Values | None = None,
) -> HttpResponse:
    if has_run(form, run):
        return done(request, to="dispatch:mission", args=(mission_id,))
    context = _context(actor_of(request), mission_id) | {f"{part}_form": form, f"{part}_open": True}
    context |= extra or {}
    return again(request, PAGE, context, fragment="record")


def _sees_costs(actor: Actor) -> bool:
    return actor.may(SEE_CONTRACTS) or actor.may(COMMIT)


def _service_form(record: MissionRecord, data: Any = None) -> forms.ServiceForm:
    return forms.ServiceForm(
        data,
        requests=[(r.pk, r.number) for r in record.requests],
        people=named_people(record),
        auto_id="service_%s",
        initial=None if data else {"performed_at": timezone.now()},
    )


def _context(actor: Actor, mission_id: int) -> dict[str, Any]:
    record = mission_record(actor, mission_id)
    row, now = record.mission, timezone.now()
    is_over = row.state in OVER
    left = next_steps(actor, record)
    return {
        "record": record,
        "row": row,
        "correctable": {s.pk for s in record.stamps if may_correct(actor, s)},
        "elsewhere": elsewhere(record),
        "early": [one for q in record.requests for one in early(q, [row])],
        "declined": _declined(actor, row, now),
        "is_for_nobody": is_for_nobody(record),
        "is_hold_longer": is_hold_longer(row),
        "moves": [] if is_over else buttons(actor, row),
        "stamp_labels": STAMP_LABELS,
        "next_stamps": [button(step) for step in left],
        "barrier": barrier(actor, row),
        "can_hand_over": any(step.kind is Kind.CARE_TRANSFERRED for step in left),
        "as_planned": [button(s) for s in left if s.planned_at and s.planned_at < now],
        "stamp_form": forms.StampForm(
            mode=row.mode, initial={"at": now, "kind": left[0].kind.value if left else ""}
        ),
        "service_form": _service_form(record),
        "drugs": drugs_of(actor, mission_id),
        "reason_names": reason_names(),
        "roles": dict(DutyRole.choices),
        "total_tiyn": sum(line.amount_tiyn for line in record.costs),
        "norm_source": ASSUMED,
        "panels": panels_of(actor, "dispatch.mission", mission_id),
        "story": record.story(story_of(actor, "dispatch.mission", mission_id)),
        **_rights(actor, row, is_over=is_over),
        "now": now,
    }


def _declined(actor: Actor, row: Mission, now: datetime) -> OfferedAgain | None:
    """Tell the airline which is asked to fly that others would not."""
    if row.state != MissionState.PLANNED:
        return None
    first, *others = [*row.served.order_by("id").values_list("request_id", flat=True)] or [0]
    return offered_again(actor, first, now, others=others)


def _rights(actor: Actor, row: Mission, *, is_over: bool) -> dict[str, bool]:
    return {
        "can_stamp": actor.may(FLY) and row.state not in NEVER_LEFT,
        "can_serve": actor.may(SERVE) and row.took_off_at is not None,
        "can_add": actor.may(COMMIT) and not is_over,
        "can_lead": actor.may(COMMIT),
        "can_wait": actor.may(COMMIT) and row.state in BEFORE_DEPARTURE,
        "can_replan": actor.may(COMMIT) and row.state in BEFORE_DEPARTURE,
        "sees_costs": _sees_costs(actor),
        "is_waiting": row.state == MissionState.PLANNED and row.answer_due_at is not None,
    }
