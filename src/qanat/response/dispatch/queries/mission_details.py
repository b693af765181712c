"""Everything about one mission as plain values, for other systems."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Mission, Request, Service
from qanat.response.dispatch.queries.missions import MissionRow, as_row, durations_of, get_mission
from qanat.response.dispatch.queries.request_details import plain_rows
from qanat.response.dispatch.queries.told import services_as_told


@dataclass(frozen=True, slots=True)
class LegRow:
    """A planned leg."""

    id: int
    position: int
    kind: str
    from_name: str
    from_lon: float
    from_lat: float
    to_name: str
    to_lon: float
    to_lat: float
    from_region: str
    to_region: str
    from_country: str
    to_country: str
    planned_departure_at: datetime
    planned_arrival_at: datetime
    distance_m: int
    ambulance_id: int | None
    """The ambulance which drives it for a mission by air."""


@dataclass(frozen=True, slots=True)
class StampRow:
    """A time of a mission; one which is corrected, or void, does not count."""

    id: int
    kind: str
    place: str
    at: datetime
    recorded_at: datetime
    by_id: int
    source: str
    leg_id: int | None
    request_id: int | None
    corrects_id: int | None
    reason: str
    is_void: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service given on a mission."""

    id: int
    request_id: int
    kind: str
    performed_at: datetime
    performed_by: str
    specialty: str
    from_name: str
    to_facility_id: int | None
    to_name: str
    organ: str
    result: str
    cancelled_at: datetime | None
    cancel_reason: str
    patient_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CrewRow:
    """Somebody who travels with a mission to work."""

    person_id: int | None
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionDetails(MissionRow):
    """A mission with all that belongs to it."""

    ambulance_id: int | None
    ended_at: datetime | None
    dispatcher_id: int | None
    origin: str
    request_ids: tuple[int, ...]
    legs: tuple[LegRow, ...]
    stamps: tuple[StampRow, ...]
    services: tuple[ServiceRow, ...]
    crew: tuple[CrewRow, ...]
    durations_s: dict[str, int]
    """Seconds of each standard duration which the stamps allow."""


def mission_details(actor: Actor, mission_id: int) -> MissionDetails:
    """Return everything about a mission.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_mission(actor, mission_id)
    served = Request.objects.visible_to(actor).filter(served_by__mission=row).order_by("id")
    given = row.services.filter(request__in=served.order_by())
    services = given.prefetch_related("patients").order_by("performed_at", "id")
    line = as_row(row)
    shown: dict[str, Any] = {name: getattr(line, name) for name in MissionRow.__dataclass_fields__}
    return MissionDetails(
        **shown,
        ambulance_id=row.ambulance_id,
        ended_at=row.ended_at,
        dispatcher_id=row.dispatcher_id,
        origin=row.origin,
        request_ids=tuple(served.values_list("pk", flat=True)),
        legs=plain_rows(row.legs.filter(is_dropped=False).order_by("position", "id"), LegRow),
        stamps=plain_rows(row.stamps.order_by("at", "id"), StampRow),
        services=tuple(_service(s) for s in services_as_told(actor, services)),
        crew=plain_rows(row.crew.order_by("id"), CrewRow),
        durations_s=_durations(row),
    )


def _service(s: Service) -> ServiceRow:
    names = ServiceRow.__dataclass_fields__.keys() - {"patient_ids"}
    plain: dict[str, Any] = {name: getattr(s, name) for name in names}
    patients = tuple(sorted(p.patient_id for p in s.patients.all()))
    return ServiceRow(**plain, patient_ids=patients)


def _durations(row: Mission) -> dict[str, int]:
    found = durations_of(row)
    return {name.value: round(d.duration.total_seconds()) for name, d in found.items()}
