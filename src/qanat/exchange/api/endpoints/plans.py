"""Plans for a request: proposed with their reasons, committed by key."""

from datetime import timedelta
from typing import Final

from qanat.engine.planning import plans as engine
from qanat.exchange.api.problems import wrong
from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.missions import CrewIn, MissionMade, PlanChoice
from qanat.exchange.api.wire.plans import ExclusionOut, PlanLegOut, PlanOut, PlansOut, ReasonOut
from qanat.foundation.lifecycle import WrongState
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.dispatch.commands.deviating import Deviation, NotAsDecided
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.commands.missions import EnteredLater
from qanat.response.dispatch.commands.planning import NothingMoves, PlanGone, commit_plan
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.missions import mission_row
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest import Proposal, Proposals, propose
from qanat.response.dispatch.suggest.naming import Names
from qanat.response.dispatch.suggest.wanting import PlaceUnknown

GOOD_FOR: Final = timedelta(minutes=15)


@endpoint("GET", "/requests/{request_id}/plans", needs=PLAN, errors=(PlaceUnknown,))
def propose_plans(call: Call, request_id: int) -> PlansOut:
    """Propose plans for a request, best first, with a reason for everything left out."""
    answer = propose(call.actor, request_id, call.now)
    return PlansOut(
        proposed_at=answer.at,
        engine_version=answer.engine_version,
        feasible=answer.feasible,
        window_name=answer.window_name,
        window_closes_at=answer.window_closes_at,
        curve=answer.outcome.version,
        curve_evidence=answer.outcome.evidence,
        plans=tuple(_plan(p, answer) for p in answer.proposals),
        excluded=tuple(_exclusion(e, answer.names) for e in answer.excluded),
    )


@endpoint(
    "POST",
    "/requests/{request_id}/missions",
    needs=COMMIT,
    status=201,
    errors=(
        EnteredLater,
        HasMission,
        NotAsDecided,
        PlanGone,
        NothingMoves,
        ResourceTaken,
        WrongState,
    ),
    location="/missions/{id}",
)
def commit_proposed(call: Call, request_id: int, body: PlanChoice) -> MissionMade:
    """Commit a proposed plan; its vehicles and crew are promised, or nothing is.

    A proposal is good for fifteen minutes.
    """
    age = call.now - body.proposed_at
    if age < timedelta(0):
        raise wrong("proposed_at", "out_of_bounds")
    if age > GOOD_FOR:
        raise PlanGone(number=get_request(call.actor, request_id).number)
    mission_id = commit_plan(
        call.actor,
        request_id=request_id,
        key=body.key,
        crew=crew_of(body.crew),
        is_second=body.is_second,
        deviation=Deviation(body.reason, body.note) if body.reason else None,
        proposed_at=body.proposed_at,
        now=call.now,
    )
    return told_as(MissionMade, mission_row(call.actor, mission_id))


def crew_of(crew: tuple[CrewIn, ...]) -> tuple[CrewDraft, ...]:
    """Return a crew as it is committed."""
    return tuple(CrewDraft(name=c.name, role=c.role, person_id=c.person_id) for c in crew)


def _plan(proposal: Proposal, answer: Proposals) -> PlanOut:
    plan, names = proposal.plan, answer.names
    wait = answer.wait_of(plan)
    return PlanOut(
        key=proposal.key,
        is_as_decided=proposal.is_as_decided,
        family=plan.family,
        units=tuple(names.of(unit) for unit in plan.units),
        hospital=names.of(plan.hospital) if plan.hospital else "",
        contact_at=plan.contact_at,
        definitive_at=plan.definitive_at,
        slack_s=plan.slack_s,
        lost_by_quarter=answer.lost_by(plan),
        cost_tiyn=plan.cost_tiyn,
        hand_overs=plan.hand_overs,
        waits_since=wait.since if wait else None,
        waits_until=wait.until if wait else None,
        warnings=tuple(_reason(w) for w in plan.warnings),
        legs=tuple(_leg(leg, names) for leg in plan.legs),
    )


def _leg(leg: engine.Leg, names: Names) -> PlanLegOut:
    return PlanLegOut(
        kind=leg.kind,
        unit=names.of(leg.unit) if leg.unit else "",
        start=names.stop(leg.start).name,
        end=names.stop(leg.end).name,
        depart_at=leg.depart_at,
        arrive_at=leg.arrive_at,
        length_m=leg.length_m,
        binds=leg.binds,
    )


def _exclusion(left_out: engine.Exclusion, names: Names) -> ExclusionOut:
    return ExclusionOut(
        subject=left_out.subject,
        name=names.of(left_out.id),
        families=left_out.families,
        reasons=tuple(_reason(r) for r in left_out.reasons),
    )


def _reason(reason: engine.Reason) -> ReasonOut:
    return ReasonOut(code=reason.code, values=dict(reason.values))
