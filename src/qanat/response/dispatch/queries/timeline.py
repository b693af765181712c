"""Which missions keep which aircraft busy when, for the timeline."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Call, Mission
from qanat.response.dispatch.states.missions import NEVER_LEFT, OVER


@dataclass(frozen=True, slots=True)
class Flight:
    """A mission of an aircraft: from its take-off, or the planned departure, to its end."""

    mission_id: int
    number: str
    aircraft_id: int
    state: str
    start_at: datetime
    end_at: datetime
    is_over: bool


def flights_within(
    actor: Actor, aircraft_ids: Collection[int], start: datetime, end: datetime
) -> list[Flight]:
    """Return the missions of aircraft within a time which the actor may see, by departure.

    Those which were refused or cancelled keep no aircraft busy and are left out.
    """
    rows = (
        Mission.objects.visible_to(actor)
        .filter(aircraft__in=aircraft_ids)
        .exclude(state__in=NEVER_LEFT)
        .annotate(
            begins_at=Coalesce("took_off_at", "planned_departure_at"),
            ends_at=Coalesce("ended_at", "landed_at", "planned_end_at"),
        )
        .filter(begins_at__lt=end)
        .filter(Q(ends_at__gt=start) | ~Q(state__in=OVER))
        .order_by("begins_at", "id")
    )
    columns = ("pk", "number", "aircraft_id", "state", "begins_at", "ends_at")
    return [
        Flight(pk, number, craft, state, begins, ends or begins, state in OVER)
        for pk, number, craft, state, begins, ends in rows.values_list(*columns)
        if begins is not None and craft is not None
    ]


def open_numbers(
    actor: Actor, missions: Collection[int], calls: Collection[int]
) -> dict[tuple[str, int], str]:
    """Return the numbers of those missions and ambulance calls which the actor may see."""
    found: dict[tuple[str, int], str] = {}
    for kind, rows in (
        ("mission", Mission.objects.visible_to(actor).filter(pk__in=missions)),
        ("call", Call.objects.visible_to(actor).filter(pk__in=calls)),
    ):
        found |= {(kind, pk): number for pk, number in rows.values_list("pk", "number")}
    return found
