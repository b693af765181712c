"""Weather: stated in batches, read."""

from typing import Final

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.wire.weather import (
    NotTakenOut,
    PlaceIn,
    ReportIn,
    ValuesIn,
    WeatherIn,
    WeatherList,
    WeatherOut,
    WeatherQuery,
    WeatherTaken,
)
from qanat.response.weather.commands import Statement, TooManyReports, state_weather
from qanat.response.weather.judging import Conditions, skies_at
from qanat.response.weather.permissions import SEE, STATE
from qanat.response.weather.queries import weather_rows

MOST_BYTES: Final = 2**20


@endpoint("POST", "/weather", needs=STATE, most_bytes=MOST_BYTES, errors=(TooManyReports,))
def state(call: Call, body: WeatherIn) -> WeatherTaken:
    """State the weather of places: reports as they are written, and values.

    What can't be read, or is of a place which is not known, is not taken and told by its number;
    the rest is. The same statement twice is stored once. Plans use it at once.
    """
    taken = state_weather(
        call.actor,
        statements=[*map(_report, body.reports), *map(_values, body.values)],
        source=body.source,
        now=call.now,
    )
    problems = tuple(
        NotTakenOut(number=number, problem=problem.value)
        for number, problem in taken.problems.items()
    )
    return WeatherTaken(new=taken.new, repeated=taken.repeated, problems=problems)


@endpoint("GET", "/weather", needs=SEE)
def read_weather(call: Call, query: WeatherQuery) -> WeatherList:
    """Read what is known of the weather now, of a region or of all."""
    rows = weather_rows(call.actor, call.now, query.region)
    spots = [(row.known.place, row.known.lon, row.known.lat) for row in rows]
    judged = skies_at(call.now).of(spots)
    return WeatherList(
        items=tuple(
            WeatherOut(
                kind=row.known.place[0],
                id=row.known.place[1],
                name=row.name,
                code=row.code,
                region=row.region,
                form=row.known.form,
                observed_at=row.known.observed_at,
                until=row.until,
                is_stale=row.known.is_stale,
                wind_mps=row.known.conditions.wind_mps,
                gust_mps=row.known.conditions.gust_mps,
                visibility_m=row.known.conditions.visibility_m,
                ceiling_m=row.known.conditions.ceiling_m,
                phenomena=row.known.conditions.phenomena,
                flying=place.judged.verdict.value,
                text=row.text,
                forecast=row.forecast,
                unread=row.unread,
                source=row.source,
                is_synthetic=row.is_synthetic,
            )
            for row, place in zip(rows, judged, strict=True)
        )
    )


def _report(one: ReportIn) -> Statement:
    return Statement(text=one.text, place=_place(one.place))


def _values(one: ValuesIn) -> Statement:
    seen = Conditions(
        wind_mps=one.wind_mps,
        gust_mps=one.gust_mps,
        visibility_m=one.visibility_m,
        ceiling_m=one.ceiling_m,
        phenomena=one.phenomena,
    )
    return Statement(
        text=one.note,
        place=_place(one.place),
        at=one.observed_at,
        until=one.until,
        conditions=seen,
    )


def _place(place: PlaceIn | None) -> tuple[str, int] | None:
    return None if place is None else (place.kind, place.id)
