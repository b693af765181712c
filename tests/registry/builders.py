"""Small pieces of the world for tests of the registry."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Final

from qanat.foundation.actors import Actor, Grant, Scope
from qanat.registry.facilities.models import Facility
from qanat.registry.places.models import Airfield, Country, Region, Settlement

NOW: Final = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
TODAY: Final = date(2026, 11, 25)
NAMES: Final = {"KZ-19": "Almaty Region", "KZ-71": "Astana", "KZ-10": "Abai Region"}


def somebody(
    permissions: Collection[str], scope: Scope, *, account: int = 7, glass: Collection[int] = ()
) -> Actor:
    """Return an actor who holds permissions within a scope."""
    grants = (Grant("tester", frozenset(permissions), scope),)
    opened = {"patient": frozenset(glass)} if glass else {}
    return Actor(account, "Tester", grants, glass=opened)


def region(code: str = "KZ-19") -> Region:
    """Return a region, made if need be."""
    country, _ = Country.objects.get_or_create(code="KZ", defaults={"name": {"en": "Kazakhstan"}})
    made, _ = Region.objects.get_or_create(
        code=code,
        defaults={
            "country": country,
            "kato": code[3:].ljust(9, "0"),
            "name": {"en": NAMES.get(code, code)},
            "centre_name": {"en": code},
            "lon": 77.0,
            "lat": 43.8,
            "area_km2": 1000.0,
            "area_evidence": "memory",
            "population": 1_000_000,
            "population_on": date(2026, 1, 1),
            "population_evidence": "published",
            "zone": "Asia/Almaty",
            "source": "test",
        },
    )
    return made


def settlement(code: str = "KZ-19", *, kind: str = "city", population: int = 50_000) -> Settlement:
    """Return a new settlement of a region."""
    number = Settlement.objects.count() + 1
    return Settlement.objects.create(
        code=f"t{number}",
        region=region(code),
        name={"en": f"Town {number}"},
        kind=kind,
        kind_evidence="memory",
        population=population,
        population_evidence="memory",
        lon=77.1,
        lat=43.9,
        zone="Asia/Almaty",
        source="test",
    )


def facility(code: str = "KZ-19") -> Facility:
    """Return a new hospital of a region."""
    return Facility.objects.create(
        code=f"F{Facility.objects.count() + 1}",
        name={"en": "Hospital"},
        type="district",
        level="district",
        region=region(code),
        settlement=settlement(code),
        lon=77.1,
        lat=43.9,
        position_evidence="memory",
        evidence="memory",
        source="test",
        search_key="hospital",
    )


def airfield(icao: str = "UAAA", code: str = "KZ-19") -> Airfield:
    """Return an airfield, made if need be."""
    place = region(code)
    made, _ = Airfield.objects.get_or_create(
        icao=icao,
        defaults={
            "name": {"en": icao},
            "country": place.country,
            "region": place,
            "lon": 77.04,
            "lat": 43.35,
            "elevation_evidence": "package",
            "runway_m": 3000,
            "runway_evidence": "memory",
            "surface": "paved",
            "surface_evidence": "memory",
            "lights_evidence": "unknown",
            "hours_evidence": "unknown",
            "fuel_evidence": "unknown",
            "zone": "Asia/Almaty",
            "source": "test",
        },
    )
    return made
