"""What was carried by air: from where to where, since when, and until when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Min, Q

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among_ids
from qanat.response.dispatch.models import Leg, Mission, Stamp
from qanat.response.dispatch.models.missions import LegKind, MissionRequest, Mode
from qanat.response.dispatch.models.requests import Urgency
from qanat.response.dispatch.states.missions import NEVER_LEFT

CARRYING = (LegKind.WITH_PATIENT, LegKind.WITH_TEAM, LegKind.WITH_ORGAN)
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Journey:
    """A mission by air as far as who or what it carried is concerned.

    Attributes:
        is_planned: nobody waited for it: all it served was planned.
        decided_at: when what it served was decided, the latest of it.
        start, end: longitude and latitude where carrying by air began and ended.
        delivered_at: when care was transferred, by a stamp; ``None`` if nobody stamped it.
    """

    mission_id: int
    number: str
    aircraft_id: int
    tail: str
    is_planned: bool
    decided_at: datetime
    start: Spot
    end: Spot
    start_name: str
    end_name: str
    took_off_at: datetime
    delivered_at: datetime | None


def journeys(actor: Actor, start: datetime, end: datetime) -> list[Journey]:
    """Return the missions which took off within a time and carried somebody, in their order.

    Four queries, whatever the time. Those without legs, as journals tell them, are not there.
    """
    rows = {
        row.pk: row
        for row in Mission.objects.visible_to(actor)
        .filter(mode=Mode.AIR, aircraft__isnull=False, is_exercise=False)
        .filter(took_off_at__gte=start, took_off_at__lt=end)
        .select_related("aircraft")
        .order_by("took_off_at", "id")
    }
    legs = defaultdict[int, list[Leg]](list)
    flown = Leg.objects.filter(mission_id__in=among_ids(list(rows)), is_dropped=False)
    for leg in flown.filter(ambulance=None, kind__in=CARRYING).order_by("position", "id"):
        legs[leg.mission_id].append(leg)
    served = MissionRequest.objects.filter(mission_id__in=among_ids(list(rows)))
    asked = {
        mission_id: (urgency, decided_at)
        for mission_id, urgency, decided_at in served.values_list("mission_id").annotate(
            Min("request__urgency"), Max("request__decided_at")
        )
    }
    given = Stamp.objects.valid().filter(
        mission_id__in=among_ids(list(rows)), kind=Kind.CARE_TRANSFERRED.value
    )
    delivered = dict(given.order_by("-at", "-id").values_list("mission_id", "at"))
    found = []
    for pk, row in rows.items():
        own, (urgency, decided_at) = legs[pk], asked.get(pk, (0, None))
        if not own or decided_at is None or row.aircraft is None or row.took_off_at is None:
            continue
        first, last = own[0], own[-1]
        found.append(
            Journey(
                mission_id=pk,
                number=row.number,
                aircraft_id=row.aircraft.pk,
                tail=row.aircraft.tail,
                is_planned=urgency == Urgency.PLANNED,
                decided_at=decided_at,
                start=(first.from_lon, first.from_lat),
                end=(last.to_lon, last.to_lat),
                start_name=first.from_name,
                end_name=last.to_name,
                took_off_at=row.took_off_at,
                delivered_at=delivered.get(pk),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Carriage:
    """When the patient of a request was taken on board and handed over, by the stamps."""

    boarded_at: datetime | None = None
    given_at: datetime | None = None


def carriages(request_ids: Collection[int]) -> dict[int, Carriage]:
    """Return how far the patients of requests have come, for who asked for them.

    He boards the first mission that takes him; he has arrived once the newest that left has
    handed him over.
    """
    served = MissionRequest.objects.filter(request__in=request_ids)
    left = served.exclude(mission__state__in=NEVER_LEFT).order_by("id")
    newest = dict(left.values_list("request_id", "mission_id"))
    made = Stamp.objects.valid().filter(
        Q(request=None) | Q(request=F("mission__served__request")),
        mission__served__request__in=request_ids,
        kind__in=(Kind.PATIENT_LOADED.value, Kind.CARE_TRANSFERRED.value),
    )
    boarded: dict[int, datetime] = {}
    given: dict[int, datetime] = {}
    of = ("mission__served__request", "mission_id", "kind", "at")
    for asked, flown, kind, at in made.order_by("at", "id").values_list(*of):
        if kind == Kind.PATIENT_LOADED.value:
            boarded.setdefault(asked, at)
        elif newest.get(asked) == flown:
            given[asked] = at
    return {asked: Carriage(boarded.get(asked), given.get(asked)) for asked in newest}
