"""Reads of airfields and landing sites."""

from dataclasses import dataclass

from qanat.foundation.evidence import Evidence
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText, local
from qanat.registry.places.models import Airfield, Pad
from qanat.registry.places.states import ClosedKind


@dataclass(frozen=True, slots=True)
class AirfieldRow:
    """An airfield; ``None`` and "" mean not known, and each fact says where it comes from."""

    id: int
    icao: str
    iata: str
    name: str
    city: str
    city_names: str
    country_code: str
    region_code: str | None
    settlement_id: int | None
    lon: float
    lat: float
    elevation_m: float | None
    elevation_evidence: str
    runway_m: int | None
    runway_evidence: str
    surface: str
    surface_label: str
    surface_evidence: str
    is_lit: bool | None
    lights_evidence: str
    hours: str
    hours_evidence: str
    has_fuel: bool | None
    fuel_evidence: str
    is_in_use: bool | None
    zone: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class LandingRow:
    """A place to land, for planning: an airfield or a site for helicopters.

    ``runway_m`` is 0 for a site; ``None`` means that it is not known.
    """

    kind: str
    id: int
    code: str
    name: str
    region_code: str | None
    country_code: str
    lon: float
    lat: float
    elevation_m: float | None
    runway_m: int | None
    surface: str
    is_lit: bool | None
    hours: str
    has_fuel: bool | None
    zone: str
    evidence: str


def airfield_rows(country: str = "") -> list[AirfieldRow]:
    """Return airfields by ICAO code, those of one country or of all."""
    rows = Airfield.objects.order_by("icao")
    return [_airfield(row) for row in (rows.filter(country_id=country) if country else rows)]


def get_airfield(airfield_id: int) -> AirfieldRow:
    """Return an airfield.

    Raises:
        NotFound: if there is none.
    """
    found = Airfield.objects.filter(pk=airfield_id).first()
    if found is None:
        raise NotFound
    return _airfield(found)


def find_airfield(code: str) -> AirfieldRow | None:
    """Return an airfield by its ICAO or IATA code."""
    code = "".join(filter(str.isalnum, code)).upper()
    rows = Airfield.objects.order_by("id")
    found = rows.filter(icao=code).first() or (rows.filter(iata=code).first() if code else None)
    return _airfield(found) if found else None


def pad_rows(region: str = "") -> list[LandingRow]:
    """Return the landing sites outside airfields by code."""
    rows = Pad.objects.select_related("region").order_by("code")
    return [_pad(row) for row in (rows.filter(region_id=region) if region else rows)]


def landing_places(country: str = "KZ") -> list[LandingRow]:
    """Return airfields and landing sites of a country, or with "" of all, in use or not known."""
    fields = Airfield.objects.exclude(is_in_use=False).order_by("icao")
    if country:
        fields = fields.filter(country_id=country)
    pads = Pad.objects.select_related("region").order_by("code")
    if country:
        pads = pads.filter(region__country_id=country)
    return [_landing(row) for row in fields] + [_pad(row) for row in pads]


def landing_names() -> list[LocalText]:
    """Return the names of every airfield and landing site, in all their languages."""
    fields = Airfield.objects.order_by("icao").values_list("name", flat=True)
    return [*fields, *Pad.objects.order_by("code").values_list("name", flat=True)]


def _landing(row: Airfield) -> LandingRow:
    return LandingRow(
        kind=ClosedKind.AIRFIELD.value,
        id=row.pk,
        code=row.icao,
        name=local(row.name),
        region_code=row.region_id,
        country_code=row.country_id,
        lon=row.lon,
        lat=row.lat,
        elevation_m=row.elevation_m,
        runway_m=row.runway_m,
        surface=row.surface,
        is_lit=row.is_lit,
        hours=row.hours,
        has_fuel=row.has_fuel,
        zone=row.zone,
        evidence=row.runway_evidence,
    )


def _pad(row: Pad) -> LandingRow:
    return LandingRow(
        kind=ClosedKind.PAD.value,
        id=row.pk,
        code=row.code,
        name=local(row.name),
        region_code=row.region_id,
        country_code=row.region.country_id,
        lon=row.lon,
        lat=row.lat,
        elevation_m=None,
        runway_m=0,
        surface=row.surface,
        is_lit=row.is_lit,
        hours="",
        has_fuel=None,
        zone=row.region.zone,
        evidence=row.evidence or Evidence.UNKNOWN,
    )


def _airfield(row: Airfield) -> AirfieldRow:
    return AirfieldRow(
        id=row.pk,
        icao=row.icao,
        iata=row.iata,
        name=local(row.name),
        city=row.city,
        city_names=row.city_names,
        country_code=row.country_id,
        region_code=row.region_id,
        settlement_id=row.settlement_id,
        lon=row.lon,
        lat=row.lat,
        elevation_m=row.elevation_m,
        elevation_evidence=row.elevation_evidence,
        runway_m=row.runway_m,
        runway_evidence=row.runway_evidence,
        surface=row.surface,
        surface_label=row.get_surface_display(),
        surface_evidence=row.surface_evidence,
        is_lit=row.is_lit,
        lights_evidence=row.lights_evidence,
        hours=row.hours,
        hours_evidence=row.hours_evidence,
        has_fuel=row.has_fuel,
        fuel_evidence=row.fuel_evidence,
        is_in_use=row.is_in_use,
        zone=row.zone,
        note=row.note,
        source=row.source,
    )
