"""Where vehicles are, how old that is, and where they were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.response.tracking.models import Position, TrackPoint, VehicleKind
from qanat.response.tracking.parameters import STALE_AIR, STALE_ROAD
from qanat.response.tracking.permissions import SEE

COLUMNS = (
    "kind", "vehicle_id", "at", "lon", "lat", "altitude_m", "speed_mps", "course_deg", "source",
)  # fmt: skip
LOST_AFTER = 3
"""A position is lost when it is this many times older than when it became stale."""


@dataclass(frozen=True, slots=True)
class PositionRow:
    """The newest position of a vehicle with its age and source."""

    kind: str
    vehicle_id: int
    at: datetime
    lon: float
    lat: float
    altitude_m: float | None
    speed_mps: float | None
    course_deg: float | None
    source: str
    is_stale: bool
    is_lost: bool


def positions(
    actor: Actor,
    now: datetime,
    kind: str = "",
    vehicle_ids: Iterable[int] | None = None,
    *,
    heard_after: datetime | None = None,
) -> list[PositionRow]:
    """Return the newest positions, by kind and vehicle; all, or those heard of after a moment."""
    actor.need(SEE)
    rows = Position.objects.order_by("kind", "vehicle_id")
    if kind:
        rows = rows.filter(kind=kind)
    if vehicle_ids is not None:
        rows = rows.filter(vehicle_id__in=list(vehicle_ids))
    if heard_after is not None:
        rows = rows.filter(received_at__gt=heard_after)
    limits = _limits(now)
    return [_row(r, now, limits) for r in rows.values_list(*COLUMNS)]


def track(
    actor: Actor, kind: str, vehicle_id: int, start: datetime, end: datetime
) -> list[tuple[datetime, float, float]]:
    """Return (time, lon, lat) of a vehicle over a time, oldest first."""
    actor.need(SEE)
    rows = TrackPoint.objects.filter(
        kind=kind, vehicle_id=vehicle_id, at__gte=start, at__lte=end
    ).order_by("at")
    return list(rows.values_list("at", "lon", "lat")[:10_000])


def _limits(now: datetime) -> dict[str, timedelta]:
    return {
        kind: timedelta(seconds=parameter(key, on=now).number)
        for kind, key in (
            (VehicleKind.AIRCRAFT.value, STALE_AIR),
            (VehicleKind.AMBULANCE.value, STALE_ROAD),
        )
    }


def _row(r: Any, now: datetime, limits: Mapping[str, timedelta]) -> PositionRow:
    """Return a position from its columns: of thousands, records would take twice as long."""
    kind, vehicle_id, at, lon, lat, altitude_m, speed_mps, course_deg, source = r
    age, limit = now - at, limits[kind]
    where = (kind, vehicle_id, at, lon, lat, altitude_m, speed_mps, course_deg, source)
    return PositionRow(*where, is_stale=age > limit, is_lost=age > limit * LOST_AFTER)
