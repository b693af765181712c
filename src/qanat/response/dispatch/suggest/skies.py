"""Whether the weather lets aircraft land where the planner would have them land."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from qanat.engine.planning.problem import LandingPlace, Sky, Weather
from qanat.response.weather.judging import Place, Skies, Verdict

SKIES: Final = {
    Verdict.SIGHT: Sky.GO,
    Verdict.INSTRUMENTS: Sky.INSTRUMENTS,
    Verdict.NOBODY: Sky.NO_GO,
    Verdict.UNKNOWN: Sky.UNKNOWN,
}


def with_weather(sites: Sequence[LandingPlace], skies: Skies) -> tuple[LandingPlace, ...]:
    """Return landing places with their weather, as far as somebody stated it."""
    found = skies.of([(_key(site.id), site.at.lon, site.at.lat) for site in sites])
    return tuple(
        replace(site, weather=_weather(place)) if place.known else site
        for site, place in zip(sites, found, strict=True)
    )


def weather_of(site: LandingPlace, skies: Skies) -> Place:
    """Return what is known of the weather at a landing place, for people."""
    return skies.at(_key(site.id), site.at.lon, site.at.lat)


def forbidden_from(
    site: LandingPlace, skies: Skies, until: datetime, *, flies_instruments: bool
) -> datetime | None:
    """Return from when the forecast forbids an aircraft a place, if it does before a moment."""
    place = weather_of(site, skies)
    may = {Verdict.SIGHT, Verdict.UNKNOWN} | ({Verdict.INSTRUMENTS} if flies_instruments else set())
    judged = skies.forecast(place, _key(site.id), until)
    return next((max(since, skies.now) for since, verdict in judged if verdict not in may), None)


def _weather(place: Place) -> Weather:
    at = place.known.observed_at if place.known else None
    return Weather(SKIES[place.judged.verdict], at)


def _key(name: str) -> tuple[str, int]:
    kind, _colon, number = name.partition(":")
    return kind, int(number or 0)
