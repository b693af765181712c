"""How soon care can begin by road and by air: what a physician weighs before he decides.

The exact planner answers in milliseconds, of what is there now. Only the patient's way to a
hospital that can treat him is asked for; whether a specialist comes or advises is another question.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qanat.engine.kbest.search import find_best
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import inpatient_points
from qanat.response.dispatch.queries.record import people_of
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest.exact.asking import Posed, nation_for, pose
from qanat.response.dispatch.suggest.exact.otherwise import relieved
from qanat.response.dispatch.suggest.exact.warming import refuse_while_warming
from qanat.response.dispatch.suggest.exact.ways import kinds_of
from qanat.response.dispatch.suggest.policies import SOONEST


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

    Raises:
        NotFound: if there is no such request, or the actor may not see it.
        PlaceUnknown: if nobody knows where the patient is.
        StillWarming: if the planner of this process is being made ready.
    """
    refuse_while_warming()
    row = get_request(actor, request_id)
    return soonest_in(pose(row, people_of(actor, row), nation_for(row, now)))


def soonest_in(posed: Posed) -> Ways:
    """Return the same for a request that is posed in a nation already."""
    current, names = posed.current, _names()
    kinds = kinds_of(posed, SOONEST)

    def told(asked: tuple[Snapshot, Question] | None) -> Soonest | None:
        way = next(iter(find_best(*asked, 1).ways), None) if asked is not None else None
        if way is None or way.hospital is None or asked is None:
            return None
        nation, care_s = current.snapshot.nation, Teller(*asked).tell(way).care_s
        craft = None if way.aircraft is None else nation.aircraft[way.aircraft].id
        ward = nation.hospitals[way.hospital].id
        unit = current.names.get(craft, "") if craft else ""
        return Soonest(nation.at + timedelta(seconds=care_s), names.get(ward, ""), unit)

    if kinds is None:
        return Ways(road=None, air=None, at=current.minute)
    flown = [told(kinds.air)]
    if kinds.air is not None and (later := relieved(current)) is not None:
        flown.append(told((later.snapshot, kinds.air[1])))
    air = min((one for one in flown if one), key=lambda one: one.care_at, default=None)
    return Ways(road=told(kinds.road), air=air, at=current.minute)


def _names() -> dict[str, str]:
    return {f"facility:{row.id}": row.name for row in inpatient_points()}
