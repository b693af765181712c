"""For how long aircraft were serviceable."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from qanat.registry.fleet.models import Aircraft, Serviceability
from qanat.registry.fleet.rules import Stated, serviceable_s
from qanat.registry.fleet.states import Fitness


@dataclass(frozen=True, slots=True)
class FitTime:
    """For how many seconds of a time an aircraft's state is known, and was serviceable."""

    aircraft_id: int
    tail: str
    known_s: int
    fit_s: int


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
