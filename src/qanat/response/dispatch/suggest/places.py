"""Roads and landing places as the planner wants them; kept by the process while they hold."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings

from qanat.engine.geodesy import Point
from qanat.engine.planning.problem import LandingPlace, Surface
from qanat.engine.roads import RoadLink, RoadNetwork, Town
from qanat.engine.travel import OffGraphRoads, Range, RoadClass, RoadModel, RoadTimes
from qanat.foundation.days import national_day
from qanat.foundation.kept import kept
from qanat.foundation.parameters.queries import parameter
from qanat.registry.places.queries import (
    LandingRow,
    closed_landing,
    closed_links,
    landing_places,
    road_links,
    road_towns,
)
from qanat.response.dispatch.parameters import (
    OFF_GRAPH_SPEED,
    OFF_ROAD_DETOUR,
    ROAD_SPEEDS,
    SEASON,
    SEASON_HIGH,
    SEASON_LOW,
)
from qanat.response.dispatch.suggest.routers import RoutedRoads, router_now

KMH = 1 / 3.6
OWN_COUNTRY = "KZ"
ALWAYS = timedelta(days=4)
ROUND_THE_CLOCK = frozenset({"H24", "24/7", "24"})
WITHIN = timedelta(minutes=1) - timedelta.resolution
"""Plans are of whole minutes; what is said within the minute counts for all of it."""


def landing(now: datetime, country: str = OWN_COUNTRY) -> tuple[LandingPlace, ...]:
    """Return every landing place of a country."""
    closed = closed_landing(now + WITHIN)
    rows = _rows(country)
    return tuple(_place(row, now, is_closed=(row.kind, row.id) in closed) for row in rows)


def landing_rows(abroad: str = "") -> tuple[LandingRow, ...]:
    """Return every landing place of the country, and of one abroad, as of some seconds ago."""
    rows = _rows(OWN_COUNTRY)
    return (*rows, *_rows(abroad)) if abroad not in {"", OWN_COUNTRY} else rows


@kept(seconds=30)
def _rows(country: str) -> tuple[LandingRow, ...]:
    return tuple(landing_places(country))


def roads(now: datetime) -> RoadTimes:
    """Return the road times of now: of a router, of the network without closed links, estimates.

    Another object is returned as soon as the router, a closure or a parameter is another.
    """
    closed, on = closed_links(now + WITHIN), national_day(now)
    network, whole = _network(closed, on), _network(frozenset(), on)
    router = router_now(settings.QANAT_ROUTER_URL)
    if router is None or not isinstance(network, RoadNetwork) or not isinstance(whole, RoadNetwork):
        return network
    return _routed(router, network, whole)


_routed = lru_cache(maxsize=4)(RoutedRoads)


@lru_cache(maxsize=4)
def _network(closed: frozenset[str], on: date) -> RoadTimes:
    model = _model(on)
    towns = tuple(Town(t.name, Point(t.lon, t.lat)) for t in road_towns())
    if not towns:
        return OffGraphRoads(model)
    links = tuple(
        RoadLink(r.id, r.a, r.b, r.length_m, RoadClass(r.road_class), r.road_code)
        for r in road_links()
    )
    return RoadNetwork(towns, links, model, closed=closed)


def _model(on: date) -> RoadModel:
    def number(key: str) -> float:
        return parameter(key, on=on).number

    def around(kmh: float) -> Range:
        return Range(kmh * 0.8 * KMH, kmh * KMH, kmh * 1.15 * KMH)

    detour = number(OFF_ROAD_DETOUR)
    return RoadModel(
        speeds_mps={c: around(number(ROAD_SPEEDS[c.value])) for c in RoadClass},
        off_graph_mps=around(number(OFF_GRAPH_SPEED)),
        detour=Range(1.0, detour, detour * 1.3),
        season=Range(number(SEASON_LOW), number(SEASON), number(SEASON_HIGH)),
    )


def _place(row: LandingRow, now: datetime, *, is_closed: bool) -> LandingPlace:
    always = ((now - ALWAYS, now + ALWAYS),) if row.hours.upper() in ROUND_THE_CLOCK else None
    return LandingPlace(
        id=f"{row.kind}:{row.id}",
        at=Point(row.lon, row.lat),
        runway_m=row.runway_m,
        surface=Surface(row.surface) if row.surface in set(Surface) else Surface.UNKNOWN,
        is_lit=row.is_lit,
        has_fuel=row.has_fuel,
        open=always,
        is_closed=is_closed,
    )
