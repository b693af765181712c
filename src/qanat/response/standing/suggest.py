"""Whom the free aircraft reach now, and where one of them would be worth more.

A helicopter reaches a town through the air; an aeroplane by an airfield it may use, to which the
patient is driven meanwhile. By night only those count which fly by night, to lit airfields.

Source:
    docs/sources.md#coverage
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.coverage import Move, best_moves, losses
from qanat.engine.daylight import seconds_since_2000, sun_elevations_deg
from qanat.engine.geodesy import Point, great_circle_m, great_circles_m
from qanat.engine.planning.problem import Aircraft, AircraftKind, LandingPlace, Surface
from qanat.foundation.kept import kept
from qanat.foundation.parameters.queries import parameter
from qanat.registry.fleet.queries.aircraft import base_rows
from qanat.registry.fleet.queries.rows import AircraftRow, BaseRow
from qanat.registry.places.queries import SettlementRow, settlement_rows
from qanat.response.dispatch.parameters import FIGURES
from qanat.response.dispatch.suggest import places, units
from qanat.response.dispatch.suggest.needs import Equipment
from qanat.response.standing.parameters import BUSY, LEAST_GAIN, LONGEST_MOVE, REACH

MOST_MOVES: Final = 5
THERE_AND_BACK: Final = 2.0
"""An aircraft counts for places from which it comes back without refuelling."""


@dataclass(frozen=True, slots=True)
class Advice:
    """To move an aircraft, after those advised before.

    Attributes:
        people: how many more are expected to be reached in time.
        flight_s: of moving there.
    """

    aircraft: AircraftRow
    at: tuple[float, float]
    base: BaseRow
    people: float
    flight_s: float


@dataclass(frozen=True, slots=True)
class Cover:
    """How many people live somewhere, and how many of them are expected to be reached in time."""

    people: float
    now: float
    advised: float

    @property
    def share(self) -> float:
        """Return the share that is covered now, per cent."""
        return 100 * self.now / self.people if self.people else 0.0

    @property
    def advised_share(self) -> float:
        """Return the share after what is advised, per cent."""
        return 100 * self.advised / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """The coverage of a moment.

    Attributes:
        free: aircraft which are serviceable and in no mission.
        grounded: how many of them stand in the dark and fly by day only.
        all: aircraft there are.
        nation: everybody.
        regions: by code.
        unreached: towns which no free aircraft reaches in time, the largest first.
        at: where the free aircraft are.
        lost: how many people fewer are expected to be reached without each of them.
    """

    now: datetime
    reach_min: float
    free: tuple[AircraftRow, ...]
    grounded: int
    all: int
    nation: Cover
    regions: Mapping[str, Cover]
    unreached: tuple[SettlementRow, ...]
    advice: tuple[Advice, ...]
    at: Mapping[int, tuple[float, float]]
    lost: Mapping[str, float]


def people_lost(minute: datetime) -> Mapping[str, float]:
    """Return how many people fewer are expected to be reached while each aircraft is away."""
    return standing(minute).lost


@kept(seconds=20)
def standing(minute: datetime) -> Standing:
    """Return the coverage at a whole minute; the same for everybody who may see it."""
    found, _bases, rows = units.aircraft(minute, Equipment(0))
    free = [one for one in found if one.is_serviceable and one.ready_at <= minute]
    towns = [town for town in settlement_rows() if town.population]
    reaching = _Reaching(minute, towns)
    demand = np.array([float(town.population or 0) for town in towns])
    busy = parameter(BUSY, on=minute).number
    reach = np.array([reaching.of(one, _at(one)) for one in free], dtype=bool)
    reach = reach.reshape(len(free), len(towns))
    advised, advice = _advised(free, rows, reach, demand, busy, reaching)
    lost = losses(reach, demand, busy)
    now, then = _expected(reach, demand, busy), _expected(advised, demand, busy)
    codes = np.array([town.region_code for town in towns])
    regions = {
        str(code): _cover(demand, now, then, codes == code) for code in sorted(set(codes.tolist()))
    }
    return Standing(
        now=minute,
        reach_min=parameter(REACH, on=minute).number,
        free=tuple(rows[one.id] for one in free),
        grounded=sum(reaching.waits_for_day(one, _at(one)) for one in free),
        all=len(found),
        nation=_cover(demand, now, then, np.ones(len(towns), dtype=bool)),
        regions=regions,
        unreached=tuple(towns[int(n)] for n in np.flatnonzero(~np.any(reach, axis=0))),
        advice=tuple(advice),
        at={rows[one.id].id: (one.at.lon, one.at.lat) for one in free},
        lost=dict(zip((one.id for one in free), lost.tolist(), strict=True)),
    )


def _advised(
    free: Sequence[Aircraft],
    rows: Mapping[str, AircraftRow],
    reach: Bools,
    demand: Floats,
    busy: float,
    reaching: "_Reaching",
) -> tuple[Bools, list[Advice]]:
    """Return the reach after the moves that are worth most, one after the other, and the moves."""
    bases, least = base_rows(), parameter(LEAST_GAIN, on=reaching.now).number
    if not (bases and free):
        return reach, []
    could = np.array([[reaching.from_base(one, base) for base in bases] for one in free])
    reach, moves = reach.copy(), list[Advice]()
    while len(moves) < MOST_MOVES:
        best = _best(reach, could, demand, busy)
        if best.gain < max(least, 1.0):
            break
        one, base = free[best.unit], bases[best.base]
        flight_s = reaching.flight_s(one, base)
        moves.append(Advice(rows[one.id], _at(one), base, best.gain, flight_s))
        reach[best.unit] = could[best.unit, best.base]
        could[best.unit] = reach[best.unit]
    return reach, moves


def _best(reach: Bools, could: Bools, demand: Floats, busy: float) -> Move:
    """Return the one move that is worth most; each aircraft reaches others from a base."""
    moves = [best_moves(reach, could[n], demand, busy)[n] for n in range(len(reach))]
    return max(moves, key=lambda move: (move.gain, -move.unit))


def _expected(reach: Bools, demand: Floats, busy: float) -> Floats:
    """Return how many people of each town are expected to be reached."""
    whole: Floats = demand * (1 - busy ** reach.sum(axis=0))
    return whole


def _cover(demand: Floats, now: Floats, then: Floats, rows: Bools) -> Cover:
    return Cover(*(float(one[rows].sum()) for one in (demand, now, then)))


class _Reaching:
    """Tells which towns an aircraft reaches in time from somewhere."""

    def __init__(self, now: datetime, towns: Sequence[SettlementRow]) -> None:
        self.now = now
        self.towns = np.array([(town.lon, town.lat) for town in towns]).reshape(-1, 2)
        self.within_s = parameter(REACH, on=now).number * 60
        self.move_s = parameter(LONGEST_MOVE, on=now).number * 60
        self.wind = 1 - parameter(FIGURES["headwind_share"], on=now).number
        self.night_deg = parameter(FIGURES["night_below_deg"], on=now).number
        landing = places.landing(now)
        self.fields = [one for one in landing if not one.is_closed and one.runway_m != 0.0]
        self.at = np.array([(one.at.lon, one.at.lat) for one in self.fields]).reshape(-1, 2)
        hour = now.replace(minute=0)
        self.drive_s = _drives_s(self.towns.tobytes(), self.at.tobytes(), hour)
        self.is_night = self._nights(self.towns)
        self.is_dark = self._nights(self.at)

    def of(self, one: Aircraft, at: tuple[float, float]) -> Bools:
        """Return which towns it reaches from somewhere."""
        if self.waits_for_day(one, at):
            return np.zeros(len(self.towns), dtype=bool)
        ready_s = one.start_up_night_s if self._is_night(at) else one.start_up_day_s
        if one.kind is AircraftKind.ROTOR:
            away_m = great_circles_m(np.array([at]), self.towns)[0]
            time_s = self._time_s(one, away_m, ready_s)
            return (time_s <= self.within_s) & (one.flies_night | ~self.is_night)
        usable = np.array([self._may_land(one, field) for field in self.fields], dtype=bool)
        usable &= one.flies_night & np.array([bool(f.is_lit) for f in self.fields]) | ~self.is_dark
        flight_s = self._time_s(one, great_circles_m(np.array([at]), self.at)[0], ready_s)
        flight_s = np.where(usable, flight_s, np.inf)
        met_s = np.maximum(flight_s, self.drive_s).min(axis=1, initial=np.inf)
        reached: Bools = met_s <= self.within_s
        return reached

    def waits_for_day(self, one: Aircraft, at: tuple[float, float]) -> bool:
        """Tell whether it may not set out from somewhere before the day."""
        return not one.flies_night and self._is_night(at)

    def from_base(self, one: Aircraft, base: BaseRow) -> Bools:
        """Return which towns it would reach from a base; none where it can't soon be or land."""
        may = one.kind is AircraftKind.ROTOR or self._is_usable(one, base)
        if may and self.flight_s(one, base) <= self.move_s:
            return self.of(one, (base.lon, base.lat))
        return np.zeros(len(self.towns), dtype=bool)

    def flight_s(self, one: Aircraft, base: BaseRow) -> float:
        """Return how long it flies from where it is to a base, in one flight."""
        away_m = great_circle_m(one.at, Point(base.lon, base.lat))
        if away_m > one.range_m * self.wind:
            return math.inf
        return one.block_extra_s + away_m / (one.speed_mps * self.wind)

    def _time_s(self, one: Aircraft, away_m: Floats, ready_s: float) -> Floats:
        time_s = ready_s + one.block_extra_s + away_m / (one.speed_mps * self.wind)
        return np.where(away_m * THERE_AND_BACK <= one.range_m * self.wind, time_s, np.inf)

    def _is_usable(self, one: Aircraft, base: BaseRow) -> bool:
        key = f"airfield:{base.airfield_id}"
        return any(field.id == key and self._may_land(one, field) for field in self.fields)

    @staticmethod
    def _may_land(one: Aircraft, field: LandingPlace) -> bool:
        is_long = field.runway_m is None or field.runway_m >= one.runway_need_m
        return is_long and field.surface in {*one.surfaces, Surface.UNKNOWN}

    def _is_night(self, at: tuple[float, float]) -> bool:
        return bool(self._nights(np.array([at]))[0])

    def _nights(self, at: Floats) -> Bools:
        if not len(at):
            return np.zeros(0, dtype=bool)
        moment = np.full((len(at), 1), seconds_since_2000(self.now))
        dark: Bools = sun_elevations_deg(at, moment)[:, 0] <= self.night_deg
        return dark


def _at(one: Aircraft) -> tuple[float, float]:
    return one.at.lon, one.at.lat


@kept(seconds=60)
def _drives_s(towns: bytes, fields: bytes, hour: datetime) -> Floats:
    """Return the driving times from towns to airfields, as of some seconds ago."""
    a, b = (np.frombuffer(one).reshape(-1, 2) for one in (towns, fields))
    return places.roads(hour).likely_s(a, b)
