"""Who of a specialty is on call, and on which vehicles somebody of it is on duty."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from qanat.registry.workforce.models import Duty, Qualification
from qanat.registry.workforce.queries import CREW_ROLES
from qanat.registry.workforce.states import DutyRole


@dataclass(frozen=True, slots=True)
class OnCall:
    """A specialist on call, from when until when.

    ``facility_id`` is where he waits, ``None`` if nobody says.
    """

    person_id: int
    name: str
    facility_id: int | None
    since: datetime
    until: datetime


def specialists_on_call(specialty: str, at: datetime, ahead: timedelta) -> list[OnCall]:
    """Return who of a specialty is on call now or soon, each with his first duty."""
    soon = DateTimeTZRange(at, at + ahead)
    found = (
        Duty.objects.standing()
        .filter(role=DutyRole.SPECIALIST, specialty=specialty, during__overlap=soon)
        .select_related("person")
        .order_by("during", "id")
    )
    first: dict[int, OnCall] = {}
    for duty in found:
        person, facility = duty.person, duty.facility_id or duty.person.facility_id
        one = OnCall(person.pk, person.name, facility, duty.during.lower, duty.during.upper)
        first.setdefault(person.pk, one)
    return list(first.values())


def vehicles_with(
    specialty: str, at: datetime, ahead: timedelta
) -> dict[str, list[tuple[datetime, datetime]]]:
    """Return when somebody of a specialty is on duty on which vehicles, as ``kind:id``."""
    held = Qualification.objects.filter(specialty=specialty, valid__contains=at.date())
    of_it = Q(specialty=specialty) | Q(person__in=held.values("person"))
    soon = DateTimeTZRange(at, at + ahead)
    on_vehicles = Q(aircraft__isnull=False) | Q(ambulance__isnull=False)
    found = (
        Duty.objects.standing()
        .filter(of_it, on_vehicles, during__overlap=soon, role__in=CREW_ROLES)
        .values_list("aircraft", "ambulance", "during")
    )
    spans = defaultdict[str, list[tuple[datetime, datetime]]](list)
    for aircraft, ambulance, during in found:
        vehicle = f"aircraft:{aircraft}" if aircraft else f"ambulance:{ambulance}"
        spans[vehicle].append((during.lower, during.upper))
    return spans
