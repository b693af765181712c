"""How soon care can begin by road and by air: what a physician weighs before he decides.

The exact planner answers in milliseconds, of what is there now. Only the patient's way to a
hospital that can treat him is asked for; whether a specialist comes or advises is another question.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.search import Each, Family, Way, find_best
from qanat.engine.kbest.timeline import Teller
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import inpatient_points
from qanat.response.dispatch.suggest.exact import Exact, ask_exactly
from qanat.response.dispatch.suggest.exact.warming import refuse_while_warming

SOONEST: Final = Policy(name="soonest", contact_share=0.0, hand_over=0.0)
"""The time to care alone: no charge for hand-overs, money or cover."""
FLYING: Final = frozenset({Family.DIRECT, Family.RELAY})


@dataclass(frozen=True, slots=True)
class Soonest:
    """The soonest way of a kind: when care begins, where, and by which vehicle."""

    care_at: datetime
    hospital: str
    unit: str


@dataclass(frozen=True, slots=True)
class Ways:
    """The soonest ways of a request by road and by air; None where there is none."""

    road: Soonest | None
    air: Soonest | None
    at: datetime
    """Planned as of this minute."""

    @property
    def sooner(self) -> str:
        """Name the way by which care begins sooner; "" if neither does, or neither is there."""
        if self.road is None or self.air is None:
            return ""
        if self.road.care_at == self.air.care_at:
            return ""
        return "road" if self.road.care_at < self.air.care_at else "air"


def soonest_ways(actor: Actor, request_id: int, now: datetime) -> Ways:
    """Return how soon care can begin by road and by air.

    Of the best two, each of another aircraft or of none, one flies if anybody can; where both do,
    the best way by road is asked for with all aircraft away.

    Raises:
        NotFound: if there is no such request, or the actor may not see it.
        PlaceUnknown: if nobody knows where the patient is.
        StillWarming: if the planner of this process is being made ready.
    """
    refuse_while_warming()
    exact = ask_exactly(actor, request_id, now, count=2, policy=SOONEST, each=Each.AIRCRAFT)
    ways = exact.found.ways
    air = next((way for way in ways if way.family in FLYING), None)
    road = next((way for way in ways if way.family is Family.GROUND), None)
    if road is None and ways:
        road = next(iter(_without_aircraft(exact)), None)
    teller, names = Teller(exact.snapshot, exact.question), _names()
    at = exact.snapshot.nation.at

    def told(way: Way | None) -> Soonest | None:
        if way is None or way.hospital is None:
            return None
        nation, care_s = exact.snapshot.nation, teller.tell(way).care_s
        unit = (
            exact.names.get(nation.aircraft[way.aircraft].id, "")
            if way.aircraft is not None
            else ""
        )
        ward = nation.hospitals[way.hospital].id
        return Soonest(at + timedelta(seconds=care_s), names.get(ward, ""), unit)

    minute = at + timedelta(seconds=exact.question.ask.now_s)
    return Ways(road=told(road), air=told(air), at=minute)


def _without_aircraft(exact: Exact) -> Iterable[Way]:
    craft = exact.snapshot.craft
    never = craft._replace(ready_s=np.full_like(craft.ready_s, np.inf))
    grounded = replace(exact.snapshot, craft=never)
    found = find_best(grounded, exact.question, 1).ways
    return [way for way in found if way.family is Family.GROUND]


def _names() -> dict[str, str]:
    return {f"facility:{row.id}": row.name for row in inpatient_points()}
