"""Load the places that ship with Qanat."""

import json
import math
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.evidence import Evidence
from qanat.foundation.kept import forget
from qanat.foundation.texts import search_key
from qanat.registry.places.models import (
    Airfield,
    Boundary,
    Country,
    Pad,
    PlaceName,
    Region,
    RoadLink,
    RoadTown,
    Settlement,
)
from qanat.registry.places.rules import REGION_WORDS, bounds, without
from qanat.registry.places.states import Quality
from qanat.registry.reference import (
    Row,
    day,
    number,
    parts,
    read_table,
    texts,
    truth,
    upsert,
    whole,
)
from qanat.registry.terminology.permissions import LOAD

DATA: Final = Path(__file__).parents[1] / "data"
LONGEST_SOURCE: Final = 300
LONGEST_KEY: Final = 120
AREA_WEIGHT: Final = 8.0
CITY_WEIGHT: Final = 9.0
COUNTRY_WEIGHT: Final = 5.0
FIELD_WEIGHT: Final = 2.0


@command(needs=LOAD)
def load_places(actor: Actor) -> int:
    """Load or renew all places that ship with Qanat; places added on the spot stay.

    Returns:
        The number of places in the files.
    """
    del actor
    countries = _countries()
    regions = _regions()
    forget()
    _borders()
    settlements = _settlements()
    ids = {row.code: row for row in Settlement.objects.order_by("id")}
    airfields = _airfields(ids)
    pads = _pads(ids)
    _roads(ids)
    _names()
    return countries + regions + settlements + airfields + pads


def _source(about: dict[str, str]) -> str:
    return about["source"][:LONGEST_SOURCE]


def _countries() -> int:
    rows = [
        Country(
            code=row["code"],
            name=texts(row),
            alliance=row["alliance"],
            lon=number(row["lon"]),
            lat=number(row["lat"]),
            zone=row["zone"],
        )
        for row in read_table(DATA / "countries.csv").rows
    ]
    return upsert(Country, rows, ["code"])


def _regions() -> int:
    table = read_table(DATA / "regions.csv")
    on = date.fromisoformat(table.about["edition"])
    rows = [
        Region(
            code=row["code"],
            country_id=row["code"][:2],
            kato=row["kato"],
            name=texts(row),
            centre_name=texts(row, "centre_"),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            is_city=row["is_city"] == "1",
            area_km2=float(row["area_km2"]),
            area_evidence=Evidence.MEMORY,
            population=int(row["population"]),
            population_on=on,
            population_evidence=row["population_evidence"],
            formed_on=day(row["formed_on"]),
            formed_from_id=row["formed_from"] or None,
            zone=row["zone"],
            source=_source(table.about),
        )
        for row in table.rows
    ]
    return upsert(Region, rows, ["code"])


def _borders() -> None:
    """Load the approximate borders, but never over better ones."""
    better = set(
        Boundary.objects.exclude(quality=Quality.APPROXIMATE).values_list("region_id", flat=True)
    )
    features = json.loads((DATA / "regions_kz.geojson").read_text(encoding="utf-8"))["features"]
    rows = [
        _boundary(feature["id"], feature["geometry"])
        for feature in features
        if feature["id"] not in better
    ]
    upsert(Boundary, rows, ["region"])


def _boundary(code: str, geometry: dict[str, Any]) -> Boundary:
    points = geometry["coordinates"]
    polygons = [points] if geometry["type"] == "Polygon" else points
    west, south, east, north = bounds(polygons)
    return Boundary(
        region_id=code,
        quality=Quality.APPROXIMATE,
        source="Natural Earth, GeoNames; see regions_kz.md",
        polygons=polygons,
        west=west,
        south=south,
        east=east,
        north=north,
    )


def _settlements() -> int:
    table = read_table(DATA / "settlements.csv")
    rows = [_settlement(row, _source(table.about)) for row in table.rows]
    count = upsert(Settlement, rows, ["code"])
    ids = dict(Settlement.objects.values_list("code", "id"))
    second = {row["code"]: ids[row["same_as"]] for row in table.rows if row["same_as"]}
    same = list(Settlement.objects.filter(code__in=second).order_by("id"))
    for place in same:
        place.same_as_id = second[place.code]
    Settlement.objects.bulk_update(same, ["same_as"])
    return count


def _settlement(row: Row, source: str) -> Settlement:
    population = whole(row["population"])
    return Settlement(
        code=row["code"],
        region_id=row["region"],
        name=texts(row),
        kind=row["kind"],
        kind_evidence=Evidence.MEMORY,
        population=population,
        population_evidence=Evidence.PACKAGE if population else Evidence.UNKNOWN,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        zone=row["zone"],
        note=row["note"],
        source=source,
    )


def _airfields(towns: dict[str, Settlement]) -> int:
    table = read_table(DATA / "airfields.csv")
    rows = []
    for row in table.rows:
        town = towns.get(row["settlement"])
        field = Airfield(
            icao=row["icao"],
            iata=row["iata"],
            name=texts(row),
            city=row["city"],
            city_names=row["city_names"],
            country_id=row["country"],
            region_id=town.region_id if town else None,
            settlement=town,
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            elevation_m=number(row["elevation_m"]),
            elevation_evidence=row["elevation_evidence"],
            zone=town.zone if town else row["zone"],
            note=row["note"],
            source=_source(table.about),
        )
        _services(field, row)
        rows.append(field)
    return upsert(Airfield, rows, ["icao"])


def _services(field: Airfield, row: Row) -> None:
    field.runway_m = whole(row["runway_m"])
    field.runway_evidence = row["runway_evidence"]
    field.surface = row["surface"]
    field.surface_evidence = row["surface_evidence"]
    field.is_lit = truth(row["is_lit"])
    field.lights_evidence = row["lights_evidence"]
    field.hours = row["hours"]
    field.hours_evidence = row["hours_evidence"]
    field.has_fuel = truth(row["has_fuel"])
    field.fuel_evidence = row["fuel_evidence"]
    field.is_in_use = truth(row["is_in_use"])


def _pads(towns: dict[str, Settlement]) -> int:
    rows = [
        Pad(
            code=row["code"],
            name=texts(row),
            region_id=row["region"],
            settlement=towns[row["settlement"]],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            size_m=number(row["size_m"]),
            surface=row["surface"],
            is_lit=truth(row["is_lit"]),
            evidence=row["evidence"],
            source=row["source"],
        )
        for row in read_table(DATA / "pads.csv").rows
    ]
    return upsert(Pad, rows, ["code"])


def _roads(places: dict[str, Settlement]) -> None:
    nodes = [
        RoadTown(
            name=row["name"],
            settlement=places.get(row["geonames_id"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            evidence=row["evidence"],
        )
        for row in read_table(DATA / "road_towns.csv").rows
    ]
    upsert(RoadTown, nodes, ["name"])
    ids = dict(RoadTown.objects.values_list("name", "id"))
    links = [
        RoadLink(
            start_id=ids[row["from"]],
            end_id=ids[row["to"]],
            km=float(row["km"]),
            road_class=row["class"],
            road_code=row["road_code"],
            evidence=row["evidence"],
        )
        for row in read_table(DATA / "road_links.csv").rows
    ]
    upsert(RoadLink, links, ["start", "end", "road_code"])


def _names() -> None:
    """Fold every name of every place anew."""
    PlaceName.objects.all().delete()
    aliases = {
        row["code"]: parts(row["aliases"]) for row in read_table(DATA / "settlements.csv").rows
    }
    old = {row["code"]: parts(row["aliases"]) for row in read_table(DATA / "regions.csv").rows}
    names: list[PlaceName] = []
    for country in Country.objects.order_by("code"):
        names += _folded((*country.name.values(), country.code), COUNTRY_WEIGHT, country=country)
    for region in Region.objects.order_by("code"):
        weight = CITY_WEIGHT if region.is_city else AREA_WEIGHT
        spoken = (*region.name.values(), *old.get(region.code, ()))
        bare = [without(REGION_WORDS, search_key(name)) for name in spoken]
        shorts = _shortened(region, bare)
        codes = (region.code, region.code[3:], region.kato)
        names += _folded((*spoken, *bare, *shorts, *codes), weight, region=region)
    for place in Settlement.objects.distinct_places().order_by("id"):
        weight = math.log10(max(place.population or 1, 1))
        spoken = (*place.name.values(), *aliases.get(place.code, ()))
        names += _folded(spoken, weight, settlement=place)
    for field in Airfield.objects.order_by("id"):
        names += _folded(field.name.values(), FIELD_WEIGHT, airfield=field)
        signs = filter(None, (field.icao.casefold(), field.iata.casefold()))
        names += [PlaceName(key=sign, weight=FIELD_WEIGHT, airfield=field) for sign in signs]
    PlaceName.objects.bulk_create(names)


def _shortened(region: Region, bare: Iterable[str]) -> list[str]:
    """Return names as letters and journals shorten them."""
    if region.is_city:
        return [f"г {name}" for name in bare] + [f"{name} қ" for name in bare]
    return [f"{name} обл" for name in bare] + [f"обл {name}" for name in bare]


def _folded(names: Iterable[str], weight: float, **place: object) -> list[PlaceName]:
    keys = dict.fromkeys(search_key(name)[:LONGEST_KEY] for name in names)
    return [PlaceName(key=key, weight=weight, **place) for key in keys if key]
