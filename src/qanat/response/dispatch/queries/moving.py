"""Where vehicles, requests and planned legs are, for the map."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.aircraft import aircraft_choices
from qanat.registry.fleet.queries.ambulances import call_signs
from qanat.response.dispatch.models import Leg, Mission, MissionRequest, Request
from qanat.response.tracking.parameters import STALE_AIR, STALE_ROAD
from qanat.response.tracking.queries import PositionRow, positions

AIRCRAFT, AMBULANCE = "aircraft", "ambulance"
MOST = 2000
Where = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle which was seen somewhere, and the mission it is on.

    Attributes:
        limit_s: age from which its position is stale.
        mission_id: None if it is on no mission, or on one that is not open to the viewer.
    """

    kind: str
    id: int
    name: str
    seen: PositionRow
    limit_s: float
    mission_id: int | None
    mission: str
    state: str

    @property
    def key(self) -> str:
        """What names it among all things on the map."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class RequestPoint:
    """An open request at the place of its patient; longitude before latitude."""

    id: int
    number: str
    urgency: int
    at: Where


@dataclass(frozen=True, slots=True)
class LegLine:
    """A leg of an active mission from stop to stop, and whose it is."""

    ends: tuple[Where, Where]
    mission_id: int
    request_ids: tuple[int, ...]


def vehicles(
    actor: Actor, now: datetime, kind: str = "", *, heard_after: datetime | None = None
) -> list[Vehicle]:
    """Return the vehicles the actor may see: those on a mission first, then by name.

    With ``heard_after`` only those which reported after that moment.
    """
    rows = [
        p
        for p in positions(actor, now, kind, heard_after=heard_after)
        if p.kind in {AIRCRAFT, AMBULANCE}
    ]
    if not rows:
        return []
    names = {(AIRCRAFT, pk): tail for pk, tail in aircraft_choices(actor)}
    vans = [p.vehicle_id for p in rows if p.kind == AMBULANCE]
    names |= {(AMBULANCE, pk): sign for pk, sign in call_signs(actor, vans).items()}
    missions = _missions(actor)
    limits = stale_limits(now)
    nothing: tuple[int | None, str, str] = (None, "", "")
    found = [
        Vehicle(p.kind, p.vehicle_id, names[key], p, limits[p.kind], *missions.get(key, nothing))
        for p in rows
        if (key := (p.kind, p.vehicle_id)) in names
    ]
    return sorted(found, key=lambda v: (v.mission_id is None, v.kind, v.name))


def request_points(actor: Actor) -> list[RequestPoint]:
    """Return the open requests the actor may see whose place is known, most urgent first."""
    rows = Request.objects.visible_to(actor).open().order_by("urgency", "id")
    found = rows.annotate(
        x=Coalesce("lon", "sending_facility__lon", "settlement__lon"),
        y=Coalesce("lat", "sending_facility__lat", "settlement__lat"),
    ).exclude(x=None)
    return [
        RequestPoint(pk, number, urgency, (x, y))
        for pk, number, urgency, x, y in found.values_list("pk", "number", "urgency", "x", "y")[
            :MOST
        ]
    ]


def stale_limits(now: datetime) -> dict[str, float]:
    """Return the age in seconds from which a position is stale, by kind of vehicle."""
    return {
        AIRCRAFT: parameter(STALE_AIR, on=now).number,
        AMBULANCE: parameter(STALE_ROAD, on=now).number,
    }


def planned_legs(actor: Actor) -> list[LegLine]:
    """Return the legs of the active missions the actor may see, as lines."""
    missions = Mission.objects.visible_to(actor).active()
    served: defaultdict[int, list[int]] = defaultdict(list)
    links = MissionRequest.objects.filter(mission__in=missions).order_by("request_id")
    for mission_id, request_id in links.values_list("mission_id", "request_id"):
        served[mission_id].append(request_id)
    legs = Leg.objects.filter(mission__in=missions, is_dropped=False).order_by("id")
    ends = legs.values_list("mission_id", "from_lon", "from_lat", "to_lon", "to_lat")[:MOST]
    return [LegLine(((a, b), (c, d)), pk, tuple(served[pk])) for pk, a, b, c, d in ends]


def _missions(actor: Actor) -> dict[tuple[str, int], tuple[int | None, str, str]]:
    rows = Mission.objects.visible_to(actor).active().order_by("planned_departure_at", "id")
    found: dict[tuple[str, int], tuple[int | None, str, str]] = {}
    for pk, number, state, craft, van in rows.values_list(
        "pk", "number", "state", "aircraft_id", "ambulance_id"
    ):
        key = (AIRCRAFT, craft) if craft else (AMBULANCE, van)
        if key[1] is not None:
            found.setdefault((key[0], key[1]), (pk, number, state))
    return found
