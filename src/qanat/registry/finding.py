"""What search fields of forms find in the registry: places, hospitals, diagnoses."""

import re

from qanat.foundation.kept import kept
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import search_key
from qanat.registry.facilities.queries import facility_row, search_facilities
from qanat.registry.icd import icd_code
from qanat.registry.places.queries import (
    airfield_rows,
    find_places,
    get_airfield,
    get_settlement,
)
from qanat.registry.places.queries.landing import AirfieldRow
from qanat.registry.terminology.queries import find_code, search_codes
from qanat.web.search_field import Found

MOST = 12
OWN_COUNTRY = "KZ"
WHOLE_CODE = re.compile(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?")


def find_settlements(text: str, region: str = "") -> list[Found]:
    """Return settlements whose names fit, those of a region before the others."""
    own = find_places(text, kinds=("settlement",), region=region, limit=MOST) if region else []
    rows = dict.fromkeys([*own, *find_places(text, kinds=("settlement",), limit=MOST)])
    return [Found(r.id, r.name, r.region_name) for r in rows][:MOST]


@kept(seconds=5)
def settlement(settlement_id: str) -> Found | None:
    """Return a settlement by its id."""
    try:
        found = get_settlement(int(settlement_id))
    except (ValueError, NotFound):
        return None
    return Found(str(found.id), found.name, found.region_code)


def find_hospitals(text: str) -> list[Found]:
    """Return hospitals whose names fit."""
    return [Found(str(r.id), r.title, r.region_name) for r in search_facilities(text, limit=MOST)]


@kept(seconds=30)
def hospital(facility_id: str) -> Found | None:
    """Return a hospital by its id."""
    try:
        found = facility_row(int(facility_id))
    except (ValueError, NotFound):
        return None
    return Found(str(found.id), found.title, found.region_name)


def find_airfields_abroad(text: str) -> list[Found]:
    """Return airfields of other countries whose codes, names or cities fit, in any script."""
    word = search_key(text)
    return [_as_found(row) for row, key in _abroad() if word and f" {word}" in key][:MOST]


def airfield(airfield_id: str) -> Found | None:
    """Return an airfield by its id."""
    try:
        return _as_found(get_airfield(int(airfield_id)))
    except (ValueError, NotFound):
        return None


@kept(seconds=60)
def _abroad() -> list[tuple[AirfieldRow, str]]:
    rows = [row for row in airfield_rows() if row.country_code != OWN_COUNTRY]
    return [(row, _key_of(row)) for row in rows]


def _key_of(row: AirfieldRow) -> str:
    """Return the words by which an airfield is found, each after a space."""
    names = (row.icao, row.iata, row.name, row.city, *row.city_names.split("|"))
    return "".join(f" {search_key(name)}" for name in names)


def _as_found(row: AirfieldRow) -> Found:
    codes = "/".join(code for code in (row.icao, row.iata) if code)
    city = "" if row.city.casefold() in row.name.casefold() else f", {row.city}"
    return Found(str(row.id), f"{row.name}{city} ({codes})", row.country_code)


def find_diagnoses(text: str) -> list[Found]:
    """Return diagnoses whose codes or names fit."""
    rows = search_codes("icd10", text, limit=MOST)
    return [Found(r.code, f"{r.code} {r.text}") for r in rows] or _unlisted(text)


def diagnosis(code: str) -> Found | None:
    """Return a diagnosis by its code; one of ours or, unlisted, just the code."""
    found = find_code("icd10", code.upper())
    if found:
        return Found(found.code, f"{found.code} {found.text}")
    return next(iter(_unlisted(code)), None)


def _unlisted(text: str) -> list[Found]:
    """Return a whole code which our list does not hold, under the name of its category."""
    code = icd_code(text)
    if not WHOLE_CODE.fullmatch(code):
        return []
    category = find_code("icd10", code[:3])
    return [Found(code, f"{code} {category.text}" if category else code)]
