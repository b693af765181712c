"""Judge places by the weather that is known of them: who may fly there now, and why not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.daylight import seconds_since_2000, sun_elevations_deg
from qanat.engine.geodesy import great_circles_m
from qanat.foundation.parameters.queries import parameter
from qanat.registry.places.queries.spots import Key
from qanat.response.weather.parameters import NEAR
from qanat.response.weather.queries import Known, minima, weather_now
from qanat.response.weather.rules.groups import Conditions
from qanat.response.weather.rules.minima import Judged, Minima, Verdict, judge

__all__ = ["NOWHERE", "Conditions", "Place", "Skies", "Verdict", "skies_at"]

CIVIL_TWILIGHT_DEG: Final = -6.0
AIRFIELD: Final = "airfield"


UNKNOWN: Final = Judged(Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Place:
    """The weather at a place: who may fly, by which report of which place.

    Attributes:
        known: ``None`` where nobody said anything near enough that still counts.
        away_m: how far the place of the report is.
    """

    judged: Judged = UNKNOWN
    known: Known | None = None
    away_m: float = 0.0


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True)
class Skies:
    """The weather of the nation at a moment: told of any place."""

    now: datetime
    known: Sequence[Known] = ()
    least: Minima | None = None
    near_m: float = 0.0
    _at: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    _told: dict[tuple[Key, float, float], Place] = field(default_factory=dict)

    def at(self, key: Key, lon: float, lat: float) -> Place:
        """Return the weather of one place; whoever asks again is told the same."""
        spot = (key, lon, lat)
        if spot not in self._told:
            self._told[spot] = self.of([spot])[0]
        return self._told[spot]

    def of(self, spots: Sequence[tuple[Key, float, float]]) -> list[Place]:
        """Return the weather of places by key, longitude and latitude."""
        least = self.least
        if not self.known or not spots or least is None:
            return [NOWHERE] * len(spots)
        at = np.array([(lon, lat) for _key, lon, lat in spots])
        own = {one.place: number for number, one in enumerate(self.known)}
        away_m = great_circles_m(at, self._at)
        nearest = away_m.argmin(axis=1)
        found = []
        moments = np.full((len(at), 1), seconds_since_2000(self.now))
        dark = sun_elevations_deg(at, moments)[:, 0] <= CIVIL_TWILIGHT_DEG
        for n, (key, _lon, _lat) in enumerate(spots):
            number = own.get(key, int(nearest[n]))
            away = 0.0 if key in own else float(away_m[n, number])
            if not math.isfinite(away) or away > self.near_m:
                found.append(NOWHERE)
                continue
            known = self.known[number]
            judged = judge(
                known.conditions, least, is_night=bool(dark[n]), has_approach=key[0] == AIRFIELD
            )
            found.append(Place(judged, known, away))
        return found

    def forecast(self, place: Place, key: Key, until: datetime) -> list[tuple[datetime, Verdict]]:
        """Return who may fly somewhere by the forecast, by when that begins, before a moment.

        What comes at times counts like what lasts; darkness is not looked at.
        """
        known, least = place.known, self.least
        if known is None or least is None:
            return []
        has_approach = key[0] == AIRFIELD
        return sorted(
            (
                one.since,
                judge(one.conditions, least, is_night=False, has_approach=has_approach).verdict,
            )
            for one in known.periods
            if one.since < until and one.until > self.now
        )


def skies_at(now: datetime) -> Skies:
    """Return the weather of the nation at a moment."""
    known = weather_now(now)
    at = np.array([(one.lon, one.lat) for one in known]).reshape(-1, 2)
    return Skies(now, known, minima(now), parameter(NEAR, on=now).number * 1_000, at)
