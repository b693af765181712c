"""Flights which take another patient along: which open requests could share one, and how.

Asked are the approved requests nearest to the patient which are to be flown, also those of
missions which have not left and carry one patient alone. Among them the engine finds the best
shared flights, exactly: none is left out on which nobody's care begins later than allowed.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools
from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.screening import fit_wards
from qanat.engine.kbest.search import find_best
from qanat.engine.kbest.sharing import Rider, share
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.models.requests import Need
from qanat.response.dispatch.parameters import SHARED_DELAY, SHARED_MOST, SHARED_REACH
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.queries.record import people_of
from qanat.response.dispatch.queries.sharing import (
    Joined,
    may_join,
    may_share,
    served_together,
)
from qanat.response.dispatch.rules.beds import bed_of
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.suggest.exact.asking import Posed, nation_for, pose, question
from qanat.response.dispatch.suggest.exact.keeping import Current
from qanat.response.dispatch.suggest.exact.losing import with_losses
from qanat.response.dispatch.suggest.exact.otherwise import lacking, refusing
from qanat.response.dispatch.suggest.naming import Names, names_of
from qanat.response.dispatch.suggest.replanning import PURPOSE, MissionHasLeft
from qanat.response.dispatch.suggest.shared_flights import Asked, Offer, Writer
from qanat.response.dispatch.suggest.wanting import HOME, PlaceUnknown, scene_of

MOST: Final = 6
"""Shared flights shown."""
TWO: Final = 2


@dataclass(frozen=True, slots=True)
class SharedOffers:
    """The best shared flights of a request.

    Attributes:
        asked: how many other requests were asked.
        beyond: how many more wait, too far away or too many.
        reach_m, delay_s: within which they were asked.
        bound: no flight left out has a charge below it.
    """

    at: datetime
    offers: tuple[Offer, ...]
    names: Names | None
    asked: int
    beyond: int
    reach_m: float
    delay_s: float
    bound: float


def share_flights(
    actor: Actor, row: Request, now: datetime, policy: Policy, most: int = MOST
) -> SharedOffers:
    """Return the best flights which carry a request's patient and another one.

    Raises:
        PlaceUnknown: if nobody knows where the patient is.
    """
    reach_m, delay_s = (
        parameter(SHARED_REACH, on=now).number,
        parameter(SHARED_DELAY, on=now).number,
    )
    count = round(parameter(SHARED_MOST, on=now).number)
    if not is_sharable(row):
        return SharedOffers(now, (), None, 0, 0, reach_m, delay_s, math.inf)
    waiting = [*may_share(actor, row), *may_join(actor, row)]
    near = list(_near(row, waiting, reach_m))
    current = nation_for(row, now)
    if policy.coverage:
        current = with_losses(current)
    own = asked_in(actor, row, current, policy, delay_s)
    asked = [
        one
        for other, _ in near[:count]
        if (one := _asked_or_none(actor, other, current, policy, delay_s))
    ]
    names = names_of(own.posed, row)
    joins = {other.pk: joined for other, joined in near[:count] if joined is not None}
    offers, bound = list[Offer](), math.inf
    for group in _groups(asked, joins):
        some, least = _offers(own, group, joins, now, policy, names, most)
        offers += some
        bound = min(bound, least)
    offers.sort(key=lambda one: (one.charge, one.other.pk, one.flight.aircraft_id))
    return SharedOffers(
        current.minute,
        tuple(offers[:most]),
        names,
        len(asked),
        len(waiting) - len(asked),
        reach_m,
        delay_s,
        min([bound, *(one.charge for one in offers[most:])]),
    )


def carried_together(actor: Actor, mission: Mission) -> list[Request]:
    """Return both requests of a mission by air, if it serves two who may share a flight."""
    rows = served_together(actor, mission.pk) if mission.mode == "air" else []
    return rows if len(rows) == TWO and all(map(is_sharable, rows)) else []


def share_again(
    actor: Actor, mission_id: int, now: datetime, policy: Policy, most: int = MOST
) -> SharedOffers:
    """Return the best flights on which a mission which has not left carries both its patients.

    What is promised to it counts as free. Once its operator has accepted, only his aircraft are
    asked. Where it serves others than two patients who may share a flight there are none.

    Raises:
        NotFound: if there is no such mission, or the actor may not see it.
        MissionHasLeft: if it has departed.
        PlaceUnknown: if nobody knows where a patient is.
    """
    mission = get_mission(actor, mission_id)
    if mission.state not in BEFORE_DEPARTURE:
        raise MissionHasLeft(number=mission.number)
    his = None
    if mission.state != MissionState.PLANNED:
        planes = available_aircraft(actor, at=now)
        his = {a.id for a in planes if a.operator_id == mission.operator_id}
    return share_of(actor, mission, now, policy, most, his=his)


def share_of(
    actor: Actor,
    mission: Mission,
    now: datetime,
    policy: Policy,
    most: int = MOST,
    *,
    his: Collection[int] | None = None,
    without: Collection[str] = (),
) -> SharedOffers:
    """Return the best flights which carry both patients of a mission, as if it were none.

    Of some aircraft alone, or without some vehicles, if that is asked.

    Raises:
        PlaceUnknown: if nobody knows where a patient is.
    """
    delay_s = parameter(SHARED_DELAY, on=now).number
    if not (rows := carried_together(actor, mission)):
        return SharedOffers(now, (), None, 0, 0, 0.0, delay_s, math.inf)
    current = lacking(nation_for(rows[0], now, (PURPOSE, mission.pk)), without)
    current = with_losses(current) if policy.coverage else current
    own, other = (asked_in(actor, row, current, policy, delay_s) for row in rows)
    names = names_of(own.posed, rows[0])
    joined = Joined(mission.pk, mission.version, mission.number, mission.aircraft_id or 0)
    only = None
    if his is not None:
        at = own.posed.current.snapshot.at["aircraft"]
        only = [number for name, number in at.items() if int(name.rpartition(":")[2]) in his]
    offers, bound = _found(own, [other], joined, policy, names, most, only)
    return SharedOffers(current.minute, tuple(offers), names, len(rows) - 1, 0, 0.0, delay_s, bound)


def is_sharable(row: Request) -> bool:
    """Tell whether a patient may share a flight at all."""
    return not (
        row.need != Need.TRANSPORT
        or row.country_id != HOME
        or row.is_for_abroad
        or row.is_isolation_needed
        or row.altitude_limit_m is not None
        or row.companion
        or row.decision not in {"", "fly_patient"}
    )


def _near(
    row: Request, waiting: Sequence[tuple[Request, Joined | None]], reach_m: float
) -> Iterator[tuple[Request, Joined | None]]:
    """Yield the requests within reach, the nearest first."""
    here, found = scene_of(row), []
    for other, joined in waiting:
        try:
            there = scene_of(other)
        except PlaceUnknown:
            continue
        away_m = great_circle_m(Point(here.lon, here.lat), Point(there.lon, there.lat))
        if is_sharable(other) and away_m <= reach_m:
            found.append((away_m, other.pk, other, joined))
    yield from ((other, joined) for _, _, other, joined in sorted(found, key=lambda one: one[:2]))


def _asked_or_none(
    actor: Actor, row: Request, current: Current, policy: Policy, delay_s: float
) -> Asked | None:
    try:
        return asked_in(actor, row, current, policy, delay_s)
    except PlaceUnknown:
        return None


def asked_in(actor: Actor, row: Request, current: Current, policy: Policy, delay_s: float) -> Asked:
    """Return a request with the time of its own best way.

    Raises:
        PlaceUnknown: if nobody knows where the patient is.
    """
    posed = pose(row, people_of(actor, row), current)
    own = question(posed, policy)
    if own is None:
        raise PlaceUnknown(number=row.number)  # nobody in the nation has what is needed
    own = replace(own, team_size=0, consult_s=math.inf)
    best = find_best(posed.current.snapshot, own, 1).ways
    alone_s = Teller(posed.current.snapshot, own).tell(best[0]).care_s if best else math.inf
    return Asked(
        row, posed, _rider(posed, own, alone_s + delay_s), alone_s, bed_of(row.needs, row.nosology)
    )


def _rider(posed: Posed, asked: Question, latest_s: float) -> Rider:
    latest_s = min(asked.ask.deadline_s, latest_s)
    return Rider(asked, fit_wards(posed.current.snapshot, asked.ask), latest_s)


def _groups(asked: Sequence[Asked], joins: Mapping[int, Joined]) -> Iterator[list[Asked]]:
    """Yield those which wait together, and of each mission alone."""
    if waiting := [one for one in asked if one.row.pk not in joins]:
        yield waiting
    yield from ([one] for one in asked if one.row.pk in joins)


def _offers(
    own: Asked,
    others: Sequence[Asked],
    joins: Mapping[int, Joined],
    now: datetime,
    policy: Policy,
    names: Names,
    most: int,
) -> tuple[list[Offer], float]:
    """Return the best shared flights with one of others, and the bound of those left out."""
    joined = joins.get(others[0].row.pk)
    only = None
    if joined is not None:
        current = nation_for(own.row, now, (PURPOSE, joined.id))
        current = with_losses(current) if policy.coverage else current
        own, others = _in(own, current, policy), [_in(others[0], current, policy)]
        only = [current.snapshot.at["aircraft"][f"aircraft:{joined.aircraft_id}"]]
    return _found(own, others, joined, policy, names, most, only)


def _found(
    own: Asked,
    others: Sequence[Asked],
    joined: Joined | None,
    policy: Policy,
    names: Names,
    most: int,
    only: Sequence[int] | None,
) -> tuple[list[Offer], float]:
    """Return the best shared flights of some aircraft, and the bound of those left out."""
    snapshot = own.posed.current.snapshot
    single = [single_beds(own, other) for other in others]
    riders = [one.rider for one in others]
    found = share(snapshot, own.rider, riders, most, single=single, only=only)
    offers = [
        Writer(own, others[way.other], names, joined, policy).write(way) for way in found.ways
    ]
    return offers, found.bound


def _in(one: Asked, current: Current, policy: Policy) -> Asked:
    """Return a request in another nation, in which more may be free; delays count as before."""
    posed = replace(one.posed, current=current)
    posed = replace(posed, current=refusing(current, posed.full))
    asked = question(posed, policy)
    if asked is None:
        raise AssertionError("freeing vehicles takes nothing away")
    return replace(one, posed=posed, rider=_rider(posed, asked, one.rider.latest_s))


def single_beds(own: Asked, other: Asked) -> Bools:
    """Return which hospitals have too few beds for both, as far as they say."""
    hospitals = own.posed.current.snapshot.nation.hospitals
    few = np.zeros(len(hospitals), dtype=bool)
    if own.kind == other.kind:
        both = own.posed.wanted.stretchers + other.posed.wanted.stretchers
        few[:] = [own.posed.beds.get(one.id, both) < both for one in hospitals]
    return few
