"""Read the world of the plan from the registry: real places, the demonstration's fleet."""

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from qanat.engine.geodesy import Point
from qanat.foundation.actors import SYSTEM
from qanat.foundation.texts import local
from qanat.ops.demo.requests import vignettes
from qanat.ops.demo.year.flying import TEAMS
from qanat.ops.demo.year.world import CITIES, Airfield, Case, Craft, Hospital, Member, Spot, World
from qanat.registry.facilities.queries import Filter, facility_rows
from qanat.registry.fleet.queries import AircraftRow, aircraft_rows, ambulance_rows
from qanat.registry.places.queries import airfield_rows, region_rows
from qanat.registry.terminology.queries import nosology_of
from qanat.registry.workforce.queries import crews_by_aircraft

LANGUAGE: Final = "ru"
"""Names of places stand in records as dispatchers write them."""


def read_world(now: datetime) -> World:
    """Return the hospitals, airfields and aircraft as they are known now."""
    vans = {
        row.facility_id: row
        for row in ambulance_rows(SYSTEM)
        if row.facility_id is not None and row.is_synthetic
    }
    hospitals = []
    for row in facility_rows(Filter(is_inpatient=True)):
        van = vans.get(row.id)
        spot = Spot(local(row.names, LANGUAGE), Point(row.lon, row.lat), row.region_code)
        hospitals.append(
            Hospital(
                row.id,
                row.type,
                row.settlement_id,
                spot,
                van.id if van else None,
                van.call_sign if van else "",
            )
        )
    airfields = tuple(
        Airfield(
            row.icao,
            Spot(row.name, Point(row.lon, row.lat), row.region_code or "", row.country_code),
            row.runway_m,
        )
        for row in airfield_rows()
        if row.is_in_use is not False
    )
    return World(
        hospitals=tuple(hospitals),
        airfields=airfields,
        fleet=_fleet(now),
        cases=_cases(now.date()),
        regions=tuple(row.code for row in region_rows() if row.code not in CITIES),
    )


def _fleet(now: datetime) -> tuple[Craft, ...]:
    teams = _teams()
    rows = [row for row in aircraft_rows(SYSTEM, at=now) if row.is_synthetic]
    return tuple(_craft(row, teams.get(row.id, ())) for row in rows if row.type and row.base)


def _craft(row: AircraftRow, teams: tuple[tuple[Member, ...], ...]) -> Craft:
    if row.type is None or row.base is None or row.operator_id is None:
        raise ValueError(row.tail)
    base = Spot(local(row.base.name, LANGUAGE), Point(row.base.lon, row.base.lat), row.base.region)
    return Craft(
        id=row.id,
        tail=row.tail,
        type=row.type.code,
        is_helicopter=row.type.kind == "helicopter",
        cruise_mps=row.type.cruise_mps,
        range_m=row.type.range_m,
        strip_m=row.type.strip_m or 0,
        stretchers=row.type.stretchers,
        block_extra_s=row.type.block_extra_s,
        base=base,
        operator_id=row.operator_id,
        teams=teams,
    )


def _teams() -> dict[int, tuple[tuple[Member, ...], ...]]:
    """Return the teams of each aircraft: the people of its posts take turns."""
    posts: dict[int, list[list[Member]]] = defaultdict(lambda: [[] for _ in range(TEAMS)])
    taken: dict[tuple[int, str], int] = defaultdict(int)
    for aircraft_id, person_id, name, role in crews_by_aircraft(SYSTEM):
        turn = taken[aircraft_id, role]
        taken[aircraft_id, role] += 1
        posts[aircraft_id][turn % TEAMS].append(Member(person_id, name, role))
    return {key: tuple(tuple(team) for team in teams) for key, teams in posts.items()}


def _cases(on: date) -> tuple[Case, ...]:
    return tuple(
        {**case, "nosology": nosology_of(case["icd10"], case["age"][0], on)} for case in vignettes()
    )
