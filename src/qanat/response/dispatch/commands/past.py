"""Enter a mission that is over, as it stands on paper: nothing is promised to it now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.fleet.queries.contracts import contract_for
from qanat.response.dispatch.commands.finding import locked_request, touch_mission, touch_request
from qanat.response.dispatch.commands.numbers import next_number
from qanat.response.dispatch.commands.resources import VehicleMissing
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.models import Mission, MissionRequest, Request
from qanat.response.dispatch.models.missions import Mode, StampSource
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.permissions import CORRECT
from qanat.response.dispatch.rules.flights import LEVEL_RULE, Hop, level_of, route_of
from qanat.response.dispatch.states import MISSION, REQUEST


class NotLater(Conflict):
    """What happens now is planned and stamped as it happens."""

    code = "not_later"
    text = _("“%(number)s” was not entered later from paper. Plan its mission.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMission:
    """A mission as it stands on paper.

    Attributes:
        times: kinds of stamps with their moments, in their order; at least the departure and the
            hand-over.
    """

    mode: str
    times: tuple[tuple[str, datetime], ...]
    aircraft_id: int | None = None
    ambulance_id: int | None = None


@command(needs=CORRECT)
def enter_past_mission(actor: Actor, *, request_id: int, draft: PaperMission, now: datetime) -> int:
    """Store the mission of a request that was entered later, or led abroad; return its id.

    Raises:
        NotLater: if the request was entered as it happened.
        VehicleMissing: if no vehicle is named.
        WrongState: if nobody has decided on the request, or its mission is entered already.
        FromTheFuture, WrongOrder, BeforeTheCall: if the times can't be so.
    """
    request = locked_request(actor, request_id)
    if request.origin != Origin.PAPER and not request.is_for_abroad:
        raise NotLater(number=request.number)
    row = _mission(actor, request, draft, now)
    row.save(force_insert=True)
    MissionRequest.objects.create(mission=row, request=request)
    make_move(SYSTEM, request, REQUEST, "task")
    touch_request(request)
    make_move(SYSTEM, row, MISSION, "accept" if draft.mode == Mode.AIR else "set_out")
    touch_mission(row)
    for kind, at in draft.times:
        stamp_mission(
            actor, mission_id=row.pk, kind=kind, at=at, now=now, source=StampSource.PAPER.value
        )
    return row.pk


def _mission(actor: Actor, request: Request, draft: PaperMission, now: datetime) -> Mission:
    is_air = draft.mode == Mode.AIR
    if (draft.aircraft_id if is_air else draft.ambulance_id) is None:
        raise VehicleMissing
    start = min((at for _kind, at in draft.times), default=now)
    region = request.region_id or ""
    to = "" if request.is_for_abroad else "KZ"
    hops = [Hop(request.country_id, to, region, request.destination_region)]
    row = Mission(
        number=next_number("F" if is_air else "R", region, now),
        mode=draft.mode,
        aircraft_id=draft.aircraft_id if is_air else None,
        ambulance_id=None if is_air else draft.ambulance_id,
        region_id=request.region_id,
        route=route_of(hops),
        rule_version=LEVEL_RULE,
        created_at=now,
        dispatcher_id=actor.id,
        origin=Origin.PAPER,
        is_exercise=request.is_exercise,
        is_synthetic=request.is_synthetic,
    )
    if is_air and draft.aircraft_id is not None:
        craft = aircraft_at(draft.aircraft_id, now)
        contract = contract_for(draft.aircraft_id, start)
        row.operator_id, row.level = craft.operator_id, level_of(craft.base_region, hops)
        row.contract_id = contract.id if contract else None
    return row
