"""The open matters of this moment: what the next shift has to know and to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.foundation.texts import local
from qanat.registry.fleet import permissions as fleet
from qanat.registry.fleet.queries.aircraft import aircraft_rows
from qanat.registry.fleet.states import Fitness, FitnessReason, Known
from qanat.response.alerts import permissions as alerts
from qanat.response.alerts.queries.alerts import open_alerts
from qanat.response.alerts.states import AlertState
from qanat.response.callout import permissions as callout
from qanat.response.callout.queries.boards import count_open, open_callouts
from qanat.response.commitments.queries import CommitmentRow, open_holds
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch import permissions as dispatch
from qanat.response.dispatch.queries.calls import CallRow, call_count, call_rows
from qanat.response.dispatch.queries.missions import (
    MissionRow,
    MissionsWanted,
    mission_count,
    mission_rows,
)
from qanat.response.dispatch.queries.requests import (
    RequestRow,
    Wanted,
    request_count,
    request_rows,
)
from qanat.response.dispatch.states import CallState, MissionState, RequestState
from qanat.response.shifts.matters import MOST, Matter, Section, added_matters
from qanat.response.shifts.models import ShiftEntry
from qanat.response.shifts.states import EntryKind

STEPS: Final[dict[str, Text]] = {
    "decide": pgettext_lazy("left for", "decision"),
    "find_bed": pgettext_lazy("left for", "bed"),
    "take_off": pgettext_lazy("left for", "departure"),
    "answer": pgettext_lazy("left for", "operator's answer"),
    "arrive": pgettext_lazy("left for", "arrival"),
}
WAITING: Final = (
    RequestState.REGISTERED,
    RequestState.APPROVED,
    RequestState.GROUND_ONLY,
    RequestState.REMOTE_ONLY,
    RequestState.HANDED_OVER,
)
"""What is not told by a mission: to be decided, planned, consulted on or closed."""
FROM_ABROAD: Final = frozenset({"evacuation", "outbound"})


def open_matters(actor: Actor, shift_id: int | None, now: datetime) -> list[Section]:
    """Return every kind of open matter the actor may see, in the order in which it is told."""
    sections = []
    if actor.may(dispatch.SEE):
        sections += [*_requests(actor, now), _missions(actor)]
        if actor.may(dispatch.CALLS):
            sections.append(_calls(actor))
    if actor.may(alerts.SEE):
        sections.append(_alerts(actor))
    if actor.may(callout.SEE):
        sections.append(_callouts(actor))
    sections += added_matters(actor, now)
    sections.append(_holds(now))
    if actor.may(fleet.SEE):
        sections.append(_aircraft(actor, now))
    if shift_id is not None:
        sections.append(_notes(shift_id))
    return sections


def _requests(actor: Actor, now: datetime) -> Sequence[Section]:
    wanted = Wanted(states=tuple(WAITING), is_later=False)
    rows = request_rows(actor, wanted, now, count=MOST)
    abroad = [row for row in rows if row.need in FROM_ABROAD]
    here = [row for row in rows if row.need not in FROM_ABROAD]
    total = len(rows) if len(rows) < MOST else request_count(actor, wanted)
    return (
        Section(
            "requests",
            _("Requests that wait for something"),
            tuple(map(_request, here)),
            total - len(abroad),
            _("No request waits for anything."),
        ),
        Section(
            "evacuations",
            _("Evacuations and transports abroad"),
            tuple(map(_request, abroad)),
            len(abroad),
            _("No evacuation is open."),
        ),
    )


def _request(row: RequestRow) -> Matter:
    place = row.place or row.sending
    return Matter(
        what=row.number,
        note=" · ".join(part for part in (row.diagnosis, place, row.region_name) if part),
        step=str(STEPS.get(row.clock.step, "")) if row.clock else "",
        state=str(RequestState(row.state).label),
        due_at=row.clock.due_at if row.clock else None,
        since=row.clock.started_at if row.clock else None,
        url=reverse("dispatch:request", args=(row.id,)),
        urgency=row.urgency,
        is_exercise=row.is_exercise,
    )


def _missions(actor: Actor) -> Section:
    rows = mission_rows(actor, MissionsWanted(), count=MOST)
    total = len(rows) if len(rows) < MOST else mission_count(actor, MissionsWanted())
    return Section(
        "missions",
        _("Missions"),
        tuple(map(_mission, rows)),
        total,
        _("No mission is under way or planned."),
    )


def _mission(row: MissionRow) -> Matter:
    way = " – ".join(dict.fromkeys(row.stops))
    clock = row.clock
    return Matter(
        what=row.number,
        note=" · ".join(part for part in (row.vehicle, way, ", ".join(row.requests)) if part),
        step=str(STEPS.get(clock.step, "")) if clock else "",
        state=str(MissionState(row.state).label),
        due_at=clock.due_at if clock else row.planned_end_at,
        since=clock.started_at if clock else row.took_off_at,
        url=reverse("dispatch:mission", args=(row.id,)),
        is_exercise=row.is_exercise,
    )


def _alerts(actor: Actor) -> Section:
    rows = open_alerts(actor)
    matters = tuple(
        Matter(
            what=row.number or row.title,
            note=" · ".join(part for part in (row.title, row.vehicle, row.acknowledged_by) if part),
            state=str(AlertState(row.state).label),
            since=row.raised_at,
            url=row.url,
            urgency=row.urgency,
            is_exercise=row.is_exercise,
        )
        for row in rows
    )
    return Section("alerts", _("Alerts"), matters, len(rows), _("No alert is open."))


def _callouts(actor: Actor) -> Section:
    """Tell who is called out and has not answered; where nobody is left to call comes first."""
    total = count_open(actor)
    matters = tuple(
        Matter(
            what=row.number,
            note=" · ".join([str(row.kind.label), *(ask.title for ask in row.asks if ask.is_open)]),
            state=row.word,
            due_at=row.norm_due_at,
            since=row.started_at,
            url=reverse("callout:show", args=(row.id,)),
            is_exercise=row.is_exercise,
        )
        for row in open_callouts(actor, count=MOST)
    )
    empty = _("Nobody who was called out is waited for.")
    return Section("callouts", _("Call-outs without an answer"), matters, total, empty)


def _calls(actor: Actor) -> Section:
    rows = call_rows(actor, count=MOST)
    total = len(rows) if len(rows) < MOST else call_count(actor)
    empty = _("No ambulance call is open.")
    return Section("calls", _("Ambulance calls"), tuple(map(_call, rows)), total, empty)


def _call(row: CallRow) -> Matter:
    return Matter(
        what=row.number,
        note=" · ".join(part for part in (row.reason, row.place, row.crew) if part),
        state=str(CallState(row.state).label),
        due_at=row.clock.due_at if row.clock else None,
        since=row.clock.started_at if row.clock else None,
        url=reverse("dispatch:call", args=(row.id,)),
        urgency=row.category,
        is_exercise=row.is_exercise,
    )


def _holds(now: datetime) -> Section:
    rows, total = open_holds(now, count=MOST)
    empty = _("Nothing is held and not confirmed.")
    return Section("holds", _("Held, not confirmed"), tuple(map(_hold, rows)), total, empty)


def _hold(row: CommitmentRow) -> Matter:
    return Matter(
        what=row.label,
        note=f"{ResourceKind(row.resource_kind).label} · {row.purpose}",
        due_at=row.expires_at or row.end_at,
    )


def _aircraft(actor: Actor, now: datetime) -> Section:
    rows = [
        row
        for row in aircraft_rows(actor, at=now, known=Known.RECORD)
        if row.status in {Fitness.UNSERVICEABLE, Fitness.LIMITED}
    ]
    matters = []
    for row in rows[:MOST]:
        said = row.statement
        reason = str(FitnessReason(said.reason).label) if said and said.reason else ""
        parts = (reason, said.note if said else "", local(row.operator_name))
        matters.append(
            Matter(
                what=row.tail,
                note=" · ".join(part for part in parts if part),
                state=str(Fitness(row.status).label),
                due_at=said.expected_back_at if said else None,
                url=reverse("fleet:aircraft", args=(row.id,)),
            )
        )
    empty = _("Every aircraft is serviceable.")
    return Section(
        "aircraft", _("Aircraft out of service or limited"), tuple(matters), len(rows), empty
    )


def _notes(shift_id: int) -> Section:
    found = ShiftEntry.objects.filter(shift=shift_id, kind=EntryKind.PASS_ON)
    rows = list(found.order_by("at", "id")[: MOST + 1])
    total = len(rows) if len(rows) <= MOST else found.count()
    return Section(
        "notes",
        _("Notes for the next shift"),
        tuple(Matter(what=row.text, since=row.at) for row in rows[:MOST]),
        total,
        _("No note was left for the next shift."),
    )
