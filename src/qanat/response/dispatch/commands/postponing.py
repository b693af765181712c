"""Move the plan of a mission to a later departure, as far as its promises can move with it."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qanat.events.dispatch import MissionLeavesLater
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict
from qanat.registry.fleet.queries.modules import module_at
from qanat.registry.workforce.queries import duty_covering
from qanat.response.commitments.commands import move
from qanat.response.commitments.queries import (
    CommitmentRow,
    commitments_of,
    taken,
)
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.ending import PURPOSE
from qanat.response.dispatch.commands.finding import locked_mission, touch_mission
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.parameters import OPERATOR_ANSWER
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.arrivals import too_early
from qanat.response.dispatch.queries.crews import on_duty_until
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE


class NothingToWaitFor(Conflict):
    """A mission which has left, or comes when it is expected, does not leave later."""

    code = "nothing_to_wait_for"
    text = _(
        "Mission “%(number)s” has left, or does not come before the hospital takes the patient."
    )


class CannotWait(Conflict):
    """What is promised to a mission is not free later."""

    code = "cannot_wait"
    text = _(
        "Mission “%(number)s” can't leave later: its vehicle is promised to another then, or a "
        "duty ends. Plan it again."
    )


def answer_within(now: datetime) -> timedelta:
    """Return within what time an operator answers."""
    return timedelta(minutes=parameter(OPERATOR_ANSWER, on=now).number)


def postpone(row: Mission, departs_at: datetime) -> bool:
    """Move a locked mission to a later departure; tell whether it departs no earlier by plan.

    Nothing moves if somebody else has what is promised to it, or a duty would end before.
    """
    start, end = row.planned_departure_at, row.planned_end_at
    if start is None or end is None or departs_at <= start:
        return True
    later = departs_at - start
    promised = commitments_of(PURPOSE, row.pk)
    until = on_duty_until(row, end)
    if not all(_is_free(one, later, until) for one in promised):
        return False
    for one in promised:
        move(
            SYSTEM,
            commitment_id=one.id,
            start_at=one.start_at + later,
            end_at=one.end_at + later,
        )
    row.legs.filter(is_dropped=False).update(
        planned_departure_at=F("planned_departure_at") + later,
        planned_arrival_at=F("planned_arrival_at") + later,
    )
    row.planned_departure_at, row.planned_end_at = start + later, end + later
    row.save(update_fields=["planned_departure_at", "planned_end_at"])
    return True


@command(needs=COMMIT)
def leave_later(actor: Actor, *, mission_id: int) -> None:
    """Let a mission leave so much later that the hospital can take its patient on arrival.

    Whoever has said yes to it hears when it leaves.

    Raises:
        NothingToWaitFor: if it has left, or does not come too early.
        CannotWait: if what is promised to it is not free so long.
    """
    row = locked_mission(actor, mission_id)
    served = row.requests.order_by("id") if row.state in BEFORE_DEPARTURE else []
    waits = [one.wait for request in served if (one := too_early(row, request)) is not None]
    if not waits or row.planned_departure_at is None:
        raise NothingToWaitFor(number=row.number)
    if not postpone(row, row.planned_departure_at + max(waits)):
        raise CannotWait(number=row.number)
    announce(MissionLeavesLater(mission_id=row.pk))
    touch_mission(row)


def _is_free(one: CommitmentRow, later: timedelta, duty_until: datetime) -> bool:
    start, end = one.start_at + later, one.end_at + later
    own = (PURPOSE, one.purpose_id)
    if taken(one.resource_kind, [one.resource_id], start, end, but_for=own):
        return False
    if one.resource_kind == ResourceKind.PERSON:
        until = min(end, duty_until + later)
        return duty_covering(one.resource_id, start, until) is not None
    if one.resource_kind == ResourceKind.MODULE:
        return module_at(one.resource_id, end).is_certified
    return True
