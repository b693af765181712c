"""Missions: committed, listed, read, led."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import asdict

from qanat.exchange.api.endpoints.plans import crew_of
from qanat.exchange.api.endpoints.requests import REASONED
from qanat.exchange.api.router import Call, Wish, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.missions import (
    DrugList,
    DrugOut,
    HandoverList,
    HandoverOut,
    LegIn,
    MissionIn,
    MissionLine,
    MissionList,
    MissionMade,
    MissionOut,
    MissionsQuery,
    MoveIn,
)
from qanat.exchange.api.wire.pages import cursor_of
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.dispatch.commands import missions as commands
from qanat.response.dispatch.commands import operating
from qanat.response.dispatch.commands.drafts import LegDraft, MissionDraft, SupportDraft
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.resources import NotFit, VehicleMissing
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.permissions import ASSESS, COMMIT, SEE
from qanat.response.dispatch.queries.drugs import drugs_of
from qanat.response.dispatch.queries.mission_details import mission_details
from qanat.response.dispatch.queries.missions import (
    MissionsWanted,
    mission_page,
    mission_row,
    need_mission,
)
from qanat.response.handover.queries import handovers_of

ENDS: Final[dict[str, Callable[..., None]]] = {
    "refuse": commands.refuse_mission,
    "cancel": commands.cancel_mission,
    "abort": commands.abort_mission,
}
NOTED: Final[dict[str, Callable[..., None]]] = {
    "end_weather_hold": operating.end_weather_hold,
}
STEPS: Final[dict[str, Callable[..., None]]] = {
    "accept": operating.accept_mission,
    "call_crew": operating.call_crew,
}


@endpoint(
    "POST",
    "/missions",
    needs=COMMIT,
    status=201,
    errors=(
        HasMission,
        ResourceTaken,
        NotFit,
        VehicleMissing,
        commands.EnteredLater,
        commands.ExerciseMixed,
        *REASONED,
    ),
    location="/missions/{id}",
)
def commit_mission(call: Call, body: MissionIn) -> MissionMade:
    """Commit a mission: vehicle, crew and modules are promised to it, or nothing is."""
    mission_id = commands.commit_mission(
        call.actor,
        request_ids=body.request_ids,
        draft=_draft(body),
        is_second=body.is_second,
        now=call.now,
    )
    return told_as(MissionMade, mission_row(call.actor, mission_id))


@endpoint("GET", "/missions", needs=SEE)
def list_missions(call: Call, query: MissionsQuery) -> MissionList:
    """List missions, newest first."""
    wanted = MissionsWanted(
        states=tuple(s.value for s in query.state),
        mode=query.mode.value if query.mode else "",
        region=query.region,
        operator_id=query.operator_id,
        text=query.q,
    )
    rows = mission_page(call.actor, wanted, after=query.mark, count=query.limit + 1)
    shown = rows[: query.limit]
    last = shown[-1] if len(rows) > query.limit else None
    return MissionList(
        items=tuple(told_as(MissionLine, row) for row in shown),
        next=cursor_of(last.created_at, last.id) if last else None,
    )


@endpoint("GET", "/missions/{mission_id}", needs=SEE)
def read_mission(call: Call, mission_id: int) -> MissionOut:
    """Read everything about a mission."""
    return told_as(MissionOut, mission_details(call.actor, mission_id))


@endpoint("GET", "/missions/{mission_id}/drugs", needs=ASSESS)
def list_drugs(call: Call, mission_id: int) -> DrugList:
    """List the drugs given on a mission; of patients whom the caller may see."""
    need_mission(call.actor, mission_id)
    return DrugList(items=tuple(told_as(DrugOut, row) for row in drugs_of(call.actor, mission_id)))


@endpoint("GET", "/missions/{mission_id}/handovers", needs=ASSESS)
def list_handovers(call: Call, mission_id: int) -> HandoverList:
    """List who took over the patients of a mission; of patients whom the caller may see."""
    rows = handovers_of(call.actor, mission_id)
    return HandoverList(items=tuple(told_as(HandoverOut, row) for row in rows))


@endpoint(
    "POST",
    "/missions/{mission_id}/moves",
    needs=SEE,
    errors=(Stale, operating.HoldInThePast, *REASONED),
    version=Wish.OPTIONAL,
)
def move_mission(call: Call, mission_id: int, body: MoveIn) -> MissionMade:
    """Accept, refuse, hold, cancel or abort a mission; each step needs its own permission."""
    about: dict[str, Any] = {"mission_id": mission_id, "version": call.version}
    if body.move in ENDS:
        about |= {"reason": body.reason, "note": body.note, "now": call.now}
        ENDS[body.move](call.actor, **about)
    elif body.move == "hold_for_weather":
        about |= {"reason": body.reason, "until": body.until, "note": body.note, "now": call.now}
        operating.hold_for_weather(call.actor, **about)
    elif body.move in NOTED:
        NOTED[body.move](call.actor, **about, note=body.note)
    else:
        STEPS[body.move](call.actor, **about)
    return told_as(MissionMade, mission_row(call.actor, mission_id))


def _draft(body: MissionIn) -> MissionDraft:
    return MissionDraft(
        mode=body.mode.value,
        legs=tuple(_leg(leg) for leg in body.legs),
        aircraft_id=body.aircraft_id,
        ambulance_id=body.ambulance_id,
        module_ids=body.module_ids,
        supports=tuple(
            SupportDraft(
                ambulance_id=s.ambulance_id,
                call_sign=s.call_sign,
                start_at=s.start_at,
                end_at=s.end_at,
            )
            for s in body.supports
        ),
        crew=crew_of(body.crew),
    )


def _leg(leg: LegIn) -> LegDraft:
    plain: dict[str, Any] = asdict(leg)
    return LegDraft(**plain | {"kind": leg.kind.value})
