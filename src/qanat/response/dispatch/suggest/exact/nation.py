"""The nation as the exact planner wants it: vehicles, places and hospitals of the tables.

What is not known counts as in ``suggest.proposals``: an unknown runway or surface as one that
can be used, unknown lights and fuel as none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from qanat.engine.kbest import model
from qanat.engine.kbest.model import Handling, Nation
from qanat.engine.planning.problem import (
    Aircraft,
    AircraftKind,
    Ambulance,
    LandingPlace,
    Parameters,
    Sky,
    Surface,
    Weather,
)
from qanat.engine.travel import RoadTimes
from qanat.foundation.days import national_day
from qanat.foundation.parameters.queries import parameter
from qanat.registry.facilities.queries import Held, held_capabilities, inpatient_points
from qanat.registry.pathways.queries import NeedRow, possible_needs
from qanat.response.dispatch.parameters import DOOR_TO_TREATMENT, TEAM_READY, TURN_OUT
from qanat.response.dispatch.suggest import places, units
from qanat.response.dispatch.suggest.needs import MODULE_BITS, Equipment, HospitalNeeds
from qanat.response.dispatch.suggest.skies import with_weather
from qanat.response.dispatch.suggest.wanting import parameters_of
from qanat.response.weather.judging import Skies, skies_at

LONG_ENOUGH_M: Final = 100_000.0
"""Of a runway whose length nobody knows."""
ROAD: Final = "road"
TIYN: Final = 100.0
ANY_TEAM: Final = 12
"""An ambulance without a patient carries every team."""
ANYTHING: Final = Equipment(0)
"""What vehicles carry does not depend on who asks."""


@dataclass(frozen=True, slots=True)
class Ready:
    """How long an aircraft takes from ready to airborne, by day and by night."""

    day_s: float
    night_s: float


@dataclass(frozen=True, slots=True)
class Fleet:
    """The aircraft, also as the pages know them, and the bases which are no airfields."""

    aircraft: Mapping[str, model.Aircraft]
    ready: Mapping[str, Ready]
    known: Mapping[str, Aircraft]
    bases: tuple[LandingPlace, ...]
    tails: Mapping[str, str]

    @property
    def landing(self) -> dict[str, LandingPlace]:
        """The bases which are no airfields, by id."""
        return {base.id: base for base in self.bases}


@dataclass(frozen=True, slots=True)
class Called:
    """A specialist on call who can be fetched, and the hospital where he waits."""

    name: str
    hospital: str


@dataclass(frozen=True, slots=True)
class Companions:
    """Who can come along with a patient.

    Attributes:
        specialty: that a request asks for; empty if it asks for none.
        called: the specialists on call, by id.
        on_board: when somebody of the specialty is on duty on which vehicles.
    """

    specialty: str = ""
    called: Mapping[str, Called] = field(default_factory=dict)
    on_board: Mapping[str, Sequence[tuple[datetime, datetime]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What hardly changes: places, hospitals, roads and figures, as planning reads them.

    Attributes:
        places: by id, but bases which are no airfields.
        landing: the same as the pages know them.
        hospitals: by id.
        parameters: the figures of planning.
        roads: driving times; another object as soon as a road is closed or opened.
        turn_out_s: until an idle ambulance sets out.
        team_s: until the team of a hospital can leave.
        skies: the weather, as far as somebody stated it.
    """

    places: Mapping[str, model.Place]
    landing: dict[str, LandingPlace]
    hospitals: Mapping[str, model.Hospital]
    parameters: Parameters
    roads: RoadTimes
    turn_out_s: float
    team_s: float
    skies: Skies


def ground_at(now: datetime) -> Ground:
    """Return places, hospitals, roads and figures of a moment."""
    skies = skies_at(now)
    landing = with_weather(places.landing(now), skies)
    return Ground(
        places={one.id: place_of(one) for one in landing},
        landing={one.id: one for one in landing},
        hospitals=_hospitals(now),
        parameters=parameters_of(now, None),
        roads=places.roads(now),
        turn_out_s=parameter(TURN_OUT, on=now).number,
        team_s=parameter(TEAM_READY, on=now).number,
        skies=skies,
    )


def fleet_at(
    now: datetime, since: datetime, ground: Ground, but_for: tuple[str, int] | None = None
) -> Fleet:
    """Return the aircraft of a moment, times in seconds from another one."""
    found, bases, rows = units.aircraft(now, ANYTHING, but_for)
    return Fleet(
        aircraft={one.id: _aircraft_of(one, now, since, ground.parameters) for one in found},
        ready={one.id: Ready(one.start_up_day_s, one.start_up_night_s) for one in found},
        known={one.id: one for one in found},
        bases=with_weather(bases, ground.skies),
        tails={key: row.tail for key, row in rows.items()},
    )


def nation_of(
    since: datetime, ground: Ground, fleet: Fleet, ambulances: Sequence[model.Ambulance], hour: int
) -> Nation:
    """Return everything together; ``hour`` is the price of an ambulance's hour in tiyn."""
    bases = tuple(place_of(base) for base in fleet.bases)
    figures = ground.parameters
    return Nation(
        at=since,
        places=(*ground.places.values(), *bases),
        hospitals=tuple(ground.hospitals.values()),
        ambulances=tuple(ambulances),
        aircraft=tuple(fleet.aircraft.values()),
        rates={ROAD: hour / TIYN} | {one.rate: float(one.rate) for one in fleet.aircraft.values()},
        handling=_handling(figures),
        night_below_deg=figures.night_below_deg,
        horizon_s=figures.horizon_s + KEPT_FOR.total_seconds(),
    )


KEPT_FOR: Final = timedelta(hours=6)
"""How long a nation is followed before it is read anew: daylight is told that much further."""


def ambulance_of(one: Ambulance, since: datetime) -> model.Ambulance:
    """Return an ambulance in the exact planner's words; one that is free is free since ever."""
    return model.Ambulance(
        id=one.id,
        lon=one.at.lon,
        lat=one.at.lat,
        ready_s=_seconds(one.ready_at, since),
        duty_ends_s=_ends_s(one, since),
        equipment=words_of(one.equipment),
        stretchers=one.stretchers,
        seats=one.seats,
        team_seats=ANY_TEAM,
        rate=ROAD,
        is_serviceable=one.is_serviceable,
    )


def place_of(one: LandingPlace) -> model.Place:
    """Return a landing place in the exact planner's words."""
    return model.Place(
        id=one.id,
        lon=one.at.lon,
        lat=one.at.lat,
        runway_m=LONG_ENOUGH_M if one.runway_m is None else float(one.runway_m),
        surface=one.surface.value,
        has_fuel=one.has_fuel is True,
        is_lit=one.is_lit is True,
        sky="no_go" if one.is_closed else sky_of(one.weather),
    )


def sky_of(weather: Weather) -> model.Sky:
    """Return whether the weather lets aircraft fly; where it is not known it is not held against.

    Plans say so.
    """
    skies: dict[Sky, model.Sky] = {Sky.INSTRUMENTS: "instruments", Sky.NO_GO: "no_go"}
    return skies.get(weather.sky, "go")


def word_of(need: NeedRow) -> str:
    """Return the word under which hospitals that may be asked for a need are known."""
    return f"{need.capability}.{need.level or 0}.{need.ask_of}.{need.ask_level or 0}"


def able_word_of(need: NeedRow) -> str:
    """Return the word under which hospitals known to be able to meet a need are known."""
    return f"{word_of(need)}.known" if need.ask_of else word_of(need)


@lru_cache(maxsize=64)
def words_of(equipment: int) -> tuple[str, ...]:
    """Return equipment as words."""
    return tuple(code for code, bit in MODULE_BITS.items() if equipment & bit)


def _aircraft_of(
    one: Aircraft, now: datetime, since: datetime, figures: Parameters
) -> model.Aircraft:
    """Return an aircraft; ``ready_s`` is when start-up can begin, ``since`` ever if it is now."""
    is_rotor = one.kind is AircraftKind.ROTOR
    reserve_m = figures.rotor_reserve_m if is_rotor else figures.wing_reserve_m
    share = 1.0 - figures.headwind_share
    return model.Aircraft(
        id=one.id,
        kind="rotor" if is_rotor else "wing",
        lon=one.at.lon,
        lat=one.at.lat,
        standing_at=one.standing_at,
        base=one.base,
        ready_s=_seconds(one.ready_at, since) if one.ready_at > now else 0.0,
        duty_ends_s=_ends_s(one, since),
        speed_mps=one.speed_mps * share,
        range_m=max(0.0, one.range_m - reserve_m) * share,
        block_extra_s=one.block_extra_s,
        runway_m=one.runway_need_m,
        surfaces=tuple(sorted({*one.surfaces, Surface.UNKNOWN})),
        flies_night=one.flies_night,
        flies_instruments=one.flies_instruments,
        is_pressurised=one.is_pressurised,
        equipment=words_of(one.equipment),
        stretchers=one.stretchers,
        seats=one.seats,
        rate=str(one.cost_tiyn_per_h / TIYN),
        is_serviceable=one.is_serviceable,
    )


def _hospitals(now: datetime) -> dict[str, model.Hospital]:
    day = national_day(now)
    door_s = parameter(DOOR_TO_TREATMENT, on=now).number
    team_s = parameter(TEAM_READY, on=now).number
    held, needs = held_capabilities(day), tuple(possible_needs(day))
    known: dict[object, tuple[str, ...]] = {}
    found = {}
    for row in inpatient_points():
        own = held.get(row.id)
        profile = _profile(own)
        if profile not in known:
            known[profile] = _able(row.id, own, needs)
        found[f"facility:{row.id}"] = model.Hospital(
            id=f"facility:{row.id}",
            lon=row.lon,
            lat=row.lat,
            capabilities=known[profile],
            door_s=door_s,
            team_ready_s=team_s,
            team_drives=True,
        )
    return found


def _profile(held: Held | None) -> object:
    """Return what two hospitals with the same abilities have in common."""
    return None if held is None else (frozenset(held.levels.items()), held.ended)


def _able(facility: int, held: Held | None, needs: tuple[NeedRow, ...]) -> tuple[str, ...]:
    """Return the needs which a hospital meets, or may be asked to meet; and those it meets."""
    asked = HospitalNeeds(needs, {} if held is None else {facility: held})
    able, unknown = asked.of_hospital(facility)
    may = [word_of(n) for bit, n in enumerate(needs) if (able | unknown) >> bit & 1]
    known = [able_word_of(n) for bit, n in enumerate(needs) if able >> bit & 1]
    return tuple(dict.fromkeys((*may, *known)))


def _handling(figures: Parameters) -> Handling:
    given = {name: float(getattr(figures, name)) for name in _HANDLED}
    return Handling(**given)


_HANDLED: Final = tuple(set(Handling.__struct_fields__) & {f.name for f in fields(Parameters)})


def _ends_s(one: Ambulance | Aircraft, since: datetime) -> float | None:
    return None if one.duty_ends_at is None else (one.duty_ends_at - since).total_seconds()


def _seconds(moment: datetime, since: datetime) -> float:
    return max(0.0, (moment - since).total_seconds())
