"""Play missions: commit by the planner, then stamp and move as the plan says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from qanat.engine.geodesy import Point, great_circle_m, initial_bearing_deg
from qanat.engine.intervals import Stamp as Kind
from qanat.engine.planning.plans import Family, Plan
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Refusal
from qanat.ops.demo.crews import CREW, put_crew_on_record
from qanat.ops.demo.timeline import Due, Hop, position_at, stamps_of
from qanat.response.dispatch.commands.deviating import Deviation
from qanat.response.dispatch.commands.operating import call_crew
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.commands.services import ServiceDraft, record_service
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.queries.synthetic import PlayedMission, PlayedRequest, played_missions
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.suggest import propose
from qanat.response.operators.commands.answering import Acceptance, accept_task
from qanat.response.tracking.commands import FixDraft

ANSWER_AFTER = timedelta(minutes=4)
LATE_ANSWER = timedelta(minutes=8)
LAST_MOMENT = timedelta(minutes=10)
BY_HAND = timedelta(minutes=45)
CAPTAIN = Acceptance(captain="КВС (синтетические данные)")
CREW_AFTER = timedelta(minutes=9)
LEFT_TO_TEAM = timedelta(hours=2)
"""So long after its planned end a team that signs in may still stamp its mission by itself."""
FLOWN = frozenset({Family.DIRECT, Family.RELAY})
DRIVEN = ("ground", "road_is_faster")
DEVIATION = Deviation("local_knowledge", "синтетические данные")
"""Said where nothing that was decided is possible."""


def commit_best(actor: Actor, request_id: int, now: datetime) -> tuple[int, str] | None:
    """Commit the best plan that flies, else the best that drives; return mission and hospital."""
    try:
        answer = propose(actor, request_id, now)
    except Refusal:
        return None
    moving = [p for p in answer.proposals if p.plan.family != "remote"]
    decided = [p for p in moving if p.is_as_decided]
    for proposal in sorted(decided or moving, key=lambda p: not _flies(p.plan.units)):
        try:
            mission_id = commit_plan(
                actor,
                request_id=request_id,
                key=proposal.key,
                crew=CREW,
                deviation=DEVIATION,
                proposed_at=now,
                now=now,
            )
        except Refusal:
            continue
        put_crew_on_record(mission_id)
        return mission_id, proposal.plan.hospital
    return None


def decision_for(actor: Actor, request_id: int, now: datetime) -> tuple[str, str]:
    """Return what a physician decides who sees the plans, and why: the way that is soonest.

    A specialist who drives is no way to decide for: he is called out, and nothing is planned.
    """
    ways = [one.plan for one in propose(actor, request_id, now).proposals]
    soonest = min(
        (way for way in ways if way.definitive_at and not _drives_himself(way)),
        key=lambda way: way.definitive_at or now,
        default=None,
    )
    if soonest is None or soonest.family in FLOWN:
        return "fly_patient", ""
    return ("fly_specialist", "") if soonest.family == Family.SPECIALIST else DRIVEN


def _drives_himself(plan: Plan) -> bool:
    return plan.family == Family.SPECIALIST and not _flies(plan.units)


def play(
    actor: Actor, mission: PlayedMission, now: datetime, *, answered_by_hand: bool = False
) -> None:
    """Do everything on a mission that is due by now and has not happened yet.

    What is ``answered_by_hand`` waits for the person who tries the desk, but neither for hours
    nor until it has to leave.
    """
    if not mission.legs:
        return
    answer_at = mission.created_at + (LATE_ANSWER if mission.id % 5 == 0 else ANSWER_AFTER)
    hand_until = min(mission.legs[0].departs_at - LAST_MOMENT, mission.created_at + BY_HAND)
    waits = answered_by_hand and now < hand_until
    if mission.state == MissionState.PLANNED and now >= answer_at and not waits:
        accept_task(actor, mission_id=mission.id, acceptance=CAPTAIN, now=answer_at)
        (mission,) = played_missions(mission.id)
    if mission.state == MissionState.ACCEPTED and now >= mission.created_at + CREW_AFTER:
        call_crew(actor, mission_id=mission.id)
    if mission.has_own_team and now < mission.legs[-1].arrives_at + LEFT_TO_TEAM:
        return
    for due in stamps_of(hops_of(mission), mission.mode):
        if due.at > now:
            return
        if (due.kind.value, due.at) not in mission.stamps:
            _stamp(actor, mission, due)


def fix_of(mission: PlayedMission, now: datetime) -> FixDraft | None:
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
        altitude_m=_altitude(mission) if is_moving else None,
        speed_mps=_speed(hops, now) if is_moving else 0.0,
        course_deg=initial_bearing_deg(at, ahead) if is_moving and at != ahead else None,
    )


def hops_of(mission: PlayedMission) -> list[Hop]:
    """Return the legs of a mission as hops."""
    return [
        Hop(x.id, x.kind, Point(*x.start), Point(*x.end), x.departs_at, x.arrives_at)
        for x in mission.legs
    ]


def _flies(units: Sequence[str]) -> bool:
    return any(unit.startswith("aircraft:") for unit in units)


def _stamp(actor: Actor, mission: PlayedMission, due: Due) -> None:
    stamp_mission(
        actor,
        mission_id=mission.id,
        kind=due.kind.value,
        at=due.at,
        now=due.at,
        source="device",
    )
    if due.kind is Kind.CARE_TRANSFERRED:
        for request in mission.requests:
            _serve(actor, mission, request, due.at)


def _serve(actor: Actor, mission: PlayedMission, request: PlayedRequest, at: datetime) -> None:
    carries = any(leg.kind == "with_patient" for leg in mission.legs)
    kind = "organ" if request.need == "organ" else "transport" if carries else "onsite_consultation"
    draft = ServiceDraft(
        kind=kind,
        performed_at=at,
        request_id=request.id,
        patient_ids=() if kind == "organ" else request.patient_ids,
        performed_by=CREW[0].name,
        to_facility_id=request.accepting_facility_id,
        organ=request.organ,
    )
    record_service(actor, mission_id=mission.id, draft=draft, now=at)


def _speed(hops: Sequence[Hop], now: datetime) -> float:
    hop = next(h for h in hops if h.departs_at <= now <= h.arrives_at)
    seconds = (hop.arrives_at - hop.departs_at).total_seconds()
    return great_circle_m(hop.start, hop.end) / seconds if seconds else 0.0


def _altitude(mission: PlayedMission) -> float | None:
    if mission.mode == "road":
        return None
    return 600.0 if mission.is_helicopter else 5500.0
