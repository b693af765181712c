"""Who comes along: specialists on call who can be fetched, and crews which have one of their own.

Read for the requests alone which ask for somebody. A crew has a specialist if one is on duty with
it when the vehicle can leave; where other crews take over, that is told anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

import numpy as np
from msgspec import structs

from qanat.engine.kbest import model
from qanat.engine.kbest.columns import guests_of, numbers_of
from qanat.engine.kbest.notices import Notices
from qanat.engine.planning.problem import Aircraft, Ambulance
from qanat.foundation.parameters.queries import parameter
from qanat.registry.workforce.queries.companions import specialists_on_call, vehicles_with
from qanat.response.commitments.queries import taken
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.parameters import COMPANION_DRIVE, TEAM_READY
from qanat.response.dispatch.suggest.exact.keeping import Current
from qanat.response.dispatch.suggest.exact.nation import Called, Companions
from qanat.response.dispatch.suggest.units import AHEAD

COMPANION: Final = "companion"
"""The one skill which is told apart: that of the specialty a request asks for."""
MINUTE_S: Final = 60.0
Unit = TypeVar("Unit", model.Aircraft, model.Ambulance)


def accompanied(
    current: Current, specialty: str, but_for: tuple[str, int] | None = None
) -> Current:
    """Return the same in which is known who of a specialty can come along.

    Who is promised to the purpose ``but_for`` counts as free.
    """
    called, guests = {}, []
    for key, one, guest in _called(current, specialty, but_for):
        called[key] = one
        guests.append(guest)
    snapshot = current.snapshot
    words = replace(snapshot.words, skills={COMPANION: 1})
    snapshot = replace(
        snapshot,
        nation=structs.replace(snapshot.nation, specialists=tuple(guests)),
        words=words,
        guests=guests_of(guests, words),
        notices=_notices(current),
        at={**snapshot.at, "specialists": numbers_of(guests)},
    )
    on_board = vehicles_with(specialty, current.minute, AHEAD)
    names = {key: one.name for key, one in called.items()}
    return with_own(
        replace(
            current,
            snapshot=snapshot,
            names={**current.names, **names},
            companions=Companions(specialty, called, on_board),
        )
    )


def _notices(current: Current) -> Notices | None:
    """Return how long all take to be ready, specialists who are called as well."""
    notices = current.snapshot.notices
    ready_s = parameter(TEAM_READY, on=current.minute).number
    return None if notices is None else replace(notices, guest_s=ready_s)


def with_own(current: Current) -> Current:
    """Return the same in which the vehicles have the specialists that are on duty with them."""
    if not current.companions.specialty:
        return current
    snapshot, nation = current.snapshot, current.snapshot.nation
    vans, planes = _own(current, current.vans), _own(current, current.aircraft)
    vans_can = np.zeros_like(snapshot.units.skills)
    planes_can = np.zeros_like(snapshot.craft.skills)
    vans_can[[snapshot.at["ambulances"][key] for key in vans]] = 1
    planes_can[[snapshot.at["aircraft"][key] for key in planes]] = 1
    snapshot = replace(
        snapshot,
        nation=structs.replace(
            nation,
            ambulances=_able(nation.ambulances, vans),
            aircraft=_able(nation.aircraft, planes),
        ),
        units=snapshot.units._replace(skills=vans_can),
        craft=snapshot.craft._replace(skills=planes_can),
    )
    return replace(current, snapshot=snapshot)


def _called(
    current: Current, specialty: str, but_for: tuple[str, int] | None
) -> Iterator[tuple[str, Called, model.Specialist]]:
    """Yield who can be fetched: where he waits, when he can leave, by when he must be done."""
    now, since = current.minute, current.snapshot.nation.at
    hospitals, numbers = current.snapshot.nation.hospitals, current.snapshot.at["hospitals"]
    ready_s = parameter(TEAM_READY, on=now).number
    reach_s = parameter(COMPANION_DRIVE, on=now).number * MINUTE_S
    found = specialists_on_call(specialty, now, AHEAD)
    ids = [one.person_id for one in found]
    busy = taken(ResourceKind.PERSON, ids, now, now + AHEAD, but_for=but_for)
    for one in found:
        hospital, key = f"facility:{one.facility_id}", f"person:{one.person_id}"
        if hospital not in numbers:
            continue  # nobody knows where he is
        free_at = max(now, one.since)
        if one.person_id in busy:
            free_at = max(free_at, busy[one.person_id].end_at)
        if free_at >= one.until:
            continue
        at = hospitals[numbers[hospital]]
        guest = model.Specialist(
            id=key,
            lon=at.lon,
            lat=at.lat,
            skills=(COMPANION,),
            reach_s=reach_s,
            ready_s=_seconds(free_at, since) + ready_s,
            duty_ends_s=_seconds(one.until, since),
        )
        yield key, Called(one.name, hospital), guest


def _own(current: Current, known: Mapping[str, Aircraft | Ambulance]) -> frozenset[str]:
    """Return the vehicles with which a specialist is on duty when they can leave."""
    leaving = (
        (key, max(known[key].ready_at, current.minute), spans)
        for key, spans in current.companions.on_board.items()
        if key in known
    )
    return frozenset(
        key for key, at, spans in leaving if any(start <= at < end for start, end in spans)
    )


def _able(units: Iterable[Unit], able: frozenset[str]) -> tuple[Unit, ...]:
    """Return vehicles of which some have a specialist of their own."""
    return tuple(
        structs.replace(one, skills=(COMPANION,) if one.id in able else ())
        if one.id in able or one.skills
        else one
        for one in units
    )


def _seconds(at: datetime, since: datetime) -> float:
    return (at - since).total_seconds()
