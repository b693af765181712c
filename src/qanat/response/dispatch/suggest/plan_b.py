"""The standing other way of a mission which has not left: if its vehicle can't go, what then."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.suggest.apart import Parted, apart_of, propose_apart
from qanat.response.dispatch.suggest.policies import SOONEST
from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, Wider, propose_for
from qanat.response.dispatch.suggest.replanning import PURPOSE
from qanat.response.dispatch.suggest.shared_flights import Rides
from qanat.response.dispatch.suggest.shared_plans import as_proposal, shared_key
from qanat.response.dispatch.suggest.sharing import carried_together, share_of
from qanat.response.dispatch.suggest.wanting import PlaceUnknown


@dataclass(frozen=True, slots=True)
class PlanB:
    """The best way to serve a mission's requests without the mission's own vehicle.

    Attributes:
        answer: what was found, as of a minute.
        best: does what was decided; ``None`` if nothing does any more.
        is_for_both: whether it was asked for a flight which carries both patients.
        rides: what that is for each of them.
        parted: where no flight carries all its patients, what each gets by himself.
    """

    answer: Proposals
    best: Proposal | None
    is_for_both: bool = False
    rides: tuple[Rides, ...] = ()
    parted: Parted | None = None


def plan_b(actor: Actor, mission_id: int, now: datetime) -> PlanB | None:
    """Return the standing other way of a mission; ``None`` once it has left, or serves nobody.

    It is found anew at each look, so that it is never older than what it depends on: who is
    serviceable and free, where everybody is, daylight, closed places. The mission's ambulances
    count as free; its own vehicle as gone. Of two patients who share a flight it carries both;
    where none does, and of several who share none, each gets a way of his own.

    Raises:
        NotFound: if there is no such mission, or the actor may not see it.
    """
    mission = get_mission(actor, mission_id)
    served = Request.objects.visible_to(actor).filter(served_by__mission=mission)
    row = served.order_by("id").first()
    if mission.state not in BEFORE_DEPARTURE or row is None:
        return None
    gone, is_for_both = frozenset({_vehicle(mission)}), bool(carried_together(actor, mission))
    wider = Wider(most=1 if is_for_both else None, without=gone)
    try:
        answer = propose_for(actor, row, now, but_for=(PURPOSE, mission.pk), wider=wider)
        if is_for_both:
            offers = share_of(actor, mission, now, SOONEST, 1, without=gone).offers
            best = [as_proposal(one, shared_key(one), answer) for one in offers]
            if offers:
                return PlanB(answer, best[0], is_for_both=True, rides=offers[0].flight.rides)
        if apart_of(actor, mission):
            parted = next(iter(propose_apart(actor, mission_id, now, gone)), None)
            return PlanB(answer, None, is_for_both, parted=parted)
    except PlaceUnknown:
        return None
    moved = (one for one in answer.proposals if one.is_as_decided and one.plan.units)
    return PlanB(answer, next(moved, None))


def _vehicle(mission: Mission) -> str:
    if mission.aircraft_id:
        return f"aircraft:{mission.aircraft_id}"
    return f"ambulance:{mission.ambulance_id}"
