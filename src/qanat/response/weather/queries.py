"""What is known of the weather now: by place, with age and source; and what is forecast."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.places.queries import region_names
from qanat.registry.places.queries.spots import Key, spots
from qanat.response.weather.models import Report, StatedAs
from qanat.response.weather.parameters import FORBIDDEN, MINIMA, MOST_WIND, STALE
from qanat.response.weather.permissions import SEE
from qanat.response.weather.rules.decoding import Period
from qanat.response.weather.rules.groups import Conditions
from qanat.response.weather.rules.minima import Minima, Minimum

LOST_AFTER: Final = 3
"""A report counts no more when it is this many times older than when it became stale."""
OLDEST: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The newest report of a place which still counts, and its newest forecast.

    Attributes:
        form: of the report; a forecast's where nobody reported.
        conditions: as reported, or as forecast for now.
        periods: of the forecast, those to come and that of now.
    """

    place: Key
    lon: float
    lat: float
    form: str
    observed_at: datetime
    conditions: Conditions
    is_stale: bool
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherRow:
    """What is known of a place, for people."""

    known: Known
    name: str
    code: str
    region: str
    region_name: str
    text: str
    forecast: str
    source: str
    by: str
    until: datetime | None
    unread: tuple[str, ...]
    is_synthetic: bool


def minima(on: datetime) -> Minima:
    """Return what flying needs of the weather, as stated for a moment."""
    values = {key: parameter(name, on=on).number for key, name in MINIMA.items()}

    def of(rules: str) -> Minimum:
        return Minimum(values[rules, "visibility"], values[rules, "ceiling"])

    return Minima(
        day=of("day"),
        night=of("night"),
        instruments=of("instruments"),
        wind_mps=parameter(MOST_WIND, on=on).number,
        forbidden=frozenset(str(row["phenomenon"]) for row in parameter(FORBIDDEN, on=on).rows),
    )


def weather_now(now: datetime) -> list[Known]:
    """Return what is known of every place of which somebody said something that still counts."""
    return [known for known, _report, _forecast in _known(now)]


def weather_rows(actor: Actor, now: datetime, region: str = "") -> list[WeatherRow]:
    """Return the same for people, by region and name; of one region or all."""
    actor.need(SEE)
    found = list(_known(now))
    where = spots([known.place for known, *_rest in found])
    said = {row.by_id for _known, row, _forecast in found if row.form == StatedAs.SAID}
    names, regions = names_of(said), region_names()
    rows = []
    for known, row, forecast in found:
        spot = where[known.place]
        if region and spot.region != region:
            continue
        rows.append(
            WeatherRow(
                known=known,
                name=local(spot.names),
                code=spot.code,
                region=spot.region,
                region_name=regions.get(spot.region, ""),
                text=row.text,
                forecast=forecast.text if forecast and forecast != row else "",
                source=row.source,
                by=names.get(row.by_id, ""),
                until=row.until,
                unread=tuple(row.unread),
                is_synthetic=row.is_synthetic,
            )
        )
    return sorted(rows, key=lambda one: (one.region_name, one.name, one.known.place))


def _known(now: datetime) -> Iterator[tuple[Known, Report, Report | None]]:
    """Yield each place with what is known, the statement it is from, and the newest forecast."""
    stale = timedelta(seconds=parameter(STALE, on=now).number)
    seen, forecasts = _newest(now, is_forecast=False), _newest(now, is_forecast=True)
    counting = {
        key: row
        for key, row in seen.items()
        if row.until is not None or now - row.observed_at <= stale * LOST_AFTER
    }
    where = spots([*counting, *forecasts])
    for key in sorted({*counting, *forecasts}):
        row, forecast = counting.get(key), forecasts.get(key)
        told = row or forecast
        if told is None:
            continue
        periods = _periods(forecast, now) if forecast else ()
        conditions = _conditions(told) if row else _now_of(periods, now)
        if conditions is None:
            continue
        known = Known(
            place=key,
            lon=where[key].lon,
            lat=where[key].lat,
            form=told.form,
            observed_at=told.observed_at,
            conditions=conditions,
            is_stale=row is not None and now - told.observed_at > stale,
            periods=periods,
        )
        yield known, told, forecast


def _newest(now: datetime, *, is_forecast: bool) -> dict[Key, Report]:
    """Return the newest statement of each place that is not over."""
    rows = Report.objects.filter(observed_at__gt=now - OLDEST)
    forecast = rows.filter(form=StatedAs.TAF)
    rows = forecast if is_forecast else rows.exclude(form=StatedAs.TAF)
    by_place = ("airfield_id", "pad_id", "settlement_id")
    newest = rows.order_by(*by_place, "-observed_at", "-id").distinct(*by_place)
    return {row.place: row for row in newest if row.until is None or row.until > now}


def _conditions(row: Report) -> Conditions:
    return Conditions(
        wind_mps=row.wind_mps,
        gust_mps=row.gust_mps,
        visibility_m=row.visibility_m,
        ceiling_m=row.ceiling_m,
        phenomena=tuple(row.phenomena),
    )


def _periods(row: Report, now: datetime) -> tuple[Period, ...]:
    told: Any = msgspec.convert(row.periods, tuple[Period, ...])
    return tuple(period for period in told if period.until > now)


def _now_of(periods: tuple[Period, ...], now: datetime) -> Conditions | None:
    """Return what is forecast for now, but for what comes at times."""
    lasting = (one for one in periods if not one.is_temporary and one.since <= now)
    return next((one.conditions for one in lasting), None)
