"""What people call the ids of plans."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from qanat.engine.geodesy import Point, initial_bearing_deg
from qanat.engine.planning import plans as engine
from qanat.foundation.kept import kept
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import inpatient_points
from qanat.registry.fleet.queries.aircraft import base_rows
from qanat.registry.places.queries import nearest_town
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.stops import away_name
from qanat.response.dispatch.suggest import places
from qanat.response.dispatch.suggest.exact.asking import Posed
from qanat.response.dispatch.suggest.exact.leaving import GATE
from qanat.response.dispatch.suggest.needs import HospitalNeeds
from qanat.response.dispatch.suggest.skies import weather_of
from qanat.response.dispatch.suggest.wanting import Place
from qanat.response.weather.judging import NOWHERE
from qanat.response.weather.judging import Place as Weather

SCENE: Final = "scene"
NEAR_M: Final = 60_000.0
"""Within so much of a town a vehicle on its way is named by it alone."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a person calls the ids of an answer."""

    units: Mapping[str, str]
    hospitals: Mapping[str, Place]
    places: Mapping[str, Place]
    scene: Place
    stands: Mapping[str, Place]
    """Where aircraft stand which are at their base."""
    needs: HospitalNeeds = field(default_factory=lambda: HospitalNeeds((), {}))
    """What was asked of hospitals."""
    weather: Callable[[str], Weather] = lambda _name: NOWHERE
    """Tells the weather of a landing place by its id."""

    def stop(self, stop: engine.Stop) -> Place:
        """Return a stop with its name."""
        if stop.kind is engine.StopKind.SCENE:
            return self.scene
        known = self.hospitals.get(stop.id) or self.places.get(stop.id) or self.stands.get(stop.id)
        if known:
            return known
        found = nearest_town(stop.at.lon, stop.at.lat)
        if found is None:
            return Place(self.units.get(stop.id, stop.id), stop.at.lon, stop.at.lat, "KZ", "")
        town, away_m = found
        if away_m <= NEAR_M:
            return Place(local(town.names), stop.at.lon, stop.at.lat, "KZ", town.region_code)
        course = initial_bearing_deg(Point(town.lon, town.lat), stop.at)
        name = away_name(local(town.names), away_m, course)
        return Place(name, stop.at.lon, stop.at.lat, "KZ", "")

    def of(self, subject: str) -> str:
        """Return the name of a unit, hospital or place by its id."""
        if subject in self.units:
            return self.units[subject]
        if subject == SCENE:
            return self.scene.name
        known = self.hospitals.get(subject) or self.places.get(subject)
        return known.name if known else subject


def names_of(posed: Posed, row: Request) -> Names:
    """Return the names of everything there is to plan with, in the active language."""
    bases = _bases()
    return Names(
        units=posed.current.names,
        hospitals=_hospitals() | _abroad(row),
        places=_landing(row.country_abroad) | bases,
        scene=posed.scene,
        stands={
            one.id: bases[one.base]
            for one in posed.current.aircraft.values()
            if one.standing_at is not None and one.standing_at == one.base and one.base in bases
        },
        needs=posed.needs,
        weather=partial(_weather, posed),
    )


def _abroad(row: Request) -> dict[str, Place]:
    """Return who takes over abroad: the hospital as it was told, and the airport there."""
    at = row.receiving_airfield
    if not row.is_for_abroad or at is None:
        return {}
    name = " · ".join(filter(None, (row.accepting_name, local(at.name))))
    return {GATE: Place(name, at.lon, at.lat, at.country_id, "")}


def _weather(posed: Posed, name: str) -> Weather:
    sites = posed.current.landing
    site = posed.wanted.landing if name == SCENE else sites.get(name)
    return NOWHERE if site is None else weather_of(site, posed.current.ground.skies)


def place_names() -> dict[str, Place]:
    """Return what people call every landing place and base of the country, by its id."""
    return _landing(places.OWN_COUNTRY) | _bases()


@kept(seconds=30)
def _hospitals() -> dict[str, Place]:
    rows = inpatient_points()
    return {f"facility:{r.id}": Place(r.name, r.lon, r.lat, "KZ", r.region_code) for r in rows}


@kept(seconds=30)
def _landing(country: str) -> dict[str, Place]:
    return {
        f"{r.kind}:{r.id}": Place(r.name, r.lon, r.lat, r.country_code, r.region_code or "")
        for r in places.landing_rows(country)
    }


@kept(seconds=30)
def _bases() -> dict[str, Place]:
    return {
        f"airfield:{r.airfield_id}" if r.airfield_id else f"base:{r.id}": Place(
            local(r.name), r.lon, r.lat, "KZ", r.region
        )
        for r in base_rows()
    }
