"""Play missions: commit by the planner, then stamp and move as the plan says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from qanat.engine.geodesy import Point, great_circle_m, initial_bearing_deg
from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Refusal
from qanat.ops.demo.timeline import Due, Hop, position_at, stamps_of
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.commands.missions import accept_mission, call_crew
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.commands.services import ServiceDraft, record_service
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.models import Mission, RequestPatient
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.suggest import propose
from qanat.response.tracking.commands import FixDraft

ANSWER_AFTER = timedelta(minutes=4)
CREW_AFTER = timedelta(minutes=9)
CREW = (
    CrewDraft(name="реаниматолог (синтетические данные)", role="physician"),
    CrewDraft(name="фельдшер (синтетические данные)", role="feldsher"),
)


def commit_best(actor: Actor, request_id: int, now: datetime) -> tuple[int, str] | None:
    """Commit the best plan that flies, else the best that drives; return mission and hospital."""
    try:
        answer = propose(actor, request_id, now)
    except Refusal:
        return None
    moving = [p for p in answer.proposals if p.plan.family != "remote"]
    for proposal in sorted(moving, key=lambda p: not _flies(p.plan.units)):
        try:
            mission_id = commit_plan(
                actor,
                request_id=request_id,
                key=proposal.key,
                crew=CREW,
                proposed_at=now,
                now=now,
            )
        except Refusal:
            continue
        return mission_id, proposal.plan.hospital
    return None


def play(actor: Actor, mission: Mission, now: datetime) -> None:
    """Do everything on a mission that is due by now and has not happened yet."""
    hops = hops_of(mission)
    if not hops:
        return
    _answer(actor, mission, now)
    made = [(s.kind, s.at) for s in mission.stamps.valid()]
    for due in stamps_of(hops, mission.mode):
        if due.at > now:
            return
        if (due.kind.value, due.at) not in made:
            _stamp(actor, mission, due)


def fix_of(mission: Mission, now: datetime) -> FixDraft | None:
    """Return where the vehicle of a mission is by its plan, None while it has not left."""
    hops = hops_of(mission)
    found = position_at(hops, now)
    vehicle = mission.aircraft_id or mission.ambulance_id
    if found is None or vehicle is None:
        return None
    at, ahead, is_moving = found
    return FixDraft(
        kind="aircraft" if mission.aircraft_id else "ambulance",
        vehicle_id=vehicle,
        at=now,
        lon=at.lon,
        lat=at.lat,
        altitude_m=_altitude(mission, is_moving=is_moving),
        speed_mps=_speed(hops, now) if is_moving else 0.0,
        course_deg=initial_bearing_deg(at, ahead) if is_moving and at != ahead else None,
    )


def hops_of(mission: Mission) -> list[Hop]:
    """Return the legs of a mission as hops."""
    return [
        Hop(
            id=leg.pk,
            kind=leg.kind,
            start=Point(leg.from_lon, leg.from_lat),
            end=Point(leg.to_lon, leg.to_lat),
            departs_at=leg.planned_departure_at,
            arrives_at=leg.planned_arrival_at,
        )
        for leg in mission.legs.filter(is_dropped=False).order_by("position", "id")
    ]


def _flies(units: Sequence[str]) -> bool:
    return any(unit.startswith("aircraft:") for unit in units)


def _answer(actor: Actor, mission: Mission, now: datetime) -> None:
    if mission.state == MissionState.PLANNED and now >= mission.created_at + ANSWER_AFTER:
        accept_mission(actor, mission_id=mission.pk)
        mission.refresh_from_db()
    if mission.state == MissionState.ACCEPTED and now >= mission.created_at + CREW_AFTER:
        call_crew(actor, mission_id=mission.pk)


def _stamp(actor: Actor, mission: Mission, due: Due) -> None:
    stamp_mission(
        actor,
        mission_id=mission.pk,
        kind=due.kind.value,
        at=due.at,
        now=due.at,
        source="device",
    )
    if due.kind is Kind.CARE_TRANSFERRED:
        _serve(actor, mission, due.at)


def _serve(actor: Actor, mission: Mission, at: datetime) -> None:
    carries = mission.legs.filter(kind="with_patient", is_dropped=False).exists()
    for request in mission.requests.order_by("id"):
        people = tuple(
            RequestPatient.objects.filter(request=request).values_list("patient_id", flat=True)
        )
        kind = "transport" if carries else "onsite_consultation"
        if request.need == "organ":
            kind, people = "organ", ()
        draft = ServiceDraft(
            kind=kind,
            performed_at=at,
            request_id=request.pk,
            patient_ids=people,
            performed_by=CREW[0].name,
            to_facility_id=request.accepting_facility_id,
            organ=request.organ,
        )
        record_service(actor, mission_id=mission.pk, draft=draft, now=at)


def _speed(hops: Sequence[Hop], now: datetime) -> float:
    hop = next(h for h in hops if h.departs_at <= now <= h.arrives_at)
    seconds = (hop.arrives_at - hop.departs_at).total_seconds()
    return great_circle_m(hop.start, hop.end) / seconds if seconds else 0.0


def _altitude(mission: Mission, *, is_moving: bool) -> float | None:
    if mission.mode == "road" or not is_moving:
        return None
    aircraft = mission.aircraft
    is_helicopter = (
        aircraft is not None and aircraft.type is not None and (aircraft.type.kind == "helicopter")
    )
    return 600.0 if is_helicopter else 5500.0
