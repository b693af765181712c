"""Citizens brought home from a partner country: one under way, one who waits for a decision."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.geodesy import Point, great_circle_m
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal
from qanat.foundation.texts import local
from qanat.ops.demo import requests
from qanat.ops.demo.crews import CREW, put_crew_on_record
from qanat.ops.progress import Progress
from qanat.registry.facilities.queries import facilities_with
from qanat.registry.fleet.queries.aircraft import available_aircraft
from qanat.registry.fleet.queries.rows import AircraftRow
from qanat.registry.places.queries import AirfieldRow, airfield_rows
from qanat.response.dispatch.commands.drafts import LegDraft, MissionDraft
from qanat.response.dispatch.commands.missions import commit_mission
from qanat.response.dispatch.queries.synthetic import open_synthetic_evacuations

COUNTRY: Final = "UZ"
"""The country of the demonstration's partner account."""
FIELD: Final = "UZTT"
WHERE: Final = "Ташкент, Республиканский центр экстренной помощи"
GOAL: Final = "KZ-75"
GENERAL: Final = "trauma"
"""What marks a hospital of the goal which takes every illness."""
ADULT: Final = 18
TAKEN_BEFORE: Final = timedelta(minutes=70)
DECIDED_AFTER: Final = timedelta(minutes=12)
READY_AFTER: Final = timedelta(minutes=25)
ON_GROUND: Final = timedelta(minutes=50)
EXTRA: Final = timedelta(minutes=15)
"""Taxiing, climbing and landing, a flight."""
EVACUATIONS: Final = 2


def fill_evacuations(progress: Progress, chance: random.Random, now: datetime) -> None:
    """Have two evacuations open: one is flown, one waits for the physician."""
    fields = [row for row in airfield_rows(COUNTRY) if row.icao == FIELD]
    if not fields or open_synthetic_evacuations(COUNTRY) >= EVACUATIONS:
        return
    progress("Making evacuations from a partner country")
    made = _take(chance, fields[0], now - TAKEN_BEFORE)
    decided_at = now - TAKEN_BEFORE + DECIDED_AFTER
    requests.decide(SYSTEM, made, "fly_patient", "", decided_at)
    _fly(made.request_id, fields[0], decided_at + READY_AFTER)
    _take(chance, fields[0], now - timedelta(minutes=chance.randint(8, 25)))


def _take(chance: random.Random, field: AirfieldRow, at: datetime) -> requests.Made:
    ill = [v for v in requests.vignettes() if v["need"] == "transport" and v["age"][0] >= ADULT]
    vignette = chance.choice([v for v in ill if v["gestation_weeks"] is None])
    goal = facilities_with(GENERAL, region=GOAL)
    place = {
        "need": "evacuation",
        "country": COUNTRY,
        "place": WHERE,
        "lon": field.lon,
        "lat": field.lat,
        "accepting_facility_id": goal[0].id if goal else None,
    }
    return requests.take_from(SYSTEM, chance, vignette, GOAL, place, at)


def _fly(request_id: int, field: AirfieldRow, at: datetime) -> int | None:
    """Commit the first aeroplane that is free; return the mission."""
    for craft in _aeroplanes(at, field):
        draft = MissionDraft(
            mode="air", aircraft_id=craft.id, legs=tuple(_legs(craft, field, at)), crew=CREW
        )
        try:
            mission_id = commit_mission(SYSTEM, request_ids=[request_id], draft=draft, now=at)
        except Refusal:
            continue
        put_crew_on_record(mission_id)
        return mission_id
    return None


def _aeroplanes(at: datetime, field: AirfieldRow) -> list[AircraftRow]:
    """Return the aeroplanes that can fly there and back, those based at the goal first."""
    rows = [
        (_metres(row, field), row)
        for row in available_aircraft(SYSTEM, at=at)
        if row.type and row.type.kind != "helicopter" and row.base and row.base.airfield_id
    ]
    fit = [(far, row) for far, row in rows if row.type and 2 * far < row.type.range_m]
    fit.sort(key=lambda pair: (pair[1].base_region != GOAL, pair[0], pair[1].tail))
    return [row for _far, row in fit]


def _legs(craft: AircraftRow, field: AirfieldRow, at: datetime) -> Iterator[LegDraft]:
    base, kind = craft.base, craft.type
    if base is None or kind is None:
        raise AssertionError(craft.id)
    far = _metres(craft, field)
    flight = timedelta(seconds=far / kind.cruise_mps) + EXTRA
    home = (local(base.name), base.lon, base.lat, base.region, "KZ")
    there = (field.name, field.lon, field.lat, "", COUNTRY)
    for leg, start, end, departs in (
        ("positioning", home, there, at),
        ("with_patient", there, home, at + flight + ON_GROUND),
    ):
        yield LegDraft(
            kind=leg,
            from_name=start[0],
            from_lon=start[1],
            from_lat=start[2],
            from_region=start[3],
            from_country=start[4],
            to_name=end[0],
            to_lon=end[1],
            to_lat=end[2],
            to_region=end[3],
            to_country=end[4],
            departure_at=departs,
            arrival_at=departs + flight,
            distance_m=round(far),
        )


def _metres(craft: AircraftRow, field: AirfieldRow) -> float:
    base = craft.base
    if base is None:
        raise AssertionError(craft.id)
    return great_circle_m(Point(base.lon, base.lat), Point(field.lon, field.lat))
