"""For how long aircraft were serviceable, and what is out of service now."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from qanat.registry.fleet.models import Aircraft, Ambulance, Serviceability
from qanat.registry.fleet.rules import Stated, serviceable_s
from qanat.registry.fleet.states import Fitness


@dataclass(frozen=True, slots=True)
class FitTime:
    """For how many seconds of a time an aircraft's state is known, and was serviceable."""

    aircraft_id: int
    tail: str
    known_s: int
    fit_s: int


@dataclass(frozen=True, slots=True)
class OutOfService:
    """What was stated last of a vehicle: it can't be used."""

    stated_at: datetime
    since: datetime
    back_at: datetime | None

    def is_during(self, start: datetime, end: datetime) -> bool:
        """Tell whether it can't be used at some time between two moments."""
        return self.since < end and (self.back_at is None or self.back_at > start)


def aircraft_out_of_service(ids: Collection[int], now: datetime) -> dict[int, OutOfService]:
    """Return which of some aircraft can't be used by the latest statement; one query."""
    if not ids:
        return {}
    rows = Serviceability.objects.filter(aircraft__in=ids, stated_at__lte=now)
    latest = rows.order_by("aircraft", "-stated_at", "-id").distinct("aircraft")
    return {
        row.aircraft_id: OutOfService(row.stated_at, row.since, row.expected_back_at)
        for row in latest
        if row.status == Fitness.UNSERVICEABLE
    }


def ambulances_out_of_service(ids: Collection[int]) -> dict[int, OutOfService]:
    """Return which of some ambulances can't be used; one query."""
    rows = Ambulance.objects.filter(pk__in=ids, is_serviceable=False) if ids else ()
    return {row.pk: OutOfService(row.stated_at, row.stated_at, None) for row in rows}


def fit_times(operator_id: int, start: datetime, end: datetime) -> list[FitTime]:
    """Return for each aircraft of an operator how long it was serviceable, by tail.

    The caller has checked the right to it. Three queries, whatever the time.
    """
    fleet = list(Aircraft.objects.filter(operator=operator_id, type__isnull=False).order_by("tail"))
    rows = Serviceability.objects.filter(aircraft__in=[craft.pk for craft in fleet])
    before = rows.filter(stated_at__lt=start).order_by("aircraft", "-stated_at", "-id")
    within = rows.filter(stated_at__gte=start, stated_at__lt=end)
    said: defaultdict[int, list[Stated]] = defaultdict(list)
    for row in (*before.distinct("aircraft"), *within.order_by("stated_at", "id")):
        is_fit = row.status != Fitness.UNSERVICEABLE
        said[row.aircraft_id].append(Stated(row.stated_at, row.since, is_fit))
    return [
        FitTime(craft.pk, craft.tail, *serviceable_s(said[craft.pk], start, end)) for craft in fleet
    ]
