"""Aircraft and ambulances as the planner wants them, with where they are and when free."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from qanat.engine.geodesy import Point
from qanat.engine.planning.problem import Aircraft, AircraftKind, Ambulance, LandingPlace, Surface
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.aircraft import aircraft_rows
from qanat.registry.fleet.queries.ambulances import AmbulancePoint, ambulance_points
from qanat.registry.fleet.queries.contracts import hour_prices
from qanat.registry.fleet.queries.rows import AircraftRow
from qanat.registry.workforce.queries.crews import Crew
from qanat.response.commitments.queries import taken
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.parameters import AMBULANCE_HOUR, PRESSURISED
from qanat.response.dispatch.suggest.duties import air_crews, road_crews
from qanat.response.dispatch.suggest.needs import Equipment
from qanat.response.dispatch.suggest.places import WITHIN
from qanat.response.tracking.queries import Known, known_places

AHEAD = timedelta(hours=18)
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""When an idle ambulance could leave: past moments mean now."""
MOST = 20_000
"""Ambulances kept: a nation has two thousand, some of them twice."""


def aircraft(
    now: datetime, needs: Equipment, but_for: tuple[str, int] | None = None
) -> tuple[tuple[Aircraft, ...], tuple[LandingPlace, ...], dict[str, AircraftRow]]:
    """Return the aircraft, the bases of theirs which are no airfields, and the rows by id.

    What is promised to ``but_for`` counts as free: it is being planned anew.
    """
    said = aircraft_rows(SYSTEM, at=now + WITHIN)
    rows = [r for r in said if r.type is not None and r.base is not None]
    ids = [r.id for r in rows]
    busy = taken(ResourceKind.AIRCRAFT, ids, now, now + AHEAD, but_for=but_for)
    where = known_places(SYSTEM, now, "aircraft")
    prices, crews = hour_prices(ids, now), air_crews(now)
    units, bases = [], {}
    for row in rows:
        free_at = busy[row.id].end_at if row.id in busy else now
        base = _base(row)
        if base is not None:
            bases[base.id] = base
        crew, price = crews.get(row.id), prices.get(row.id, 0)
        units.append(_aircraft(row, free_at, crew, where.get(row.id), needs, price))
    return tuple(units), tuple(bases.values()), {f"aircraft:{r.id}": r for r in rows}


def ambulances(
    now: datetime,
    needs: Equipment,
    but_for: tuple[str, int] | None = None,
    *,
    only: Collection[int] | None = None,
) -> tuple[tuple[Ambulance, ...], dict[str, AmbulancePoint]]:
    """Return the ambulances that can be sent, all or only some, and their rows by id."""
    rows = ambulance_points(only)
    busy = taken(ResourceKind.AMBULANCE, only, now, now + AHEAD, but_for=but_for)
    where = known_places(SYSTEM, now, "ambulance", only)
    hour = round(parameter(AMBULANCE_HOUR, on=now).number)
    crews = road_crews(now, only)
    units = tuple(
        _ambulance(
            r,
            _at(r.lon, r.lat, where.get(r.id)),
            busy[r.id].end_at if r.id in busy else AT_ONCE,
            crews.get(r.id),
            needs.of_ambulance(r.kind),
            hour,
        )
        for r in rows
    )
    return units, {f"ambulance:{r.id}": r for r in rows}


@lru_cache(maxsize=MOST)
def _ambulance(
    row: AmbulancePoint,
    at: Point,
    free_at: datetime,
    crew: Crew | None,
    equipment: int,
    hour_tiyn: int,
) -> Ambulance:
    """Return an ambulance; those about which nothing changed are the same object again."""
    return Ambulance(
        id=f"ambulance:{row.id}",
        at=at,
        ready_at=_manned_at(free_at, crew),
        duty_ends_at=crew.last if crew else None,
        crews=((crew.since, crew.until), *crew.relief) if crew else (),
        equipment=equipment,
        cost_tiyn_per_h=hour_tiyn,
        is_serviceable=row.is_serviceable,
    )


def _aircraft(
    row: AircraftRow,
    free_at: datetime,
    crew: Crew | None,
    seen: Known | None,
    needs: Equipment,
    price: int,
) -> Aircraft:
    kind, base = row.type, row.base
    if kind is None or base is None:
        raise AssertionError(row.id)
    is_rotor = kind.kind == "helicopter"
    is_home = seen is None or not seen.speed_mps
    return Aircraft(
        id=f"aircraft:{row.id}",
        kind=AircraftKind.ROTOR if is_rotor else AircraftKind.WING,
        at=_at(base.lon, base.lat, seen),
        ready_at=_manned_at(free_at, crew),
        duty_ends_at=crew.until if crew else None,
        relief=crew.relief[0] if crew and crew.relief and is_home else None,
        standing_at=_base_id(row) if is_home else None,
        base=_base_id(row),
        speed_mps=kind.cruise_mps,
        range_m=float(kind.range_m),
        runway_need_m=0.0 if is_rotor else float(kind.strip_m or 0),
        surfaces=frozenset(Surface(s) for s in kind.surfaces if s in set(Surface)),
        start_up_day_s=kind.ready_day_s,
        start_up_night_s=kind.ready_night_s,
        block_extra_s=kind.block_extra_s,
        flies_night=bool(kind.flies_instruments),
        flies_instruments=bool(kind.flies_instruments),
        is_pressurised=kind.code in pressurised_types(free_at.date()),
        equipment=needs.of_aircraft({m.kind for m in row.modules if m.is_certified}),
        stretchers=kind.stretchers,
        seats=kind.attendants,
        cost_tiyn_per_h=price,
        is_serviceable=not row.unavailable,
    )


def _manned_at(free_at: datetime, crew: Crew | None) -> datetime:
    """Return when a vehicle that is free has the crew which is to go."""
    return max(free_at, crew.since) if crew else free_at


def pressurised_types(on: date) -> frozenset[str]:
    """Return the codes of the types with a pressurised cabin, as stated for a day."""
    return frozenset(str(row["type"]) for row in parameter(PRESSURISED, on=on).rows)


def _base_id(row: AircraftRow) -> str:
    base = row.base
    if base is None:
        raise AssertionError(row.id)
    return f"airfield:{base.airfield_id}" if base.airfield_id else f"base:{base.id}"


def _base(row: AircraftRow) -> LandingPlace | None:
    base = row.base
    if base is None or base.airfield_id:
        return None
    return LandingPlace(id=_base_id(row), at=Point(base.lon, base.lat), is_lit=True, has_fuel=True)


def _at(lon: float, lat: float, seen: Known | None) -> Point:
    return Point(seen.lon, seen.lat) if seen else Point(lon, lat)
