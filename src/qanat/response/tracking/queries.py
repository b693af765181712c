"""Where vehicles are, how old that is, and where they were."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from qanat.foundation.actors import Actor
from qanat.foundation.listing import Mark
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.vehicles import (
    NamedVehicle,
    aircraft_within,
    ambulances_within,
    vehicles_named,
)
from qanat.response.tracking.models import COLUMNS, DOUBT, Feed, Position, TrackPoint, VehicleKind
from qanat.response.tracking.parameters import STALE_AIR, STALE_ROAD
from qanat.response.tracking.permissions import REPORT, SEE

SETTLED_AFTER = timedelta(seconds=5)
"""A batch is stored within this time."""
LOST_AFTER = 3
"""A position is lost when it is this many times older than when it became stale."""


@dataclass(frozen=True, slots=True)
class PositionRow:
    """The newest position of a vehicle with its age and source.

    Attributes:
        doubtful_at: when a newer one was, which is not used: farther than the vehicle could move.
    """

    kind: str
    vehicle_id: int
    at: datetime
    lon: float
    lat: float
    altitude_m: float | None
    speed_mps: float | None
    course_deg: float | None
    accuracy_m: float | None
    source: str
    received_at: datetime
    doubtful_at: datetime | None
    doubtful_lon: float | None
    doubtful_lat: float | None
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
    return [_row(r, now, limits) for r in rows.values_list(*DOUBT, *COLUMNS)]


def reported_as(actor: Actor, names: Collection[str]) -> list[NamedVehicle]:
    """Return the vehicles of some names for which the actor may report."""
    actor.need(REPORT)
    return vehicles_named(actor, names, REPORT)


@dataclass(frozen=True, slots=True)
class Known:
    """Where a vehicle was seen last, lately enough to go by."""

    lon: float
    lat: float
    speed_mps: float | None


def known_places(
    actor: Actor, now: datetime, kind: str, ids: Collection[int] | None = None
) -> dict[int, Known]:
    """Return where vehicles of a kind are, all or some, by id, but those whose position is lost."""
    actor.need(SEE)
    limit = _limits(now)[kind]
    rows = Position.objects.filter(kind=kind, at__gte=now - limit * LOST_AFTER)
    if ids is not None:
        rows = rows.filter(vehicle_id__in=ids)
    found = rows.values_list("vehicle_id", "lon", "lat", "speed_mps")
    return {pk: Known(lon, lat, speed_mps) for pk, lon, lat, speed_mps in found}


def heard_since(moment: datetime) -> dict[tuple[str, int], str]:
    """Return kind and id of the vehicles which were heard of after a moment, and when last.

    The time is as the database writes it, to be compared: thousands are asked for with every plan.
    """
    at = Cast("received_at", TextField())
    rows = Position.objects.filter(received_at__gt=moment).values_list("kind", "vehicle_id", at)
    return {(kind, vehicle): heard_at for kind, vehicle, heard_at in rows}


@dataclass(frozen=True, slots=True)
class News:
    """Positions received since a mark, and the mark from which to go on."""

    rows: list[PositionRow]
    next: Mark


def positions_since(
    actor: Actor,
    now: datetime,
    *,
    kind: str = "",
    vehicle_ids: Iterable[int] = (),
    after: Mark | None = None,
    count: int = 500,
) -> News:
    """Return the newest positions received since a mark, of the vehicles the actor may see.

    What was received in the last seconds may be told again: a batch which is still being stored
    is never missed by who asks while it is.
    """
    actor.need(SEE)
    rows = Position.objects.order_by("received_at", "id")
    if kind:
        rows = rows.filter(kind=kind)
    if ids := list(vehicle_ids):
        rows = rows.filter(vehicle_id__in=ids)
    if after is not None:
        later = Q(received_at__gt=after.at) | Q(received_at=after.at, pk__gt=after.id)
        rows = rows.filter(later)
    found = list(rows.values_list("pk", *DOUBT, *COLUMNS)[:count])
    settled = Mark(now - SETTLED_AFTER, 1)
    if len(found) == count:
        mark = Mark(found[-1][-1], found[-1][0])
    else:
        mark = max(settled, after or settled, key=lambda m: (m.at, m.id))
    limits = _limits(now)
    told = [_row(r[1:], now, limits) for r in found]
    seen = _within(actor, told)
    return News([row for row in told if row.vehicle_id in seen[row.kind]], mark)


def _within(actor: Actor, rows: Iterable[PositionRow]) -> dict[str, dict[int, str]]:
    craft = {r.vehicle_id for r in rows if r.kind == VehicleKind.AIRCRAFT}
    vans = {r.vehicle_id for r in rows if r.kind == VehicleKind.AMBULANCE}
    return {
        VehicleKind.AIRCRAFT: aircraft_within(actor, craft, SEE),
        VehicleKind.AMBULANCE: ambulances_within(actor, vans, SEE),
    }


@dataclass(frozen=True, slots=True)
class FeedRow:
    """How far a sender is with a source."""

    source: str
    last_sequence: int | None
    received_at: datetime | None


def feed_row(actor: Actor, source: str) -> FeedRow:
    """Return how far the actor's own feed is; one that has sent nothing is at its beginning."""
    actor.need(REPORT)
    row = Feed.objects.filter(account_id=actor.id, source=source).first()
    if row is None:
        return FeedRow(source, None, None)
    return FeedRow(source, row.last_sequence, row.received_at)


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A position which was not used: farther away than the vehicle could have moved."""

    at: datetime
    lon: float
    lat: float


def doubtful_since(
    actor: Actor, kind: str, vehicle_id: int, start: datetime, most: int = 20
) -> list[DoubtfulRow]:
    """Return the newest positions of a vehicle since a moment which were not used."""
    actor.need(SEE)
    rows = TrackPoint.objects.filter(
        kind=kind, vehicle_id=vehicle_id, at__gte=start, is_doubtful=True
    ).order_by("-at", "-id")
    return [DoubtfulRow(*r) for r in rows.values_list("at", "lon", "lat")[:most]]


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
    doubt, fix = r[:3], r[3:]
    kind, _vehicle_id, at, *_rest = fix
    age, limit = now - at, limits[kind]
    told = (*fix, *doubt, age > limit, age > limit * LOST_AFTER)
    return PositionRow(*told)
