"""Reads of countries, regions and settlements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from django.db.models import F, QuerySet

from qanat.engine.arrays import Floats
from qanat.engine.geodesy import great_circles_m
from qanat.foundation.access.places import Place
from qanat.foundation.kept import kept
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText, local, search_key
from qanat.registry.places.models import Boundary, Country, PlaceName, Region, Settlement
from qanat.registry.places.rules import Polygon, distance_m, is_inside

NEAR_M: Final = 60_000.0
"""A point outside every border belongs to the region of a settlement not farther than this."""
NEAR_DEGREES: Final = 1.0


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country; ``alliance`` is "member", "observer" or ""."""

    code: str
    name: str
    alliance: str
    zone: str


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region, named in the active language."""

    code: str
    name: str
    centre: str
    names: LocalText
    is_city: bool
    kato: str
    lon: float
    lat: float
    zone: str
    area_km2: float
    area_evidence: str
    population: int
    population_on: date
    population_evidence: str
    formed_on: date | None
    formed_from: str | None


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """A settlement, named in the active language; a population of ``None`` is not known."""

    id: int
    name: str
    names: LocalText
    region_code: str
    region_name: str
    kind: str
    kind_label: str
    is_urban: bool
    kind_evidence: str
    population: int | None
    population_evidence: str
    lon: float
    lat: float
    zone: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class SettlementPoint:
    """Where a settlement lies and how it is called."""

    id: int
    region_code: str
    lon: float
    lat: float
    names: LocalText


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """The border of a region, for drawing."""

    code: str
    name: str
    quality: str
    source: str
    polygons: list[Polygon]


@kept(seconds=5)
def country_rows() -> tuple[CountryRow, ...]:
    """Return all countries by their name in the active language, as of some seconds ago."""
    rows = [_country(country) for country in Country.objects.order_by("code")]
    return tuple(sorted(rows, key=lambda row: (row.name, row.code)))


def find_country(text: str) -> CountryRow | None:
    """Return the country of a code or a name in any of our languages."""
    code = "".join(filter(str.isalnum, text)).upper()
    found = Country.objects.filter(code=code).first()
    if found is None and (key := search_key(text)):
        name = PlaceName.objects.filter(key=key, country__isnull=False).order_by("id").first()
        found = Country.objects.get(pk=name.country_id) if name else None
    return _country(found) if found else None


@kept(seconds=5)
def region_rows() -> tuple[RegionRow, ...]:
    """Return the regions by code, as of some seconds ago."""
    return tuple(_region(region) for region in Region.objects.order_by("code"))


def region_names() -> Mapping[str, str]:
    """Return the names of all regions by code, in the active language."""
    return {row.code: row.name for row in region_rows()}


def get_region(code: str) -> RegionRow:
    """Return a region by its code.

    Raises:
        NotFound: if there is none.
    """
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise NotFound
    return _region(region)


def find_region(text: str) -> RegionRow | None:
    """Return the region of a code, KATO number or name as it stands in journals and letters."""
    key = search_key(text)
    name = (
        PlaceName.objects.filter(key=key, region__isnull=False)
        .select_related("region")
        .order_by("-weight", "region_id")
        .first()
    )
    return _region(name.region) if name and name.region else None


def settlement_rows(
    region: str = "", *, ids: list[int] | None = None, offset: int = 0, limit: int | None = None
) -> list[SettlementRow]:
    """Return settlements, the largest first; ``ids`` keeps only some of them."""
    rows = _settlements(region)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    end = None if limit is None else offset + limit
    return [_settlement(row) for row in rows[offset:end]]


def settlement_names(ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of some settlements by id, in the active language."""
    rows = Settlement.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {pk: local(name) for pk, name in rows}


def settlements_by_code() -> Mapping[str, SettlementPoint]:
    """Return every settlement by its code, for loading what lies in it."""
    return {
        row.code: SettlementPoint(row.pk, row.region_id, row.lon, row.lat, row.name)
        for row in Settlement.objects.order_by("id")
    }


def count_settlements(region: str = "") -> int:
    """Return how many settlements there are."""
    return _settlements(region).count()


def get_settlement(settlement_id: int) -> SettlementRow:
    """Return a settlement.

    Raises:
        NotFound: if there is none.
    """
    found = Settlement.objects.select_related("region").filter(pk=settlement_id).first()
    if found is None:
        raise NotFound
    return _settlement(found)


@kept(seconds=30, has_words=False)
def region_of_settlement(settlement_id: int) -> str:
    """Return the code of the region in which a settlement lies, as of some seconds ago.

    Raises:
        NotFound: if there is none.
    """
    rows = Settlement.objects.filter(pk=settlement_id)
    if (found := rows.values_list("region_id", flat=True).first()) is None:
        raise NotFound
    return found


def outline_rows() -> list[OutlineRow]:
    """Return the borders of all regions, with how exact they are."""
    rows = Boundary.objects.select_related("region").order_by("region_id")
    return [
        OutlineRow(row.region_id, local(row.region.name), row.quality, row.source, row.polygons)
        for row in rows
    ]


def region_at(lon: float, lat: float) -> str | None:
    """Return the code of the region of a point: by border, else by the nearest settlement.

    The small regions are asked first, since a city lies within a region on a coarse map.
    """
    near = Boundary.objects.filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    for boundary in near.order_by("region__area_km2", "region_id"):
        if is_inside(lon, lat, boundary.polygons):
            return boundary.region_id
    around = Settlement.objects.filter(
        lon__range=(lon - 2 * NEAR_DEGREES, lon + 2 * NEAR_DEGREES),
        lat__range=(lat - NEAR_DEGREES, lat + NEAR_DEGREES),
    ).values_list("region_id", "lon", "lat")
    nearest = min(
        ((distance_m(lon, lat, x, y), region) for region, x, y in around), default=(NEAR_M, None)
    )
    return nearest[1] if nearest[0] < NEAR_M else None


def nearest_town(lon: float, lat: float) -> tuple[SettlementPoint, float] | None:
    """Return the settlement nearest to a point and how far it is, as of a minute ago."""
    towns, at = _points()
    if not towns:
        return None
    away_m = great_circles_m(np.array([(lon, lat)]), at)[0]
    nearest = int(np.argmin(away_m))
    return towns[nearest], float(away_m[nearest])


@kept(seconds=60)
def _points() -> tuple[Sequence[SettlementPoint], Floats]:
    rows = Settlement.objects.distinct_places().order_by("id")
    towns = [SettlementPoint(r.pk, r.region_id, r.lon, r.lat, r.name) for r in rows]
    return towns, np.array([(one.lon, one.lat) for one in towns])


def region_places() -> list[Place]:
    """Return the regions as values of a scope."""
    rows = Region.objects.order_by("code").values_list("code", "name")
    return [Place(code, name, code) for code, name in rows]


def country_places() -> list[Place]:
    """Return the countries as values of a scope."""
    rows = Country.objects.order_by("code").values_list("code", "name")
    return [Place(code, name) for code, name in rows]


def _settlements(region: str) -> QuerySet[Settlement]:
    rows = Settlement.objects.distinct_places().select_related("region")
    if region:
        rows = rows.filter(region_id=region)
    return rows.order_by(F("population").desc(nulls_last=True), "id")


def _country(country: Country) -> CountryRow:
    return CountryRow(country.code, local(country.name), country.alliance, country.zone)


def _region(region: Region) -> RegionRow:
    return RegionRow(
        code=region.code,
        name=local(region.name),
        centre=local(region.centre_name),
        names=region.name,
        is_city=region.is_city,
        kato=region.kato,
        lon=region.lon,
        lat=region.lat,
        zone=region.zone,
        area_km2=region.area_km2,
        area_evidence=region.area_evidence,
        population=region.population,
        population_on=region.population_on,
        population_evidence=region.population_evidence,
        formed_on=region.formed_on,
        formed_from=region.formed_from_id,
    )


def _settlement(row: Settlement) -> SettlementRow:
    return SettlementRow(
        id=row.pk,
        name=local(row.name),
        names=row.name,
        region_code=row.region_id,
        region_name=local(row.region.name),
        kind=row.kind,
        kind_label=row.get_kind_display(),
        is_urban=row.is_urban,
        kind_evidence=row.kind_evidence,
        population=row.population,
        population_evidence=row.population_evidence,
        lon=row.lon,
        lat=row.lat,
        zone=row.zone,
        note=row.note,
        source=row.source,
    )
