"""Which ways of missions and of open requests have changed, and whose are to be looked at again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from qanat.response.dispatch.models import Mission, OpenWayWatch, Request, WayWatch
from qanat.response.dispatch.models.requests import Origin, Urgency
from qanat.response.dispatch.queries.refused import URGENT
from qanat.response.dispatch.queries.unassigned import WORKED_ON
from qanat.response.dispatch.rules.open_ways import LATER, NONE_LEFT
from qanat.response.dispatch.rules.ways import BETTER, GONE, IMPOSSIBLE, SURE
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE

__all__ = [
    "BETTER",
    "GONE",
    "IMPOSSIBLE",
    "LATER",
    "NONE_LEFT",
    "OpenWayChanged",
    "WayChanged",
    "due",
    "open_due",
    "open_ways_changed",
    "ways_changed",
]


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


@dataclass(frozen=True, slots=True)
class OpenWayChanged:
    """What has changed of the best way of a request without a mission."""

    id: int
    number: str
    region: str
    is_emergency: bool
    is_exercise: bool
    is_synthetic: bool
    changed: WayChanged


def open_due(
    before: datetime, unsure_before: datetime, most: int
) -> list[tuple[Request, tuple[str, ...]]]:
    """Return urgent requests without a mission not looked at since, the longest first.

    Each with the vehicles of its best way. Where something was seen that is not told yet, the
    next look comes sooner.
    """
    is_unsure = Q(way_watch__looks__lt=SURE, way_watch__looked_at__lte=unsure_before)
    is_due = Q(way_watch=None) | Q(way_watch__looked_at__lte=before)
    is_due |= is_unsure & ~Q(way_watch__kind="")
    rows = Request.objects.filter(state__in=WORKED_ON, urgency__in=URGENT)
    rows = rows.exclude(origin=Origin.PAPER)
    rows = rows.filter(is_due).select_related(
        "way_watch", "settlement", "sending_facility__settlement", "accepting_facility__settlement"
    )
    ordered = rows.order_by(F("way_watch__looked_at").asc(nulls_first=True), "id")[:most]
    known = ((row, getattr(row, "way_watch", None)) for row in ordered)
    return [(row, tuple(seen.units) if seen else ()) for row, seen in known]


def open_ways_changed() -> list[OpenWayChanged]:
    """Return the urgent requests without a mission whose best way is gone, or clearly later."""
    rows = OpenWayWatch.objects.filter(
        request__state__in=WORKED_ON, request__urgency__in=URGENT, looks__gte=SURE
    )
    return [
        OpenWayChanged(
            id=row.pk,
            number=row.request.number,
            region=row.request.region_id or "",
            is_emergency=row.request.urgency == Urgency.EMERGENCY,
            is_exercise=row.request.is_exercise,
            is_synthetic=row.request.is_synthetic,
            changed=WayChanged(row.kind, row.since, row.told),
        )
        for row in rows.exclude(kind="").select_related("request").order_by("request")
        if row.since is not None
    ]
