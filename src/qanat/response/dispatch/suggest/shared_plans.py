"""A shared flight as a plan of the request that was asked: to be laid beside others."""

from typing import Final

from qanat.engine.geodesy import Point
from qanat.engine.planning.plans import Binding, Family, Leg, LegKind, Plan, Stop, StopKind
from qanat.response.dispatch.suggest.proposals import Proposal, Proposals
from qanat.response.dispatch.suggest.shared_flights import Move, Offer
from qanat.response.dispatch.suggest.wanting import Place

SHARED: Final = "shared:"
EMPTY: Final = {
    LegKind.FLY_WITH_PATIENT: LegKind.FLY_EMPTY,
    LegKind.DRIVE_WITH_PATIENT: LegKind.DRIVE_TO_MEETING,
}
"""What a leg is to the patient who is not on board."""


def shared_key(offer: Offer) -> str:
    """Return how a shared flight is called among the plans of its request."""
    return f"{SHARED}{offer.flight.aircraft_id}:{offer.other.pk}"


def as_proposal(offer: Offer, key: str, answer: Proposals) -> Proposal:
    """Return a shared flight as a plan of the first of its patients; it costs what both cost."""
    flight, own = offer.flight, offer.flight.rides[0]
    carrying = list(dict.fromkeys(m.unit for m in flight.moves if own.request_id in m.aboard))
    closes_at = answer.window_closes_at
    plan = Plan(
        family=Family.RELAY if len(carrying) > 1 else Family.DIRECT,
        units=tuple(dict.fromkeys(move.unit for move in flight.moves)),
        hospital=f"facility:{own.hospital_id}",
        legs=tuple(_leg(move, own.request_id) for move in flight.moves),
        contact_at=own.contact_at,
        definitive_at=own.care_at,
        slack_s=None if closes_at is None else round((closes_at - own.care_at).total_seconds()),
        cost_tiyn=flight.cost_tiyn,
        hand_overs=len(carrying),
        warnings=offer.warnings,
    )
    return Proposal(key, plan, works_until=offer.works_until, charge=offer.charge)


def _leg(move: Move, request_id: int) -> Leg:
    kind = LegKind(move.kind)
    return Leg(
        kind=kind if request_id in move.aboard else EMPTY.get(kind, kind),
        unit=move.unit,
        start=_stop(move.start),
        end=_stop(move.end),
        ready_at=move.depart_at,
        depart_at=move.depart_at,
        arrive_at=move.arrive_at,
        length_m=move.metres,
        binds=Binding.MEETING,
    )


def _stop(place: Place) -> Stop:
    return Stop(StopKind.PLACE, place.name, Point(place.lon, place.lat))
