"""Promises of missions grow with their delay: who is late is not free."""

from datetime import datetime, timedelta

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periodic import every
from qanat.response.commitments.commands import extend
from qanat.response.commitments.queries import CommitmentRow, commitments_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.finding import locked_mission
from qanat.response.dispatch.parameters import PROMISE_MOST, PROMISE_STEP
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.forecasts import Forecast, forecasts
from qanat.response.dispatch.rules.forecast import grown_end
from qanat.response.dispatch.states.missions import ACTIVE

TRAVELLING = frozenset({ResourceKind.PERSON, ResourceKind.MODULE})
"""What travels with the mission's own vehicle from its beginning to its end."""


@command(needs=COMMIT)
def grow_promises(actor: Actor, *, mission_id: int, end_at: datetime, now: datetime) -> bool:
    """Let what a mission needs be promised to it until it is expected to be over.

    Its vehicle and what travels with it until then, an ambulance which meets it by as much
    longer. As far as they are free: the next promise stays, and whoever holds it is told. Tell
    whether anything grew.
    """
    row = locked_mission(actor, mission_id)
    if row.state not in ACTIVE:
        return False
    own = (
        (ResourceKind.AIRCRAFT, row.aircraft_id)
        if row.aircraft_id
        else (ResourceKind.AMBULANCE, row.ambulance_id)
    )
    promises = commitments_of("mission", mission_id)
    until = [one.end_at for one in promises if (one.resource_kind, one.resource_id) == own]
    later = end_at - max(until, default=end_at)
    grown = False
    for promise in promises:
        kind = promise.resource_kind
        if (kind, promise.resource_id) == own or kind in TRAVELLING:
            wanted = end_at
        elif promise.end_at > now:
            wanted = promise.end_at + later
        else:
            continue
        made = extend(actor, commitment_id=promise.id, end_at=wanted)
        grown |= made.end_at > promise.end_at
    return grown


@every(seconds=20)
def grow_late_promises(now: datetime) -> int:
    """Let the promises of all late missions grow; return of how many."""
    step = timedelta(minutes=parameter(PROMISE_STEP, on=now).number)
    most = timedelta(minutes=parameter(PROMISE_MOST, on=now).number)
    return sum(_grow(one, step, most, now) for one in forecasts(SYSTEM, now))


def _grow(one: Forecast, step: timedelta, most: timedelta, now: datetime) -> bool:
    wanted = grown_end(one.outlook.end_at, one.planned_end_at, step)
    wanted = min(wanted, one.planned_end_at + most)
    if wanted <= one.promised_until or _is_blocked(one.next, one.promised_until):
        return False
    return grow_promises(SYSTEM, mission_id=one.id, end_at=wanted, now=now)


def _is_blocked(after: CommitmentRow | None, until: datetime) -> bool:
    return after is not None and after.start_at <= until
