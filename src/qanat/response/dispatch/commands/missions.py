"""Commit missions and lead them: the plan, the operator's answer, the ends."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.events.dispatch import MissionOffered, MissionReplanned
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid
from qanat.response.commitments.commands import Purpose, Want, commit, release_purpose
from qanat.response.dispatch.commands.drafts import LegDraft, MissionDraft
from qanat.response.dispatch.commands.ending import (
    PURPOSE,
    Death,
    End,
    end_mission,
    is_aloft,
    locked_with_requests,
)
from qanat.response.dispatch.commands.finding import (
    locked_mission,
    locked_request,
    touch_mission,
    touch_request,
)
from qanat.response.dispatch.commands.numbers import next_number
from qanat.response.dispatch.commands.operating import HOLD
from qanat.response.dispatch.commands.postponing import answer_within
from qanat.response.dispatch.commands.receiving import plan_receiver
from qanat.response.dispatch.commands.resources import check_resources
from qanat.response.dispatch.commands.serving import refuse_second
from qanat.response.dispatch.models import (
    CrewMember,
    Leg,
    Mission,
    MissionRequest,
    Plan,
    Request,
)
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.permissions import COMMIT, FLY, OPERATE
from qanat.response.dispatch.rules.flights import LEVEL_RULE, Hop, level_of, route_of
from qanat.response.dispatch.states import MISSION, REQUEST
from qanat.response.dispatch.states.missions import OVER
from qanat.response.dispatch.states.requests import SERVED


class NoRequest(Invalid):
    """A mission serves at least one request."""

    code = "no_request"
    text = _("Choose the request which the mission serves.")


class NoLegs(Invalid):
    """A mission goes somewhere."""

    code = "no_legs"
    text = _("The plan has no legs. Choose a plan, or enter from where to where.")


class ExerciseMixed(Invalid):
    """An exercise never serves a real request, nor the other way round."""

    code = "exercise_mixed"
    text = _("“%(number)s” is an exercise and the other is not. They can't be served together.")


class EnteredLater(Conflict):
    """What is over needs no resources now."""

    code = "entered_later"
    text = _("“%(number)s” was entered later from paper. Enter its mission from paper, too.")


class MissionIsOver(Conflict):
    """Nothing can be changed about a mission which is over."""

    code = "mission_is_over"
    text = _("Mission “%(number)s” is over and can't be changed any more.")


@command(needs=COMMIT)
def commit_mission(
    actor: Actor,
    *,
    request_ids: Sequence[int],
    draft: MissionDraft,
    is_second: bool = False,
    now: datetime,
) -> int:
    """Commit a mission: vehicle, crew and modules are promised to it, or nothing is.

    By air the operator is asked to accept; by road the crew may set out at once. A request
    which has a mission gets another one only as a second one.

    Raises:
        HasMission: if a request has a mission, and no second one is meant.
        ResourceTaken: if somebody else has one of the resources in that time.
        NotFit: if an aircraft, module or crew member can't serve in that time.
        NoRequest, NoLegs: if the draft lacks them.
    """
    if not request_ids:
        raise NoRequest
    if not draft.legs:
        raise NoLegs
    requests = [locked_request(actor, pk) for pk in sorted(set(request_ids))]
    for request in requests:
        _check_alike(request, is_exercise=requests[0].is_exercise)
    if not is_second:
        refuse_second([request.pk for request in requests])
    resources = check_resources(draft, now)
    row = _mission(actor, requests, draft, now)
    row.operator_id, row.contract_id = resources.operator_id, resources.contract_id
    row.level = level_of(resources.base_region, _hops(draft.legs)) if draft.mode == "air" else ""
    row.save(force_insert=True)
    promise(actor, row, resources.wants, is_exercise=row.is_exercise)
    _write_details(actor, row, requests, draft, now)
    for request in requests:
        plan_receiver(request, draft.receiver_of(request.pk))
        _task(actor, request)
    if draft.mode == "air":
        _offer(row)
    else:
        _accept_road(actor, row)
    touch_mission(row)
    return row.pk


@command(needs=COMMIT)
def add_request(
    actor: Actor,
    *,
    mission_id: int,
    request_id: int,
    is_second: bool = False,
    draft: MissionDraft | None = None,
) -> None:
    """Let a mission serve one more request; ``is_second`` if that has a mission already.

    The plan that takes it along, if there is one, says where its patient is brought.

    Raises:
        HasMission: if it has one, and no second one is meant.
    """
    request = locked_request(actor, request_id)
    row = running_mission(actor, mission_id)
    _check_alike(request, is_exercise=row.is_exercise)
    if not is_second:
        refuse_second([request.pk])
    MissionRequest.objects.get_or_create(mission=row, request=request)
    if draft is not None:
        plan_receiver(request, draft.receiver_of(request.pk))
    _task(actor, request)
    touch_mission(row)


@command(needs=COMMIT)
def replan_mission(
    actor: Actor, *, mission_id: int, version: int | None, draft: MissionDraft, now: datetime
) -> None:
    """Give a mission which has not ended other legs, times, crew or vehicle; all or nothing.

    The old legs are kept as dropped; promises are made anew in the same transaction. Another
    operator is asked to accept it, whatever the first one has answered.
    """
    requests, row = locked_with_requests(actor, mission_id, version)
    _refuse_over(row)
    asked = row.operator_id
    if not draft.legs:
        raise NoLegs
    release_purpose(actor, purpose_kind=PURPOSE, purpose_id=row.pk, note="replan")
    resources = check_resources(draft, now)
    hops = _hops(draft.legs)
    row.aircraft_id, row.ambulance_id = draft.aircraft_id, draft.ambulance_id
    row.operator_id, row.contract_id = resources.operator_id, resources.contract_id
    row.planned_departure_at, row.planned_end_at = draft.span
    row.receiver_id = draft.receiver_id
    row.route = route_of(hops)
    row.level = level_of(resources.base_region, hops) if row.mode == "air" else ""
    row.save()
    promise(actor, row, resources.wants, is_exercise=row.is_exercise)
    row.legs.filter(is_dropped=False, stamps=None).update(is_dropped=True)
    CrewMember.objects.filter(mission=row).delete()
    _write_details(actor, row, requests, draft, now)
    for request in requests:
        plan_receiver(request, draft.receiver_of(request.pk))
        touch_request(request)
    if row.operator_id is not None and row.operator_id != asked:
        _ask_anew(actor, row, now)
    announce(MissionReplanned(mission_id=row.pk))
    touch_mission(row)


@command(needs=OPERATE)
def refuse_mission(
    actor: Actor,
    *,
    mission_id: int,
    version: int | None = None,
    reason: str,
    note: str = "",
    now: datetime,
) -> None:
    """Refuse a mission for the operator, with a reason; its requests wait for another plan."""
    requests, row = locked_with_requests(actor, mission_id, version)
    end_mission(actor, row, requests, "refuse", End(reason=reason, note=note), now)


@command(needs=COMMIT)
def cancel_mission(
    actor: Actor,
    *,
    mission_id: int,
    version: int | None = None,
    reason: str,
    note: str = "",
    death: Death | None = None,
    now: datetime,
) -> None:
    """Cancel a mission before departure, with a reason; its requests wait for another plan.

    If the patient died, or the request was withdrawn, the request ends with it.
    """
    requests, row = locked_with_requests(actor, mission_id, version)
    why = End(reason=reason, note=note, death=death)
    end_mission(actor, row, requests, "cancel", why, now)


@command(needs=FLY)
def abort_mission(
    actor: Actor,
    *,
    mission_id: int,
    version: int | None = None,
    reason: str,
    note: str = "",
    death: Death | None = None,
    now: datetime,
) -> None:
    """Abort a mission after departure: weather, a fault, or the patient's death on the way.

    What is in the air stays promised until its landing is stamped. A request whose patient died
    ends with it, ``death`` telling who and when; others wait for another plan.
    """
    requests, row = locked_with_requests(actor, mission_id, version)
    why = End(reason=reason, note=note, death=death)
    move = "abort_aloft" if is_aloft(row, now) else "abort"
    end_mission(actor, row, requests, move, why, now)


def _task(actor: Actor, request: Request) -> None:
    if request.state not in SERVED:
        make_move(actor, request, REQUEST, "task")
    touch_request(request)


def _check_alike(request: Request, *, is_exercise: bool) -> None:
    if request.origin == Origin.PAPER:
        raise EnteredLater(number=request.number)
    if request.is_exercise != is_exercise:
        raise ExerciseMixed(number=request.number)


def running_mission(actor: Actor, mission_id: int, version: int | None = None) -> Mission:
    """Return a mission which is not over, locked.

    Raises:
        MissionIsOver: if it is.
    """
    row = locked_mission(actor, mission_id, version)
    _refuse_over(row)
    return row


def _refuse_over(row: Mission) -> None:
    if row.state in OVER:
        raise MissionIsOver(number=row.number)


def _mission(
    actor: Actor, requests: Sequence[Request], draft: MissionDraft, now: datetime
) -> Mission:
    first, (start, end) = requests[0], draft.span
    kind = "F" if draft.mode == "air" else "R"
    return Mission(
        number=next_number(kind, first.region_id or "", now),
        mode=draft.mode,
        aircraft_id=draft.aircraft_id,
        ambulance_id=draft.ambulance_id,
        region_id=first.region_id,
        receiver_id=draft.receiver_id,
        route=route_of(_hops(draft.legs)),
        rule_version=LEVEL_RULE,
        created_at=now,
        answer_due_at=now + answer_within(now),
        planned_departure_at=start,
        planned_end_at=end,
        dispatcher_id=actor.id,
        is_exercise=first.is_exercise,
        is_synthetic=first.is_synthetic,
    )


def _write_details(
    actor: Actor, row: Mission, requests: Sequence[Request], draft: MissionDraft, now: datetime
) -> None:
    ways = [(None, draft.legs), *((van.ambulance_id, van.legs) for van in draft.supports)]
    legs = [(ambulance_id, leg) for ambulance_id, way in ways for leg in way]
    Leg.objects.bulk_create(
        _leg(row, position, leg, ambulance_id)
        for position, (ambulance_id, leg) in enumerate(legs, start=row.legs.count() + 1)
    )
    CrewMember.objects.bulk_create(
        CrewMember(mission=row, person_id=c.person_id, name=c.name, role=c.role) for c in draft.crew
    )
    for request in requests:
        MissionRequest.objects.get_or_create(mission=row, request=request)
    if draft.plan:
        Plan.objects.create(
            mission=row,
            request=requests[0],
            at=now,
            by_id=actor.id,
            engine_version=draft.plan.engine_version,
            chosen=draft.plan.chosen,
            alternatives=list(draft.plan.alternatives),
            known=draft.plan.known or {},
        )


def _leg(row: Mission, position: int, leg: LegDraft, ambulance_id: int | None) -> Leg:
    return Leg(
        mission=row,
        position=position,
        kind=leg.kind,
        from_name=leg.from_name,
        from_lon=leg.from_lon,
        from_lat=leg.from_lat,
        to_name=leg.to_name,
        to_lon=leg.to_lon,
        to_lat=leg.to_lat,
        from_region=leg.from_region,
        to_region=leg.to_region,
        from_country=leg.from_country,
        to_country=leg.to_country,
        planned_departure_at=leg.departure_at,
        planned_arrival_at=leg.arrival_at,
        distance_m=leg.distance_m,
        ambulance_id=ambulance_id,
    )


def promise(actor: Actor, row: Mission, wants: Sequence[Want], *, is_exercise: bool) -> None:
    """Promise resources to a mission."""
    purpose = Purpose(PURPOSE, row.pk, row.number, is_exercise)
    commit(actor, wants=wants, purpose=purpose)


def _ask_anew(actor: Actor, row: Mission, now: datetime) -> None:
    """Ask another operator, whatever the first one has answered."""
    row.answer_due_at = now + answer_within(now)
    row.save(update_fields=["answer_due_at"])
    if row.state != MISSION.start:
        row.hold_reason, row.hold_until, row.held_from = "", None, ""
        make_move(actor, row, MISSION, "ask_anew", also=HOLD)
    _offer(row)


def _offer(row: Mission) -> None:
    if row.operator_id and row.answer_due_at:
        announce(
            MissionOffered(
                mission_id=row.pk,
                operator_id=row.operator_id,
                answer_due_at=row.answer_due_at.isoformat(),
            )
        )


def _accept_road(actor: Actor, row: Mission) -> None:
    make_move(actor, row, MISSION, "set_out")


def _hops(legs: Sequence[LegDraft]) -> list[Hop]:
    return [Hop(x.from_country, x.to_country, x.from_region, x.to_region) for x in legs]
