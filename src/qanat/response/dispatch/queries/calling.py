"""What a call-out has to know of a mission and of a request; no personal data leaves with it."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.registry.workforce.queries import DutyRow
from qanat.response.dispatch.models import Leg, Mission, MissionRequest, Request
from qanat.response.dispatch.models.missions import LegKind
from qanat.response.dispatch.queries.crews import crew_offered
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.states.missions import SERVING

CARRYING = frozenset({LegKind.WITH_PATIENT, LegKind.WITH_TEAM})


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who travels with a mission; ``person_id`` is None of a guest."""

    name: str
    role: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class CalledMission:
    """A mission as those who are called out for it are told."""

    id: int
    number: str
    state: str
    mode: str
    region: str
    vehicle: str
    operator_id: int | None
    operator_name: dict[str, str]
    dispatcher_id: int | None
    departs_at: datetime | None
    stops: tuple[str, ...]
    crew: tuple[Member, ...]
    request_ids: tuple[int, ...]
    is_exercise: bool
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class CalledRequest:
    """A request as those who are called out for it are told."""

    id: int
    number: str
    state: str
    region: str
    urgency: int
    specialty: str
    receiver_id: int | None
    owner_id: int | None
    arrives_at: datetime | None
    """When the patient is to arrive, as far as it is planned."""
    is_exercise: bool
    is_synthetic: bool


def called_mission(actor: Actor, mission_id: int) -> CalledMission:
    """Return a mission as those who are called out for it are told.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_mission(actor, mission_id)
    legs = list(row.legs.filter(is_dropped=False, ambulance=None).order_by("position", "id"))
    served = MissionRequest.objects.filter(mission=row).order_by("request_id")
    return CalledMission(
        id=row.pk,
        number=row.number,
        state=row.state,
        mode=row.mode,
        region=row.region_id or "",
        vehicle=row.aircraft.tail if row.aircraft else _call_sign(row),
        operator_id=row.operator_id,
        operator_name=row.operator.name if row.operator else {},
        dispatcher_id=row.dispatcher_id,
        departs_at=row.planned_departure_at,
        stops=(legs[0].from_name, *(leg.to_name for leg in legs)) if legs else (),
        crew=tuple(Member(m.name, m.role, m.person_id) for m in row.crew.order_by("id")),
        request_ids=tuple(served.values_list("request_id", flat=True)),
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
    )


def colleagues_of(actor: Actor, mission_id: int) -> list[DutyRow]:
    """Return who could come in place of a member of the crew, of any role."""
    return crew_offered(actor, get_mission(actor, mission_id))


def called_request(actor: Actor, request_id: int) -> CalledRequest:
    """Return a request as those who are called out for it are told.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_request(actor, request_id)
    return CalledRequest(
        id=row.pk,
        number=row.number,
        state=row.state,
        region=row.region_id or "",
        urgency=row.urgency,
        specialty=row.specialty,
        receiver_id=row.accepting_facility_id,
        owner_id=row.owner_id,
        arrives_at=_arrival(row),
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
    )


def _call_sign(row: Mission) -> str:
    return row.ambulance.call_sign if row.ambulance else ""


def _arrival(row: Request) -> datetime | None:
    legs = Leg.objects.filter(
        mission__requests=row,
        mission__state__in=SERVING,
        is_dropped=False,
        kind__in=CARRYING,
    )
    return legs.order_by("planned_arrival_at").values_list("planned_arrival_at", flat=True).last()
