"""Commit a plan that the planner proposed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qanat.engine.planning import plans as engine
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict
from qanat.registry.workforce.queries import duty_covering
from qanat.registry.workforce.states import DutyRole
from qanat.response.commitments.commands import taken_by
from qanat.response.commitments.queries import CommitmentRow, promised_since
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.deviating import Deviation, account_for
from qanat.response.dispatch.commands.drafts import (
    CrewDraft,
    LegDraft,
    MissionDraft,
    PlanDraft,
    SupportDraft,
)
from qanat.response.dispatch.commands.finding import locked_request
from qanat.response.dispatch.commands.missions import commit_mission, replan_mission
from qanat.response.dispatch.commands.serving import refuse_second
from qanat.response.dispatch.models import CrewMember, Request
from qanat.response.dispatch.models.missions import LegKind
from qanat.response.dispatch.parameters import FIGURES
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.crews import crew_rest
from qanat.response.dispatch.rules.flights import duty_until
from qanat.response.dispatch.suggest import Proposal, Proposals, Wider, propose
from qanat.response.dispatch.suggest.exact.leaving import GATE
from qanat.response.dispatch.suggest.replanning import PURPOSE, propose_again
from qanat.response.dispatch.suggest.units import AHEAD

KINDS = {
    engine.LegKind.DRIVE_TO_PATIENT: LegKind.TO_PATIENT,
    engine.LegKind.DRIVE_WITH_PATIENT: LegKind.WITH_PATIENT,
    engine.LegKind.DRIVE_TO_MEETING: LegKind.POSITIONING,
    engine.LegKind.DRIVE_WITH_TEAM: LegKind.WITH_TEAM,
    engine.LegKind.DRIVE_WITH_COMPANION: LegKind.WITH_TEAM,
    engine.LegKind.FLY_EMPTY: LegKind.POSITIONING,
    engine.LegKind.FLY_WITH_PATIENT: LegKind.WITH_PATIENT,
    engine.LegKind.FLY_WITH_TEAM: LegKind.WITH_TEAM,
    engine.LegKind.FLY_WITH_COMPANION: LegKind.WITH_TEAM,
    engine.LegKind.FLY_HOME: LegKind.RETURN,
}
WITH_ORGAN: Final = KINDS | {
    engine.LegKind.DRIVE_WITH_PATIENT: LegKind.WITH_ORGAN,
    engine.LegKind.FLY_WITH_PATIENT: LegKind.WITH_ORGAN,
}
HAND_OVERS: Final = {
    engine.LegKind.DRIVE_WITH_PATIENT: "road_unload_s",
    engine.LegKind.FLY_WITH_PATIENT: "air_unload_s",
    engine.LegKind.FLY_WITH_TEAM: "team_unload_s",
}
"""How long whoever is carried takes to leave, where nobody carries on."""
CARRYING: Final = frozenset({*HAND_OVERS, engine.LegKind.DRIVE_WITH_TEAM})
SHORTEST: Final = timedelta(minutes=1)
"""A drive within one settlement, which the roads count as nothing."""
SHOWN = 5
TAKEN: Final = {
    ResourceKind.AIRCRAFT: "aircraft",
    ResourceKind.AMBULANCE: "ambulance",
    ResourceKind.PERSON: "person",
}
PURPOSES_TRIED: Final = 3
"""Of how many others it is asked whether they took a plan away: each means planning once more."""
WITH_PATIENT = frozenset({engine.LegKind.DRIVE_WITH_PATIENT, engine.LegKind.FLY_WITH_PATIENT})


class PlanGone(Conflict):
    """What was proposed can't be done any more."""

    code = "plan_gone"
    text = _(
        "The plan for “%(number)s” is not possible any more: something changed. "
        "Choose among the new ones."
    )


class NothingMoves(Conflict):
    """A plan in which no vehicle moves is not committed as a mission."""

    status = 422
    code = "nothing_moves"
    text = _(
        "This plan promises no vehicle, so that there is no mission: a remote consultation is "
        "decided on the request, a team which drives by itself is called out."
    )


@command(needs=COMMIT)
def commit_plan(  # noqa: PLR0913 (which plan, with whom, as what besides others, and when)
    actor: Actor,
    *,
    request_id: int,
    key: str,
    crew: tuple[CrewDraft, ...] = (),
    is_second: bool = False,
    deviation: Deviation | None = None,
    wider: Wider | None = None,
    proposed_at: datetime,
    now: datetime,
) -> int:
    """Commit the proposal of a key as it was shown; resources are promised or nothing is.

    It is looked for among the plans that were made for it: those shown, or ``wider`` ones.

    The plans are made again as of when they were shown, from what is known now: a plan whose
    vehicle was promised to somebody else meanwhile is not made later instead.

    Raises:
        HasMission: if the request has a mission, and no second one is meant.
        ResourceTaken: if somebody else was promised a vehicle of it meanwhile.
        PlanGone: if the plan can't be made any more.
        NotAsDecided: if it is other than decided and nobody says why.
    """
    if not is_second:
        refuse_second([request_id])  # said before the plan's vehicles are found to be taken
    answer = propose(actor, request_id, proposed_at, wider=wider)
    chosen = _find(answer, key)
    if faster := promised_since(TAKEN, proposed_at, proposed_at + AHEAD, now=now):
        before = chosen or _before(actor, request_id, key, wider, proposed_at, faster)
        refuse_taken(before, faster)
    request = locked_request(actor, request_id)
    if chosen is None:
        raise PlanGone(number=request.number)
    account_for(actor, request, chosen, deviation, now)
    draft = draft_of(chosen, answer, crew)
    return commit_mission(
        actor, request_ids=[request_id], draft=draft, is_second=is_second, now=now
    )


@command(needs=COMMIT)
def replan(
    actor: Actor,
    *,
    mission_id: int,
    version: int | None,
    key: str,
    deviation: Deviation | None = None,
    proposed_at: datetime,
    now: datetime,
) -> None:
    """Give a mission which has not left another plan; whoever of its crew still fits stays.

    Raises:
        ResourceTaken: if somebody else was promised a vehicle of it meanwhile.
        PlanGone: if the plan can't be made any more.
        NotAsDecided: if it is other than decided and nobody says why.
        MissionHasLeft: if the mission has departed.
        Stale: if somebody changed the mission meanwhile.
    """
    request, answer = propose_again(actor, mission_id, proposed_at)
    chosen = _find(answer, key)
    if chosen is None:
        raise PlanGone(number=request.number)
    faster = promised_since(TAKEN, proposed_at, proposed_at + AHEAD, now=now)
    own = (PURPOSE, mission_id)
    refuse_taken(chosen, [one for one in faster if (one.purpose_kind, one.purpose_id) != own])
    account_for(actor, locked_request(actor, request.pk), chosen, deviation, now)
    draft = draft_of(chosen, answer)
    draft = replace(draft, crew=(*crew_left(mission_id, draft, request), *draft.crew))
    replan_mission(actor, mission_id=mission_id, version=version, draft=draft, now=now)


def _find(answer: Proposals, key: str) -> Proposal | None:
    return next((p for p in answer.proposals if p.key == key), None)


def _before(
    actor: Actor,
    request_id: int,
    key: str,
    wider: Wider | None,
    at: datetime,
    faster: Sequence[CommitmentRow],
) -> Proposal | None:
    """Return a plan which is gone as it was before one of some others took its vehicle."""
    purposes = dict.fromkeys((one.purpose_kind, one.purpose_id) for one in faster)
    for purpose in [*purposes][:PURPOSES_TRIED]:
        if found := _find(propose(actor, request_id, at, but_for=purpose, wider=wider), key):
            return found
    return None


def refuse_taken(chosen: Proposal | None, faster: Sequence[CommitmentRow]) -> None:
    """Refuse a plan for a vehicle or specialist of it whom somebody else has been promised.

    Raises:
        ResourceTaken: it says who has it, and until when.
    """
    units = chosen.plan.promised if chosen else ()
    for one in faster:
        if f"{TAKEN[ResourceKind(one.resource_kind)]}:{one.resource_id}" in units:
            raise taken_by(one)


def crew_left(mission_id: int, draft: MissionDraft, request: Request) -> Iterator[CrewDraft]:
    """Return those of a mission's crew whose duty covers the new times, and every guest.

    Where a specialist must come along, the new plan says who does.
    """
    start, end = draft.span
    legs = ((leg.kind, leg.departure_at, leg.arrival_at) for leg in draft.legs)
    end = duty_until(legs, end, crew_rest(end))
    crew = CrewMember.objects.filter(mission=mission_id).order_by("id")
    if request.companion:
        crew = crew.exclude(role=DutyRole.SPECIALIST, person__isnull=False)
    for one in crew:
        if one.person_id is None or duty_covering(one.person_id, start, end) is not None:
            yield CrewDraft(name=one.name, role=one.role, person_id=one.person_id)


def draft_of(chosen: Proposal, answer: Proposals, crew: tuple[CrewDraft, ...] = ()) -> MissionDraft:
    """Return a proposal as the draft of a mission: of its aircraft, else of its ambulance."""
    plan = chosen.plan
    craft = [u for u in plan.units if u.startswith("aircraft:")]
    vans = [u for u in plan.units if u.startswith("ambulance:")]
    if not craft and not vans:
        raise NothingMoves
    main = craft[0] if craft else vans[0]
    return MissionDraft(
        mode="air" if craft else "road",
        aircraft_id=_id(craft[0]) if craft else None,
        ambulance_id=None if craft else _id(vans[0]),
        legs=tuple(_legs(plan, main, answer)),
        free_at=_free_at(plan, main, answer.at),
        supports=tuple(_supports(plan, [v for v in vans if v != main], answer)),
        crew=(*crew, *_companion(plan, answer)),
        receiver_id=_receiver(plan),
        plan=PlanDraft(
            engine_version=answer.engine_version,
            chosen=plain(chosen, answer),
            alternatives=tuple(plain(p, answer) for p in answer.proposals[:SHOWN]),
            known={
                "at": answer.at.isoformat(),
                "feasible": answer.feasible,
                "curve": answer.outcome.version,
                "curves": list(answer.curves),
            },
        ),
    )


def _companion(plan: engine.Plan, answer: Proposals) -> Iterator[CrewDraft]:
    """Yield the specialist who is fetched on the way, needed from when he or his vehicle leaves."""
    if plan.companion:
        own = (leg.depart_at for leg in plan.legs if leg.unit == plan.companion)
        yield CrewDraft(
            name=answer.names.of(plan.companion),
            role=DutyRole.SPECIALIST,
            person_id=_id(plan.companion),
            since=next(own, None),
        )


def _receiver(plan: engine.Plan) -> int | None:
    """Return the hospital to which a patient is brought; a team is brought to the patient."""
    is_carried = any(leg.kind in WITH_PATIENT for leg in plan.legs)
    is_here = plan.hospital not in {"", GATE}
    return _id(plan.hospital) if is_carried and is_here else None


def plain(proposal: Proposal, answer: Proposals) -> dict[str, Any]:
    """Return a proposal as plain values, to be kept as it was shown."""
    plan = proposal.plan
    return {
        "key": proposal.key,
        "family": plan.family.value,
        "units": [answer.names.of(u) for u in plan.units],
        "hospital": answer.names.of(plan.hospital) if plan.hospital else "",
        "companion": answer.names.of(plan.companion) if plan.companion else "",
        "contact_at": plan.contact_at.isoformat(),
        "definitive_at": plan.definitive_at.isoformat() if plan.definitive_at else None,
        "slack_s": plan.slack_s,
        "cost_tiyn": plan.cost_tiyn,
        "hand_overs": plan.hand_overs,
        "warnings": [w.code.value for w in plan.warnings],
        "bounds": [{"code": b.code.value, **b.values} for b in plan.bounds],
        "legs": [
            {
                "kind": leg.kind.value,
                "unit": answer.names.of(leg.unit),
                "from": answer.names.stop(leg.start).name,
                "to": answer.names.stop(leg.end).name,
                "depart_at": leg.depart_at.isoformat(),
                "arrive_at": leg.arrive_at.isoformat(),
                "binds": leg.binds.value,
            }
            for leg in plan.legs
        ],
    }


def _legs(plan: engine.Plan, unit: str, answer: Proposals) -> Iterator[LegDraft]:
    kinds = KINDS if answer.organ is None else WITH_ORGAN
    for leg in plan.legs:
        if leg.unit != unit or leg.kind not in kinds:
            continue
        start, end = answer.names.stop(leg.start), answer.names.stop(leg.end)
        yield LegDraft(
            kind=kinds[leg.kind],
            from_name=start.name[:120],
            from_lon=start.lon,
            from_lat=start.lat,
            to_name=end.name[:120],
            to_lon=end.lon,
            to_lat=end.lat,
            departure_at=leg.depart_at,
            arrival_at=max(leg.arrive_at, leg.depart_at + SHORTEST),
            distance_m=round(leg.length_m),
            from_region=start.region,
            to_region=end.region,
            from_country=start.country,
            to_country=end.country,
        )


def _supports(plan: engine.Plan, vans: list[str], answer: Proposals) -> Iterator[SupportDraft]:
    for van in vans:
        own = [leg for leg in plan.legs if leg.unit == van]
        if own:
            yield SupportDraft(
                ambulance_id=_id(van),
                call_sign=answer.names.of(van),
                start_at=min(leg.depart_at for leg in own),
                end_at=_free_at(plan, van, answer.at),
                legs=tuple(_legs(plan, van, answer)),
            )


def _free_at(plan: engine.Plan, unit: str, at: datetime) -> datetime:
    """Return when a vehicle has handed over: when the next one leaves, or after unloading."""
    last = max((leg for leg in plan.legs if leg.unit == unit), key=lambda leg: leg.arrive_at)
    for leg in plan.legs:
        takes_over = leg.unit != unit and leg.start == last.end
        if leg.kind in CARRYING and takes_over and leg.depart_at >= last.arrive_at:
            return leg.depart_at
    figure = HAND_OVERS.get(last.kind)
    hand_over_s = parameter(FIGURES[figure], on=at).number if figure else 0
    return max(last.arrive_at, last.depart_at + SHORTEST) + timedelta(seconds=hand_over_s)


def _id(unit: str) -> int:
    return int(unit.rpartition(":")[2])
