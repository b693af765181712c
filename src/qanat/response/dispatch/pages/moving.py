"""The map of vehicles, requests and places, and the same as a table beside it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import inpatient_points
from qanat.registry.places.queries import landing_places
from qanat.response.dispatch.permissions import SEE
from qanat.response.dispatch.queries.moving import (
    AIRCRAFT,
    AMBULANCE,
    Vehicle,
    planned_legs,
    request_points,
    stale_limits,
    vehicles,
)
from qanat.response.hospitals import permissions as hospitals
from qanat.response.hospitals.queries import free_by_hospital
from qanat.response.tracking import permissions as tracking
from qanat.response.weather import permissions as weather
from qanat.response.weather.judging import Skies, skies_at
from qanat.response.weather.wording import verdict_told
from qanat.web.figures import Tab
from qanat.web.forms import whole_number
from qanat.web.paging import one_page
from qanat.web.reply import page
from qanat.web.wording import number

MAP: Final = "dispatch/map.html"
KINDS: Final = ("", AIRCRAFT, AMBULANCE)
OVERLAP: Final = timedelta(seconds=3)
LAST_MS: Final = 10**14
"""A moment in a far future, in milliseconds."""
Feature = dict[str, Any]


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show where everything is, on a map and as a table."""
    actor, now = _viewer(request), timezone.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    everything = vehicles(actor, now)
    shown = [(v, address_of(v)) for v in everything if not kind or v.kind == kind]
    context = {
        "rows": one_page(request, shown),
        "tabs": _tabs(everything, kind),
        "lost": sum(v.seen.is_lost for v in everything),
        "now": now,
    }
    return page(request, MAP, context, fragment="vehicles")


@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """Give the map what stands still, as GeoJSON: legs, hospitals, landing places, requests."""
    actor = _viewer(request)
    features = [*_lines(actor), *_places(actor, timezone.now()), *_requests(actor)]
    return _fresh({"type": "FeatureCollection", "features": features})


@require_GET
def moving(request: HttpRequest) -> HttpResponse:
    """Give the map the vehicles: all, or those which reported since ``?after=``.

    Each as ``[id, kind, longitude, latitude, course, speed, seen at, label, address]``, times in
    milliseconds. ``after`` of the answer is for the next question; a little is told twice, since
    what was reported first may be stored last.
    """
    actor, now = _viewer(request), timezone.now()
    asked = whole_number(request.GET.get("after", ""))
    after = datetime.fromtimestamp(asked / 1000, UTC) if asked and asked < LAST_MS else None
    rows = vehicles(actor, now, heard_after=after)
    answer = {
        "now": _ms(now),
        "after": _ms(now - OVERLAP),
        "is_all": after is None,
        "limits": stale_limits(now),
        "vehicles": [_moving(vehicle) for vehicle in rows],
    }
    return _fresh(answer)


def _moving(vehicle: Vehicle) -> list[Any]:
    seen = vehicle.seen
    at = (round(seen.lon, 5), round(seen.lat, 5), seen.course_deg, seen.speed_mps)
    return [vehicle.key, vehicle.kind, *at, _ms(seen.at), vehicle.name, address_of(vehicle)]


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _fresh(answer: dict[str, Any]) -> JsonResponse:
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


def _viewer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.need(SEE)
    actor.need(tracking.SEE)
    return actor


def _lines(actor: Actor) -> Iterator[Feature]:
    for line in planned_legs(actor):
        of = [f"mission:{line.mission_id}", *(f"request:{pk}" for pk in line.request_ids)]
        yield _feature("LineString", line.ends, kind="track", of=" ".join(of))


def _places(actor: Actor, now: datetime) -> Iterator[Feature]:
    """Yield hospitals with their free beds and landing places with their weather, in words."""
    beds = free_by_hospital(actor, now) if actor.may(hospitals.SEE) else {}
    for hospital in inpatient_points():
        at = [hospital.lon, hospital.lat]
        address = reverse("facilities:facility", args=(hospital.id,))
        key, label = f"hospital:{hospital.id}", hospital.name
        if hospital.id in beds:
            label += " · " + _("free beds: %(count)s") % {"count": number(beds[hospital.id])}
        yield _feature("Point", at, id=key, kind="place", label=label, url=address)
    landing = landing_places()
    skies = skies_at(now) if actor.may(weather.SEE) else Skies(now)
    spots = [((row.kind, row.id), row.lon, row.lat) for row in landing]
    for row, sky in zip(landing, skies.of(spots), strict=True):
        key = f"{row.kind}:{row.id}"
        url = reverse("places:airfield", args=(row.id,)) if row.kind == "airfield" else ""
        at = [row.lon, row.lat]
        label = " · ".join(filter(None, (row.name, verdict_told(sky.judged))))
        yield _feature("Point", at, id=key, kind="place", label=label, url=url)


def _requests(actor: Actor) -> Iterator[Feature]:
    for row in request_points(actor):
        yield _feature(
            "Point",
            list(row.at),
            id=f"request:{row.id}",
            kind="request",
            urgency=row.urgency,
            label=row.number,
            url=reverse("dispatch:request", args=(row.id,)),
        )


def address_of(vehicle: Vehicle) -> str:
    """Return where one reads more about a vehicle: its mission, else its own page."""
    if vehicle.mission_id is not None:
        return reverse("dispatch:mission", args=(vehicle.mission_id,))
    before, after = _around("fleet:aircraft" if vehicle.kind == AIRCRAFT else "fleet:ambulance")
    return f"{before}{vehicle.id}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    """Return what stands around the id in an address: a map asks for those of all vehicles."""
    before, _id, after = reverse(name, args=(0,)).rpartition("0")
    return before, after


def _feature(shape: str, coordinates: Sequence[Any], **properties: object) -> Feature:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def _tabs(everything: list[Vehicle], kind: str) -> list[Tab]:
    labels = {"": pgettext("vehicles", "All"), AIRCRAFT: _("Aircraft"), AMBULANCE: _("Ambulances")}
    here = reverse("dispatch:map")
    return [
        Tab(
            label,
            f"{here}?kind={name}" if name else here,
            current=name == kind,
            count=sum(not name or v.kind == name for v in everything),
        )
        for name, label in labels.items()
    ]
