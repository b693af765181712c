"""The flights in the air: what was heard of each last, and how far its silence has gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from qanat.foundation.actors import SYSTEM, Actor
from qanat.response.dispatch.queries.forecasts import Forecast, forecasts
from qanat.response.following.models import FlightReport, ReportKind
from qanat.response.following.parameters import norms
from qanat.response.following.rules import Silence, silence
from qanat.response.tracking.queries import PositionRow, positions


@dataclass(frozen=True, slots=True)
class Flight:
    """A flight in the air.

    Attributes:
        heard_at: the last word of it: a position, a report by radio, or its take-off.
        seen: the newest position since its take-off, if there is one.
    """

    mission: Forecast
    heard_at: datetime
    silence: Silence
    seen: PositionRow | None


def flights(actor: Actor, now: datetime) -> list[Flight]:
    """Return the flights in the air which the actor may see: the longest silence first."""
    return flights_of(forecasts(actor, now), now)


def flights_of(missions: Iterable[Forecast], now: datetime) -> list[Flight]:
    """Return those of some missions which are in the air: the longest silence first."""
    aloft = [(one, one.aloft_since) for one in missions if one.aloft_since is not None]
    if not aloft:
        return []
    craft = [one.aircraft_id for one, _off in aloft if one.aircraft_id is not None]
    seen = {p.vehicle_id: p for p in positions(SYSTEM, now, "aircraft", craft)}
    ids = [one.id for one, _off in aloft]
    said, fuel = _said(ids), _fuel(ids)
    wanted = norms(now)
    found = []
    for one, off in aloft:
        position = seen.get(one.aircraft_id or 0)
        position = position if position is not None and position.at >= off else None
        heard = max(off, position.at if position else off, said.get(one.id, off))
        found.append(Flight(one, heard, silence(heard, now, wanted, fuel.get(one.id)), position))
    return sorted(found, key=lambda flight: (flight.heard_at, flight.mission.id))


def _fuel(mission_ids: list[int]) -> dict[int, datetime]:
    """Return until when the fuel of each mission lasts, as its crew said last."""
    rows = FlightReport.objects.filter(mission__in=mission_ids, endurance_min__isnull=False)
    told = rows.order_by("at", "id").values_list("mission_id", "at", "endurance_min")
    return {pk: at + timedelta(minutes=minutes or 0) for pk, at, minutes in told}


def _said(mission_ids: list[int]) -> dict[int, datetime]:
    """Return when each mission was last heard by radio or telephone."""
    rows = FlightReport.objects.filter(mission__in=mission_ids).exclude(kind=ReportKind.NO_ANSWER)
    return dict(rows.values("mission").annotate(last=Max("at")).values_list("mission", "last"))
