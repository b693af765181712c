"""Who could travel with a mission."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.patients.permissions import SEE as SEE_PATIENTS
from qanat.registry.patients.queries.rows import PatientRow, patients_by_id
from qanat.registry.workforce.queries import DutyRow, crews_covering
from qanat.response.commitments.queries import ResourceKind, taken
from qanat.response.dispatch.models import Mission, RequestPatient
from qanat.response.dispatch.parameters import CREW_REST
from qanat.response.dispatch.rules.flights import duty_until

MOST = 24


def crew_rest(now: datetime) -> timedelta:
    """Return how long a crew rests whose duty ends abroad."""
    return timedelta(seconds=parameter(CREW_REST, on=now).number)


def on_duty_until(mission: Mission, end: datetime) -> datetime:
    """Return until when the crew of a mission which is over at a moment is on duty."""
    own = mission.legs.filter(is_dropped=False, ambulance=None).order_by("position")
    legs = own.values_list("kind", "planned_departure_at", "planned_arrival_at")
    return duty_until(legs, end, crew_rest(end))


def crew_offered(actor: Actor, mission: Mission) -> list[DutyRow]:
    """Return the free people whose duty with the vehicle, or at its base, covers a mission.

    Those of the vehicle itself come first; who is named already is left out.
    """
    start, end = mission.planned_departure_at, mission.planned_end_at
    if start is None or end is None:
        return []
    rows = _on_duty(actor, mission, start, on_duty_until(mission, end))
    busy = taken(ResourceKind.PERSON, [row.person_id for row in rows], start, end)
    named = set(mission.crew.values_list("person_id", flat=True))
    free = [row for row in rows if row.person_id not in busy and row.person_id not in named]
    return free[:MOST]


def crew_leaving(actor: Actor, mission: Mission) -> list[DutyRow]:
    """Return the people on duty there at departure whose duty ends before the mission's work."""
    start, end = mission.planned_departure_at, mission.planned_end_at
    if start is None or end is None:
        return []
    rows = _on_duty(actor, mission, start, start + timedelta(minutes=1))
    return [row for row in rows if row.end < on_duty_until(mission, end)][:MOST]


def _on_duty(actor: Actor, mission: Mission, start: datetime, end: datetime) -> list[DutyRow]:
    return crews_covering(
        actor,
        start,
        end,
        aircraft_id=mission.aircraft_id,
        ambulance_id=mission.ambulance_id,
        base_id=_base(mission.aircraft_id, start),
    )


def people_on_board(actor: Actor, mission_id: int) -> Mapping[int, PatientRow]:
    """Return the people whom a mission serves, for one who travels with it and may see patients.

    A crew knows whom it treats, in whatever region that is; for everybody else it is empty.
    """
    if not actor.may(SEE_PATIENTS):
        return {}
    own = Mission.objects.flown_by(actor).filter(pk=mission_id)
    links = RequestPatient.objects.filter(request__missions__in=own)
    return patients_by_id(SYSTEM, set(links.values_list("patient_id", flat=True)))


def _base(aircraft_id: int | None, at: datetime) -> int | None:
    base = aircraft_at(aircraft_id, at).base if aircraft_id is not None else None
    return base.id if base else None
