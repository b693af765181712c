"""Small fleets."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from tests.registry.builders import NOW, airfield, region

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.commands import (
    BaseDraft,
    ModuleDraft,
    Rate,
    Statement,
    Terms,
    load_fleet,
    open_base,
    open_contract,
    register_aircraft,
    register_module,
    register_operator,
    state_serviceability,
)
from qanat.registry.fleet.models import AircraftType

_numbers = count(1)


def type_id(code: str = "ec145") -> int:
    """Return an aircraft type, loaded if need be."""
    if not AircraftType.objects.exists():
        load_fleet(SYSTEM)
    return AircraftType.objects.get(code=code).pk


def operator() -> int:
    """Return a new operator."""
    n = next(_numbers)
    return register_operator(SYSTEM, code=f"op-{n}", name={"en": f"Airline {n}"})


def base(code: str = "KZ-19", icao: str = "UAAA") -> int:
    """Return a new base at an airfield of a region."""
    region(code)
    field = airfield(icao, code)
    draft = BaseDraft(
        code=f"base-{next(_numbers)}",
        name={},
        region=code,
        airfield_id=field.pk,
        lon=field.lon,
        lat=field.lat,
    )
    return open_base(SYSTEM, base=draft)


def aircraft(
    *, operator_id: int | None = None, base_id: int | None = None, code: str = "ec145"
) -> int:
    """Return a new aircraft which came to its base a month ago."""
    return register_aircraft(
        SYSTEM,
        tail=f"UP-T{next(_numbers):04d}",
        type_id=type_id(code),
        operator_id=operator_id or operator(),
        base_id=base_id or base(),
        from_at=NOW - timedelta(days=30),
    )


def fit(aircraft_id: int) -> None:
    """State an hour ago that an aircraft is serviceable."""
    at = NOW - timedelta(hours=1)
    statement = Statement(status="serviceable", since=at)
    state_serviceability(SYSTEM, aircraft_id=aircraft_id, statement=statement, now=at)


def terms(**said: object) -> Terms:
    """Return terms of a contract for this year."""
    given = {
        "number": f"C-{next(_numbers)}",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        "hours_bought": Decimal("250.5"),
        "rates": (Rate(type_id(), 112_000_000, 89_600_000),),
    } | said
    return Terms(**given)  # type: ignore[arg-type]  # by name


def contract(operator_id: int, **said: object) -> int:
    """Return a new contract of an operator."""
    return open_contract(SYSTEM, operator_id=operator_id, terms=terms(**said))


def module(operator_id: int, code: str = "ec145") -> int:
    """Return a new module for a type."""
    draft = ModuleDraft(
        serial=f"M-{next(_numbers)}", kind="icu", operator_id=operator_id, fits=(type_id(code),)
    )
    return register_module(SYSTEM, module=draft)
