"""Commit flights of planned transfers, each of which carries the patients of several requests."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.engine.selection import ENGINE_VERSION
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid
from qanat.response.dispatch.commands.drafts import LegDraft, MissionDraft, PlanDraft
from qanat.response.dispatch.commands.finding import locked_request
from qanat.response.dispatch.commands.missions import commit_mission
from qanat.response.dispatch.models.missions import LegKind
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.suggest.transfers import Flight


class NoFlightChosen(Invalid):
    """Committing means some flight."""

    code = "no_flight_chosen"
    text = _("Mark at least one flight.")


@command(needs=COMMIT)
def commit_transfers(actor: Actor, *, flights: Sequence[Flight], now: datetime) -> list[int]:
    """Commit flights as they were shown: what all of them need is promised, or nothing is.

    Returns:
        The ids of the missions, in the order of the flights.

    Raises:
        NoFlightChosen: if there is none.
        Stale: if a request was changed since it was shown.
        ResourceTaken: if an aircraft was promised to somebody else meanwhile.
        HasMission: if a request has a mission already.
        NotFit: if an aircraft can't serve any more.
    """
    if not flights:
        raise NoFlightChosen
    for request_id, version in sorted(pair for one in flights for pair in one.carried):
        locked_request(actor, request_id, version)
    return [
        commit_mission(
            actor,
            request_ids=[request_id for request_id, _version in one.carried],
            draft=_draft(one, now),
            now=now,
        )
        for one in flights
    ]


def _draft(flight: Flight, now: datetime) -> MissionDraft:
    legs = tuple(
        LegDraft(
            kind=LegKind.WITH_PATIENT if hop.aboard else LegKind.POSITIONING,
            from_name=hop.start.name[:120],
            from_lon=hop.start.lon,
            from_lat=hop.start.lat,
            to_name=hop.end.name[:120],
            to_lon=hop.end.lon,
            to_lat=hop.end.lat,
            departure_at=hop.depart_at,
            arrival_at=hop.arrive_at,
            distance_m=round(hop.metres),
            from_region=hop.start.region,
            to_region=hop.end.region,
            from_country=hop.start.country,
            to_country=hop.end.country,
        )
        for hop in flight.hops
    )
    told: dict[str, object] = {
        "family": "transfers",
        "units": [flight.tail],
        "hospital": "",
        "contact_at": flight.hops[0].arrive_at.isoformat(),
        "definitive_at": None,
        "slack_s": None,
        "cost_tiyn": flight.cost_tiyn,
        "warnings": [],
        "legs": [
            {
                "kind": "fly_with_patient" if hop.aboard else "fly_empty",
                "unit": flight.tail,
                "from": hop.start.name,
                "to": hop.end.name,
                "depart_at": hop.depart_at.isoformat(),
                "arrive_at": hop.arrive_at.isoformat(),
                "binds": "",
            }
            for hop in flight.hops
        ],
    }
    return MissionDraft(
        mode="air",
        legs=legs,
        aircraft_id=flight.aircraft_id,
        free_at=flight.free_at,
        plan=PlanDraft(engine_version=ENGINE_VERSION, chosen=told, known={"at": now.isoformat()}),
    )
