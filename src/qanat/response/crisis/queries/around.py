"""What there is around an incident: aircraft, ambulances, hospitals, with their distances."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.geodesy import Point, great_circle_m
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.facilities.queries import inpatient_points
from qanat.registry.fleet import permissions as fleet
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.registry.fleet.queries.ambulances import ambulance_points, call_signs
from qanat.response.commitments.queries import CommitmentRow, taken
from qanat.response.commitments.states import ResourceKind
from qanat.response.crisis.parameters import RADIUS_KM
from qanat.response.hospitals import permissions as hospitals
from qanat.response.hospitals.parameters import EXPIRES
from qanat.response.hospitals.queries import BedRow, bed_rows
from qanat.web.wording import number, unit

SOON: Final = timedelta(hours=2)
"""What is promised to begin within this time is not told as free."""
NEAREST: Final = 8
KM: Final = 1000


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody or something near, and whether it is free.

    Attributes:
        promise: what it is promised to now or soon, None if it is free.
        phone: of a hospital; "" if not known.
        beds: what a hospital said last, by kind of bed; none if nothing is known.
        is_open: whether the reader is shown what this hospital says of its beds.
    """

    id: int
    name: str
    distance_m: float
    promise: CommitmentRow | None = None
    phone: str = ""
    beds: tuple[BedRow, ...] = ()
    is_open: bool = True

    @property
    def said_at(self) -> datetime | None:
        """When the oldest of what is told of the beds was said."""
        return min((bed.stated.stated_at for bed in self.beds), default=None)

    @property
    def km(self) -> str:
        """The distance as it is read; as the crow flies."""
        return f"{number(self.distance_m / KM)} {unit('km')}"


@dataclass(frozen=True, slots=True)
class Around:
    """What there is around a place; how many are free of how many within the radius."""

    aircraft: tuple[Near, ...]
    ambulances: tuple[Near, ...]
    hospitals: tuple[Near, ...]
    aircraft_free: int
    ambulances_free: int
    ambulances_within: int
    hospitals_within: int
    radius_km: float
    beds_limit_s: float
    """So long what a hospital said of its beds counts."""
    is_all_aircraft: bool
    """Whether the reader is shown the aircraft of the whole nation."""
    now: datetime


def around(actor: Actor, lon: float, lat: float, now: datetime) -> Around:
    """Return what there is around a place now, the nearest first."""
    here = Point(lon, lat)
    radius_km = parameter(RADIUS_KM, on=now).number
    craft = _aircraft(actor, here, now) if actor.may(fleet.SEE) else []
    vans = [near for near in _ambulances(actor, here, now) if near.distance_m <= radius_km * KM]
    scope = actor.scope_of(hospitals.SEE)
    clinics = [
        Near(
            one.id,
            one.name,
            great_circle_m(here, Point(one.lon, one.lat)),
            phone=one.phone,
            is_open=scope.nation
            or one.id in scope.organisations
            or one.region_code in scope.regions,
        )
        for one in inpatient_points()
    ]
    clinics.sort(key=lambda near: near.distance_m)
    return Around(
        aircraft=tuple(craft[:NEAREST]),
        ambulances=tuple(vans[:NEAREST]),
        hospitals=_with_beds(actor, clinics[:NEAREST], now),
        aircraft_free=sum(near.promise is None for near in craft),
        ambulances_free=sum(near.promise is None for near in vans),
        ambulances_within=len(vans),
        hospitals_within=sum(near.distance_m <= radius_km * KM for near in clinics),
        radius_km=radius_km,
        beds_limit_s=parameter(EXPIRES, on=now).number * 60,
        is_all_aircraft=actor.scope_of(fleet.SEE).nation,
        now=now,
    )


def _with_beds(actor: Actor, clinics: Iterable[Near], now: datetime) -> tuple[Near, ...]:
    clinics, told = tuple(clinics), defaultdict(list)
    if actor.may(hospitals.SEE):
        for row in bed_rows(actor, now, among=[near.id for near in clinics]):
            told[row.stated.facility_id].append(row)
    return tuple(replace(near, beds=tuple(told[near.id])) for near in clinics)


def _aircraft(actor: Actor, here: Point, now: datetime) -> list[Near]:
    rows = [row for row in available_aircraft(actor, at=now) if row.base]
    busy = taken(ResourceKind.AIRCRAFT, [row.id for row in rows], now, now + SOON)
    found = [
        Near(
            row.id,
            row.tail,
            great_circle_m(here, Point(row.base.lon, row.base.lat)),
            busy.get(row.id),
        )
        for row in rows
        if row.base
    ]
    return sorted(found, key=lambda near: near.distance_m)


def _ambulances(actor: Actor, here: Point, now: datetime) -> list[Near]:
    points = ambulance_points()
    busy = taken(ResourceKind.AMBULANCE, None, now, now + SOON)
    found = sorted(
        (great_circle_m(here, Point(point.lon, point.lat)), point.id) for point in points
    )
    names = call_signs(actor, [pk for _far, pk in found[:NEAREST]])
    return [Near(pk, names.get(pk, ""), far, busy.get(pk)) for far, pk in found]
