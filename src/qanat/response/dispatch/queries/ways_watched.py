"""Which ways of missions have changed, and which missions are to be looked at again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from qanat.response.dispatch.models import Mission, WayWatch
from qanat.response.dispatch.rules.ways import BETTER, GONE, IMPOSSIBLE, SURE
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE

__all__ = ["BETTER", "GONE", "IMPOSSIBLE", "WayChanged", "due", "ways_changed"]


@dataclass(frozen=True, slots=True)
class WayChanged:
    """What has changed of the ways of a mission, since when, and what is said of it."""

    kind: str
    since: datetime
    told: Mapping[str, Any]


def due(before: datetime, most: int) -> list[int]:
    """Return the missions which have not left and were not looked at since, the longest first."""
    rows = Mission.objects.filter(state__in=BEFORE_DEPARTURE).exclude(planned_end_at=None)
    rows = rows.filter(Q(way_watch=None) | Q(way_watch__looked_at__lte=before))
    ordered = rows.order_by(F("way_watch__looked_at").asc(nulls_first=True), "id")
    return list(ordered.values_list("pk", flat=True)[:most])


def ways_changed() -> dict[int, WayChanged]:
    """Return what has changed of the ways of missions which have not left, by mission."""
    rows = WayWatch.objects.filter(mission__state__in=BEFORE_DEPARTURE, looks__gte=SURE)
    return {
        row.mission_id: WayChanged(row.kind, row.since, row.told)
        for row in rows.exclude(kind="").order_by("mission")
        if row.since is not None
    }
