"""Propose other plans for a mission which has not left yet."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Conflict
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, propose

PURPOSE = "mission"


class MissionHasLeft(Conflict):
    """A mission that has left is not planned anew from the ground."""

    code = "mission_has_left"
    text = _("Mission “%(number)s” has left. Stamp what happens, abort it, or commit another.")


class NothingToPlan(Conflict):
    """The mission serves no request which the actor may see."""

    status = 422
    code = "nothing_to_plan"
    text = _("Mission “%(number)s” serves no request that is open to you.")


def propose_again(actor: Actor, mission_id: int, now: datetime) -> tuple[Request, Proposals]:
    """Return the first request of a mission and the other ways to serve it.

    What is promised to the mission counts as free. A mission stays by air or by road; once its
    operator has accepted, only his aircraft are offered.

    Raises:
        NotFound: if there is no such mission, or the actor may not see it.
        MissionHasLeft: if it has departed.
        NothingToPlan: if no request of it is visible.
        PlaceUnknown: if nobody knows where the patient is.
    """
    mission = get_mission(actor, mission_id)
    if mission.state not in BEFORE_DEPARTURE:
        raise MissionHasLeft(number=mission.number)
    served = Request.objects.visible_to(actor).filter(served_by__mission=mission)
    if (row := served.order_by("id").first()) is None:
        raise NothingToPlan(number=mission.number)
    answer = propose(actor, row.pk, now, but_for=(PURPOSE, mission.pk))
    fit = tuple(p for p in answer.proposals if fits(p, mission, now))
    return row, replace(answer, proposals=fit)


def fits(proposal: Proposal, mission: Mission, now: datetime) -> bool:
    """Tell whether a mission can have a plan: by air or road as it is, of who has accepted it."""
    units = proposal.plan.units
    craft = next((unit for unit in units if unit.startswith("aircraft:")), "")
    if not units or bool(craft) != (mission.mode == "air"):
        return False
    if not craft or mission.state == MissionState.PLANNED:
        return True
    return aircraft_at(int(craft.rpartition(":")[2]), now).operator_id == mission.operator_id
