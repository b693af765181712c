"""What is on record of the past, for those who bring more of it.

These reads are not limited to what a person may see: whoever adds a flight has to know every
flight of its aircraft. They tell numbers and times only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from qanat.foundation.bulk import among, among_ids
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.models.missions import Mode
from qanat.response.dispatch.models.requests import Need


@dataclass(frozen=True, slots=True)
class KnownRequest:
    """A request on record."""

    id: int
    received_at: datetime
    is_by_road: bool


@dataclass(frozen=True, slots=True)
class KnownMission:
    """A mission on record; ``tail`` is empty by road."""

    id: int
    number: str
    mode: str
    took_off_at: datetime | None
    landed_at: datetime | None
    flown_s: int | None
    tail: str
    level: str
    route: str


def requests_numbered(numbers: Collection[str]) -> dict[str, KnownRequest]:
    """Return the requests of these human numbers, by number."""
    rows = Request.objects.filter(number__in=among(numbers), is_exercise=False)
    return {
        number: KnownRequest(pk, received_at, need == Need.ROAD)
        for pk, number, received_at, need in rows.values_list("pk", "number", "received_at", "need")
    }


def missions_numbered(numbers: Collection[str]) -> dict[str, KnownMission]:
    """Return the missions of these human numbers, by number."""
    rows = Mission.objects.filter(number__in=among(numbers), is_exercise=False)
    return {row.number: row for row in _known(rows)}


def missions_of_ids(ids: Collection[int]) -> dict[int, KnownMission]:
    """Return missions by id."""
    return {row.id: row for row in _known(Mission.objects.filter(pk__in=among_ids(ids)))}


def flights_between(start: datetime, end: datetime) -> list[KnownMission]:
    """Return the flights which were in the air at any time between two moments."""
    rows = Mission.objects.filter(
        Q(landed_at=None) | Q(landed_at__gt=start),
        mode=Mode.AIR,
        took_off_at__lt=end,
        aircraft__isnull=False,
        is_exercise=False,
    )
    return _known(rows)


def _known(rows: QuerySet[Mission]) -> list[KnownMission]:
    found = rows.annotate(tail=Coalesce("aircraft__tail", Value(""))).order_by("pk")
    columns = ("number", "mode", "took_off_at", "landed_at", "flown_s", "tail", "level", "route")
    return [KnownMission(*values) for values in found.values_list("pk", *columns)]
