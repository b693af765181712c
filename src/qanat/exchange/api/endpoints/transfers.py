"""The day's planned transfers: the flights proposed together, committed by key."""

from django.core.signing import BadSignature

from qanat.exchange.api.problems import wrong
from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.missions import MissionMade
from qanat.exchange.api.wire.transfers import (
    NotFlownOut,
    TransferChoice,
    TransferFlightOut,
    TransferHopOut,
    TransfersMade,
    TransfersOut,
)
from qanat.foundation.lifecycle import WrongState
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.resources import NotFit
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.commands.transfers import commit_transfers
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.missions import mission_row
from qanat.response.dispatch.suggest.exact.warming import StillWarming, refuse_while_warming
from qanat.response.dispatch.suggest.transfer_keys import key_of, shown
from qanat.response.dispatch.suggest.transfers import Flight, propose_transfers


@endpoint("GET", "/transfers", needs=PLAN, errors=(StillWarming,))
def propose_planned_transfers(call: Call) -> TransfersOut:
    """Propose which flights carry the planned transfers, proved the cheapest."""
    refuse_while_warming()
    found = propose_transfers(call.actor, call.now)
    return TransfersOut(
        proposed_at=call.now,
        waiting=found.waiting,
        cost=found.proof.cost,
        bound=found.proof.bound,
        is_proved=found.proof.is_proven,
        flights=tuple(map(_flight, found.flights)),
        not_flown=tuple(
            NotFlownOut(request_id=row.pk, number=row.number, why=why) for row, why in found.left
        ),
    )


@endpoint(
    "POST",
    "/transfers/missions",
    needs=COMMIT,
    status=201,
    errors=(HasMission, NotFit, ResourceTaken, Stale, WrongState),
)
def commit_planned_transfers(call: Call, body: TransferChoice) -> TransfersMade:
    """Commit some of the proposed flights: what all of them need is promised, or nothing is.

    A proposal is good for fifteen minutes.
    """
    try:
        flights = [shown(key, Flight) for key in dict.fromkeys(body.keys)]
    except BadSignature:
        raise wrong("keys") from None
    made = commit_transfers(call.actor, flights=flights, now=call.now)
    rows = (mission_row(call.actor, mission_id) for mission_id in made)
    return TransfersMade(items=tuple(told_as(MissionMade, row) for row in rows))


def _flight(one: Flight) -> TransferFlightOut:
    return TransferFlightOut(
        key=key_of(one),
        aircraft=one.tail,
        free_at=one.free_at,
        cost_tiyn=one.cost_tiyn,
        requests=tuple(request_id for request_id, _version in one.carried),
        hops=tuple(
            TransferHopOut(
                start=hop.start.name,
                end=hop.end.name,
                depart_at=hop.depart_at,
                arrive_at=hop.arrive_at,
                length_m=hop.metres,
                aboard=tuple(sorted(hop.aboard)),
            )
            for hop in one.hops
        ),
    )
