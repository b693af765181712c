"""What call-outs add to the pages of missions and requests."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.terminology.queries import reason_names
from qanat.response.callout.parameters import ASSUMED, unverified_norms
from qanat.response.callout.permissions import CALL, SEE
from qanat.response.callout.queries.boards import (
    CalloutRow,
    callouts_of_mission,
    callouts_of_order,
    callouts_of_request,
)
from qanat.response.callout.queries.stories import Line, lines_of_mission, lines_of_request
from qanat.response.callout.states import OPEN, STANDING, CalloutState, Kind, word
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.calling import called_mission, called_request
from qanat.response.dispatch.states import RequestState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.states.requests import OPEN as OPEN_REQUESTS
from qanat.web import wording
from qanat.web.related import Panel, Told

PANEL: Final = "callout/panel.html"


@dataclass(frozen=True, slots=True)
class Start:
    """A button which begins a call-out."""

    label: str
    url: str


def panel_of_mission(actor: Actor, mission_id: int) -> Panel | None:
    """Return what was called out for a mission, and what can be."""
    if not actor.may(SEE):
        return None
    rows = callouts_of_mission(actor, mission_id)
    starts: list[Start] = []
    if actor.may(CALL):
        mission = called_mission(actor, mission_id)
        running = {row.kind for row in rows if row.state in STANDING}
        if mission.state in BEFORE_DEPARTURE:
            if Kind.CREW not in running and mission.crew:
                starts.append(_start(_("Call the crew"), Kind.CREW, mission_id))
            if Kind.AIRLINE not in running and mission.operator_id:
                starts.append(_start(_("Call the airline"), Kind.AIRLINE, mission_id))
        if len(mission.request_ids) == 1:
            starts += _starts_of_request(actor, mission.request_ids[0], rows)
    return _panel(actor, rows, starts, "mission", mission_id)


def panel_of_request(actor: Actor, request_id: int) -> Panel | None:
    """Return what was called out for a request, and what can be."""
    if not actor.may(SEE):
        return None
    rows = callouts_of_request(actor, request_id)
    starts = _starts_of_request(actor, request_id, rows) if actor.may(CALL) else []
    return _panel(actor, rows, starts, "request", request_id)


def panel_of_order(actor: Actor, order_id: int) -> Panel | None:
    """Return what was called out for a consultation order."""
    rows = callouts_of_order(actor, order_id) if actor.may(SEE) else []
    return _panel(actor, rows, [], "order", order_id)


def story_of_mission(actor: Actor, mission_id: int) -> list[Told]:
    """Return what happened in the call-outs of a mission."""
    return [told(line) for line in lines_of_mission(actor, mission_id)] if actor.may(SEE) else []


def story_of_request(actor: Actor, request_id: int) -> list[Told]:
    """Return what happened in the call-outs of a request."""
    return [told(line) for line in lines_of_request(actor, request_id)] if actor.may(SEE) else []


def told(line: Line) -> Told:
    """Return something that happened as a line of a history."""
    what = [line.title if line.title != line.who else "", line.who, line.how]
    if line.minutes:
        what.append(_("in %(minutes)s min") % {"minutes": line.minutes})
    if line.ready_at:
        what.append(_("from %(at)s") % {"at": wording.moment(line.ready_at)})
    return Told(
        at=line.at,
        text=_("%(kind)s: %(what)s")
        % {"kind": line.kind.label, "what": word(line.kind, line.what)},
        who=line.by,
        note=" · ".join(part for part in (*what, line.reason, line.note) if part),
    )


def shown(rows: list[CalloutRow], *, can_call: bool, can_commit: bool) -> dict[str, Any]:
    """Return what every template with call-outs shows."""
    return {
        "rows": rows,
        "can_call": can_call,
        "can_commit": can_commit,
        "open_states": OPEN,
        "unverified_norms": unverified_norms(timezone.now()),
        "norm_source": ASSUMED,
        "reason_names": reason_names(),
    }


def _panel(
    actor: Actor, rows: list[CalloutRow], starts: list[Start], of: str, record_id: int
) -> Panel | None:
    if not rows and not starts:
        return None
    values = shown(rows, can_call=False, can_commit=actor.may(COMMIT)) | {
        "starts": starts,
        "url": reverse("callout:panel", args=(of, record_id)),
        "is_open": any(row.state in OPEN for row in rows),
        "is_loud": any(row.state == CalloutState.EXHAUSTED for row in rows),
        "has_offer": any(row.state in OPEN and row.has_offer for row in rows),
        "refresh_id": record_id if of == "request" else "",
    }
    return Panel(PANEL, values)


def _starts_of_request(actor: Actor, request_id: int, rows: list[CalloutRow]) -> list[Start]:
    try:
        request = called_request(actor, request_id)
    except NotFound:
        return []
    if request.state not in OPEN_REQUESTS - {RequestState.HANDED_OVER}:
        return []
    running = {row.kind for row in rows if row.state in OPEN}
    label = _("Ask further hospitals") if Kind.HOSPITAL in running else _("Ask hospitals")
    starts = [_start(label, Kind.HOSPITAL, request_id)]
    if request.specialty and Kind.SPECIALIST not in running:
        word = pgettext("call-out", "Call the specialist")
        starts.append(_start(word, Kind.SPECIALIST, request_id))
    return starts


def _start(label: str, kind: Kind, record_id: int) -> Start:
    return Start(label, reverse("callout:new", args=(kind.value, record_id)))
