"""Commit a flight which carries the patients of two requests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from qanat.engine.planning.plans import LegKind as Told
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.response.dispatch.commands.drafts import (
    LegDraft,
    MissionDraft,
    PlanDraft,
    SupportDraft,
)
from qanat.response.dispatch.commands.finding import locked_mission, locked_request
from qanat.response.dispatch.commands.missions import add_request, commit_mission, replan_mission
from qanat.response.dispatch.commands.planning import KINDS, SHORTEST, crew_left
from qanat.response.dispatch.commands.serving import refuse_second
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.suggest.replanning import MissionHasLeft
from qanat.response.dispatch.suggest.shared_flights import Move, SharedFlight


@command(needs=COMMIT)
def commit_shared(actor: Actor, *, flight: SharedFlight, now: datetime) -> int:
    """Commit a shared flight as it was shown: one mission of both requests, or nothing.

    Where the other patient has a mission, or both have, that is changed; whoever of its crew still
    fits stays.

    Returns:
        The id of the mission.

    Raises:
        Stale: if a request or the mission was changed since it was shown.
        ResourceTaken: if a vehicle was promised to somebody else meanwhile.
        HasMission: if a request has got a mission meanwhile.
        MissionHasLeft: if the mission it would change has left.
        NotFit: if the aircraft can't serve any more.
    """
    own = flight.rides[0]
    rows = [
        locked_request(actor, one.request_id, one.version)
        for one in sorted(flight.rides, key=lambda ride: ride.request_id)
    ]
    draft = _draft(flight, now)
    if flight.joins is None:
        ids = [one.request_id for one in flight.rides]
        return commit_mission(actor, request_ids=ids, draft=draft, now=now)
    mission_id, version = flight.joins
    mission = locked_mission(actor, mission_id, version)
    if mission.state not in BEFORE_DEPARTURE:
        raise MissionHasLeft(number=mission.number)
    is_own = mission.served.filter(request=own.request_id).exists()
    if not is_own:
        refuse_second([own.request_id])
    other = next(row for row in rows if row.pk != own.request_id)
    draft = replace(draft, crew=tuple(crew_left(mission_id, draft, other)))
    replan_mission(actor, mission_id=mission_id, version=version, draft=draft, now=now)
    if not is_own:
        add_request(actor, mission_id=mission_id, request_id=own.request_id, draft=draft)
    return mission_id


def _draft(flight: SharedFlight, now: datetime) -> MissionDraft:
    plane, hospitals = f"aircraft:{flight.aircraft_id}", {r.hospital_id for r in flight.rides}
    vans = dict.fromkeys(move.unit for move in flight.moves if move.unit != plane)
    return MissionDraft(
        mode="air",
        legs=tuple(_legs(flight, plane)),
        aircraft_id=flight.aircraft_id,
        free_at=flight.free_at[plane],
        supports=tuple(_support(flight, van) for van in vans),
        receiver_id=hospitals.pop() if len(hospitals) == 1 else None,
        receivers={one.request_id: one.hospital_id for one in flight.rides},
        plan=PlanDraft(
            engine_version=flight.engine_version,
            chosen=_told(flight),
            known={"at": now.isoformat()},
        ),
    )


def _support(flight: SharedFlight, van: str) -> SupportDraft:
    own = [move for move in flight.moves if move.unit == van]
    return SupportDraft(
        ambulance_id=int(van.rpartition(":")[2]),
        call_sign=own[0].name,
        start_at=own[0].depart_at,
        end_at=flight.free_at[van],
        legs=tuple(_legs(flight, van)),
    )


def _legs(flight: SharedFlight, unit: str) -> Iterator[LegDraft]:
    for move in flight.moves:
        if move.unit == unit:
            yield LegDraft(
                kind=KINDS[Told(move.kind)],
                from_name=move.start.name[:120],
                from_lon=move.start.lon,
                from_lat=move.start.lat,
                to_name=move.end.name[:120],
                to_lon=move.end.lon,
                to_lat=move.end.lat,
                departure_at=move.depart_at,
                arrival_at=max(move.arrive_at, move.depart_at + SHORTEST),
                distance_m=round(move.metres),
                from_region=move.start.region,
                to_region=move.end.region,
                from_country=move.start.country,
                to_country=move.end.country,
            )


def _told(flight: SharedFlight) -> dict[str, object]:
    """Return a flight as plain values, to be kept as it was shown."""
    own = flight.rides[0]
    return {
        "family": "shared",
        "units": [
            flight.tail,
            *dict.fromkeys(m.name for m in flight.moves if m.name != flight.tail),
        ],
        "hospital": own.hospital,
        "contact_at": own.contact_at.isoformat(),
        "definitive_at": own.care_at.isoformat(),
        "slack_s": None if own.late_s is None else -own.late_s,
        "cost_tiyn": flight.cost_tiyn,
        "warnings": [],
        "rides": [
            {
                "number": one.number,
                "hospital": one.hospital,
                "contact_at": one.contact_at.isoformat(),
                "definitive_at": one.care_at.isoformat(),
                "alone_at": None if one.alone_at is None else one.alone_at.isoformat(),
            }
            for one in flight.rides
        ],
        "legs": [_leg_told(move) for move in flight.moves],
    }


def _leg_told(move: Move) -> dict[str, object]:
    return {
        "kind": move.kind,
        "unit": move.name,
        "from": move.start.name,
        "to": move.end.name,
        "depart_at": move.depart_at.isoformat(),
        "arrive_at": move.arrive_at.isoformat(),
        "binds": "",
    }
