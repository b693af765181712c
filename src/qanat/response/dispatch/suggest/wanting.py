"""What a request asks of the planner, in the planner's words: where, for whom, by which figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qanat.engine.geodesy import Point
from qanat.engine.planning.problem import LandingPlace, Parameters
from qanat.engine.planning.problem import Request as Wanted
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict
from qanat.registry.facilities.queries import facility_title
from qanat.registry.places.queries import get_settlement
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.parameters import FIGURES, TEAM_SIZE
from qanat.response.dispatch.suggest.needs import Equipment
from qanat.response.dispatch.suggest.skies import with_weather
from qanat.response.weather.judging import Skies

CONTRAINDICATED_LOW = frozenset({"pneumothorax", "ileus", "intraocular_gas", "pneumocephalus"})
HOME = "KZ"
SPECIALIST_NEEDS = frozenset({"specialist", "operation"})


class PlaceUnknown(Conflict):
    """Without a place there is nothing to plan."""

    status = 422
    code = "place_unknown"
    text = _("The place of “%(number)s” is not known. Enter the hospital or the settlement.")


class RecipientUnknown(PlaceUnknown):
    """An organ goes to its recipient, and nowhere else."""

    code = "recipient_unknown"
    text = _("Where the recipient of “%(number)s” is, is not known. Enter the accepting hospital.")


class AirportUnknown(PlaceUnknown):
    """A patient abroad is fetched from an airport there."""

    code = "airport_unknown"
    text = _(
        "Where the patient of “%(number)s” is abroad, is not known. Enter an airport there, or"
        " coordinates."
    )


class ReceiverAirportUnknown(PlaceUnknown):
    """Who is treated abroad is flown to an airport there."""

    code = "receiver_airport_unknown"
    text = _(
        "At which airport abroad the patient of “%(number)s” is taken over, is not known. Name it."
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A stop with its name and where it lies."""

    name: str
    lon: float
    lat: float
    country: str
    region: str


def wanted_of(
    row: Request,
    people: int,
    scene: Place,
    now: datetime,
    equipment: Equipment,
    skies: Skies,
    **of_hospitals: Any,
) -> Wanted:
    """Return what a request asks for; what it asks of hospitals is given."""
    at = Point(scene.lon, scene.lat)
    return Wanted(
        scene=at,
        now=now,
        landing=with_weather([LandingPlace(id="scene", at=at)], skies)[0],
        equipment=equipment.mask,
        stretchers=max(1, people),
        escorts=row.escorts,
        needs_pressurised=bool(CONTRAINDICATED_LOW & set(row.contraindications)),
        max_cabin_altitude_m=row.altitude_limit_m,
        may_treat_on_site=row.need in SPECIALIST_NEEDS or row.decision == "fly_specialist",
        team_size=round(parameter(TEAM_SIZE, on=now).number),
        may_consult=row.state != "approved",
        **of_hospitals,
    )


def scene_of(row: Request) -> Place:
    """Return where the patient of a request is.

    Raises:
        PlaceUnknown: if nobody knows, or nobody is to plan from there.
    """
    if row.is_for_abroad and row.receiving_airfield_id is None:
        raise ReceiverAirportUnknown(number=row.number)
    country, region = row.country_id, row.region_id or ""
    if row.lon is not None and row.lat is not None:
        return Place(row.place or row.number, row.lon, row.lat, country, region)
    if row.sending_facility is not None:
        at = row.sending_facility
        return Place(facility_title(at), at.lon, at.lat, country, region)
    if row.settlement_id is not None:
        town = get_settlement(row.settlement_id)
        return Place(town.name, town.lon, town.lat, country, region)
    raise (PlaceUnknown if country == HOME else AirportUnknown)(number=row.number)


def chosen_hospital(row: Request) -> int | None:
    """Return the hospital which people chose; that of a former plan binds no other plan."""
    return None if row.is_receiver_planned else row.accepting_facility_id


def parameters_of(now: datetime, most: int | None) -> Parameters:
    """Return the figures of planning which hold at a moment."""
    figures = {name: parameter(key, on=now).number for name, key in FIGURES.items()}
    figures["limit"] = most or figures["limit"]
    whole = {n: round(v) for n, v in figures.items() if n.endswith("_s") or n == "limit"}
    return Parameters(**(figures | whole))  # type: ignore[arg-type] # whole numbers where due
