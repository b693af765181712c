"""How a mission ends before its time, and what then becomes of its requests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.moving import make_move
from qanat.response.commitments.commands import release_purpose
from qanat.response.dispatch.commands.deaths import end_by_death
from qanat.response.dispatch.commands.finding import (
    locked_mission,
    locked_request,
    touch_mission,
    touch_request,
)
from qanat.response.dispatch.commands.receiving import forget_planned_receiver
from qanat.response.dispatch.commands.turns import is_served_otherwise
from qanat.response.dispatch.models import Mission, MissionRequest, Request
from qanat.response.dispatch.rules.stamps import Made, aloft_since
from qanat.response.dispatch.states import MISSION, REQUEST
from qanat.response.dispatch.states.missions import OVER
from qanat.response.dispatch.states.requests import SERVED

PURPOSE: Final = "mission"
DIED: Final = "patient_died"
WITHDRAWN: Final = "request_withdrawn"
BY_SENDER: Final = "by_sender"
"""Reason of the list ``withdraw`` which stands for a mission ended as ``WITHDRAWN``."""


@dataclass(frozen=True, slots=True)
class Death:
    """When a patient died, if that is known, and who did if not everybody."""

    at: datetime | None
    patient_ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Why a mission ends before its time; ``death`` if the patient died."""

    reason: str
    note: str = ""
    death: Death | None = None


def locked_with_requests(
    actor: Actor, mission_id: int, version: int | None
) -> tuple[list[Request], Mission]:
    """Return a mission and every request it serves: who ends it need not see all of them."""
    served = MissionRequest.objects.filter(mission_id=mission_id)
    ids = served.values_list("request_id", flat=True)
    requests = [locked_request(SYSTEM, pk) for pk in sorted(ids)]
    return requests, locked_mission(actor, mission_id, version)


def end_mission(
    actor: Actor, row: Mission, requests: Sequence[Request], move: str, why: End, now: datetime
) -> None:
    """End a mission within a command: what is promised to it is free, its requests go on or end.

    A request whose patient died, or which was withdrawn, ends with it; every other one that no
    other mission serves waits for a new plan.
    """
    is_over = MISSION.move(move).target in OVER
    row.end_reason, row.ended_at = why.reason, now if is_over else None
    also = ("end_reason", "ended_at")
    make_move(actor, row, MISSION, move, reason=why.reason, note=why.note, also=also)
    if is_over:
        release_purpose(SYSTEM, purpose_kind=PURPOSE, purpose_id=row.pk, note=why.reason)
    for request in requests:
        _let_go(actor, row, request, why, now)
    touch_mission(row)


def is_aloft(row: Mission, now: datetime) -> bool:
    """Tell whether a mission's aircraft has taken off and not landed since."""
    if row.mode != "air":
        return False
    made = [Made(Kind(s.kind), s.at) for s in row.stamps.valid()]
    return aloft_since(max([now, *(m.at for m in made)]), made) is not None


def _let_go(actor: Actor, row: Mission, request: Request, why: End, now: datetime) -> None:
    before = request.state
    if why.reason == DIED and before in SERVED:
        _record_dead(actor, request, why.death or Death(None), now)
    elif why.reason == WITHDRAWN and before in SERVED:
        request.decision, request.decision_reason = "withdraw", BY_SENDER
        request.decided_at = now
        also = ("decision", "decision_reason", "decided_at")
        make_move(SYSTEM, request, REQUEST, "withdraw", reason=BY_SENDER, also=also)
    if request.state in SERVED and not is_served_otherwise(request, row):
        make_move(SYSTEM, request, REQUEST, "untask", reason=why.reason)
        forget_planned_receiver(request)
    if request.state != before:
        touch_request(request)


def _record_dead(actor: Actor, request: Request, death: Death, now: datetime) -> None:
    """Record the deaths of those of a request who are named; nobody of it may be."""
    ids = None
    if death.patient_ids is not None:
        named = request.people.filter(patient_id__in=death.patient_ids)
        ids = set(named.values_list("patient_id", flat=True))
    if ids is None or ids:
        end_by_death(actor, request, died_at=death.at, patient_ids=ids, now=now)
