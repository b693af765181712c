"""Where and when the sun is up.

Single questions (is it day here, when does the sun set) go to astral. The planner asks for
many places and moments at once: ``sun_elevations_deg`` answers those on arrays, and its tests
hold it against astral.
"""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

import numpy as np
from astral import Observer
from astral.sun import elevation

from qanat.engine.arrays import Floats
from qanat.engine.geodesy import Point

SUNRISE_ELEVATION_DEG: Final = -0.833
"""Centre of the sun when its upper edge is seen on the horizon, refraction included."""

CIVIL_TWILIGHT_ELEVATION_DEG: Final = -6.0
"""Centre of the sun when aviation's night begins and ends (ICAO Annex 2)."""

_J2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)
_SEARCH: Final = timedelta(days=400)
_STEP: Final = timedelta(minutes=10)
_PRECISION: Final = timedelta(seconds=1)


class Light(Enum):
    """How light it is."""

    DAY = "day"
    CIVIL_TWILIGHT = "civil_twilight"
    NIGHT = "night"


def sun_elevation_deg(place: Point, at: datetime) -> float:
    """Return the height of the sun's centre over the horizon, without refraction."""
    _need_zone(at)
    observer = Observer(latitude=place.lat, longitude=place.lon)
    return float(elevation(observer, at.astimezone(UTC), with_refraction=False))


def is_sun_up(place: Point, at: datetime) -> bool:
    """Tell whether the upper edge of the sun stands over the horizon."""
    return sun_elevation_deg(place, at) > SUNRISE_ELEVATION_DEG


def light_at(place: Point, at: datetime) -> Light:
    """Tell day, civil twilight and night apart; twilight still counts as day in aviation."""
    height = sun_elevation_deg(place, at)
    if height > SUNRISE_ELEVATION_DEG:
        return Light.DAY
    return Light.CIVIL_TWILIGHT if height > CIVIL_TWILIGHT_ELEVATION_DEG else Light.NIGHT


def find_next_sunset(place: Point, after: datetime) -> datetime | None:
    """Return the next sunset, to the second; ``None`` if there is none within a year."""
    return find_next_crossing(place, after, SUNRISE_ELEVATION_DEG, is_rising=False)


def find_next_sunrise(place: Point, after: datetime) -> datetime | None:
    """Return the next sunrise, to the second; ``None`` if there is none within a year."""
    return find_next_crossing(place, after, SUNRISE_ELEVATION_DEG, is_rising=True)


def find_next_dusk(place: Point, after: datetime) -> datetime | None:
    """Return the next end of evening civil twilight; ``None`` if there is none within a year."""
    return find_next_crossing(place, after, CIVIL_TWILIGHT_ELEVATION_DEG, is_rising=False)


def find_next_dawn(place: Point, after: datetime) -> datetime | None:
    """Return the next begin of morning civil twilight; ``None`` if none within a year."""
    return find_next_crossing(place, after, CIVIL_TWILIGHT_ELEVATION_DEG, is_rising=True)


def find_next_crossing(
    place: Point, after: datetime, height_deg: float, *, is_rising: bool
) -> datetime | None:
    """Return when the sun next passes a height, to the second.

    Args:
        place: where.
        after: from when on.
        height_deg: height of the sun's centre over the horizon.
        is_rising: whether it comes from below.

    Returns:
        The moment in UTC, or ``None`` if the sun does not pass it within 400 days.
    """
    _need_zone(after)
    start = after.astimezone(UTC)
    for day in range(_SEARCH.days):
        moments = [start + timedelta(days=day) + _STEP * step for step in range(145)]
        seconds = np.array([(moment - _J2000).total_seconds() for moment in moments])
        above = sun_elevations_deg(np.array([[place.lon, place.lat]]), seconds[None, :])[0]
        over = above > height_deg
        passes = np.flatnonzero(over[1:] & ~over[:-1] if is_rising else over[:-1] & ~over[1:])
        if passes.size:
            return _narrowed(place, moments[passes[0]], height_deg, is_rising=is_rising)
    return None


def seconds_since_2000(at: datetime) -> float:
    """Return the seconds since noon UTC of 1 January 2000, as ``sun_elevations_deg`` wants them."""
    _need_zone(at)
    return (at - _J2000).total_seconds()


def sun_elevations_deg(places: Floats, since_2000_s: Floats) -> Floats:
    """Return the height of the sun's centre, without refraction, for many places and moments.

    Low-precision formulas of the Astronomical Almanac: better than 0.02 degrees from 1950 to
    2050, that is about five seconds of sunset at the latitudes of Kazakhstan.

    Args:
        places: degrees, columns longitude and latitude, shape ``(n, 2)``.
        since_2000_s: see ``seconds_since_2000``; shape ``(n, m)`` or ``(1, m)``.

    Returns:
        Degrees over the horizon, shape ``(n, m)``.

    Source:
        docs/sources.md#position-of-the-sun
    """
    days = since_2000_s / 86_400.0
    mean_anomaly = np.radians(357.528 + 0.9856003 * days)
    ecliptic = np.radians(
        280.460 + 0.9856474 * days + 1.915 * np.sin(mean_anomaly) + 0.020 * np.sin(2 * mean_anomaly)
    )
    obliquity = np.radians(23.439 - 0.0000004 * days)
    right_ascension = np.arctan2(np.cos(obliquity) * np.sin(ecliptic), np.cos(ecliptic))
    declination = np.arcsin(np.sin(obliquity) * np.sin(ecliptic))
    sidereal = np.radians(280.46061837 + 360.98564736629 * days)
    hour_angle = sidereal + np.radians(places[:, :1]) - right_ascension
    lat = np.radians(places[:, 1:])
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(
        hour_angle
    )
    height: Floats = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return height


def _narrowed(place: Point, start: datetime, height_deg: float, *, is_rising: bool) -> datetime:
    """Halve the step in which the sun passes a height, down to a second."""
    low, high = start, start + _STEP
    where = np.array([[place.lon, place.lat]])
    while high - low > _PRECISION:
        middle = low + (high - low) / 2
        height = sun_elevations_deg(where, np.array([[seconds_since_2000(middle)]]))[0, 0]
        low, high = (low, middle) if (height > height_deg) == is_rising else (middle, high)
    return high


def _need_zone(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
