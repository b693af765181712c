"""What is wrong with a mission, to be said loudly on its page and on that of its request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qanat.registry.facilities.queries import facility_row
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.queries.arrivals import TooEarly, too_early
from qanat.response.dispatch.queries.mission_record import MissionRecord
from qanat.response.dispatch.states import MissionState, RequestState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, SERVING

GONE: Final = frozenset({RequestState.DIED, RequestState.WITHDRAWN, RequestState.CLOSED})
DELIVERED: Final = frozenset({MissionState.AT_DESTINATION, MissionState.HANDED_OVER})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A mission goes to another hospital than the one that accepts the patient."""

    mission_id: int
    mission: str
    goes_to: str
    accepts: str
    can_change: bool
    """Whether it has not left yet, so that it can be planned again."""


def elsewhere(record: MissionRecord) -> list[Elsewhere]:
    """Return where a mission goes and who accepts its patients, if they differ."""
    return [found for q in record.requests for found in differing(q, [record.mission])]


def differing(row: Request, missions: Iterable[Mission]) -> list[Elsewhere]:
    """Return the missions of a request which go to another hospital than the accepting one."""
    return [
        Elsewhere(
            mission.pk,
            mission.number,
            facility_row(mission.receiver_id).title,
            facility_row(row.accepting_facility_id).title,
            mission.state in BEFORE_DEPARTURE,
        )
        for mission in missions
        if mission.receiver_id is not None
        and row.accepting_facility_id not in (None, mission.receiver_id)
        and mission.state in SERVING - DELIVERED
    ]


def early(row: Request, missions: Iterable[Mission]) -> list[TooEarly]:
    """Return the missions which bring the patient of a request before the hospital takes him."""
    going = (one for one in missions if one.state in SERVING - DELIVERED)
    return [found for one in going if (found := too_early(one, row)) is not None]


def is_for_nobody(record: MissionRecord) -> bool:
    """Tell whether a mission goes on though all its requests have ended otherwise."""
    is_going = record.mission.state in SERVING - DELIVERED
    return is_going and bool(record.requests) and all(q.state in GONE for q in record.requests)


def is_hold_longer(row: Mission) -> bool:
    """Tell whether the weather is expected to hold a mission beyond its planned departure."""
    until, departs_at = row.hold_until, row.planned_departure_at
    return until is not None and departs_at is not None and until > departs_at
