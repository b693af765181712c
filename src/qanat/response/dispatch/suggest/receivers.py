"""Which hospitals to ask for a patient: those able to treat it, the nearest first."""

from dataclasses import dataclass
from datetime import datetime

from qanat.engine.geodesy import Point, great_circle_m
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import FacilityPoint, inpatient_points
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.record import people_of
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest.needs import needs_of

MOST = 10


@dataclass(frozen=True, slots=True)
class Receiver:
    """A hospital that may be asked.

    Attributes:
        distance_m: from where the patient is, by the great circle; None if that is not known.
        unknown: required things of which nobody knows whether it is able to do them.
        is_chosen: it is the one of the plan, or has accepted.
    """

    id: int
    name: str
    type_label: str
    distance_m: float | None
    unknown: tuple[str, ...]
    is_chosen: bool


def receivers_for(actor: Actor, request_id: int, now: datetime) -> list[Receiver]:
    """Return the hospitals to ask for a request, the chosen one first, then the nearest.

    Raises:
        NotFound: if there is no such request, or the actor may not see it.
    """
    row = get_request(actor, request_id)
    needs = needs_of(row, people_of(actor, row), now)
    start = _start(row)
    found = []
    for point in inpatient_points():
        able, unknown = needs.of_hospital(point.id)
        is_chosen = point.id == row.accepting_facility_id
        if point.id == row.sending_facility_id or not (
            is_chosen or (able | unknown) & needs.mask == needs.mask
        ):
            continue
        found.append(
            Receiver(
                id=point.id,
                name=point.name,
                type_label=point.type_label,
                distance_m=great_circle_m(start, _at(point)) if start else None,
                unknown=tuple(needs.names_in(unknown & ~able)),
                is_chosen=is_chosen,
            )
        )
    found.sort(key=lambda r: (not r.is_chosen, bool(r.unknown), r.distance_m or 0.0, r.id))
    return found[:MOST]


def _start(row: Request) -> Point | None:
    place = row.sending_facility or row.settlement
    return Point(place.lon, place.lat) if place else None


def _at(point: FacilityPoint) -> Point:
    return Point(point.lon, point.lat)
