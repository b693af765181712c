"""The ways of a mission which has not left: its own and those without its vehicle."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.planning.plans import Code, Subject
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.forecasts import Forecast
from qanat.response.dispatch.rules.ways import Look, Other
from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, propose_for
from qanat.response.dispatch.suggest.replanning import PURPOSE
from qanat.response.dispatch.suggest.wanting import PlaceUnknown

LATE: Final = timedelta(minutes=5)
"""Less is no reason to say that a mission is late."""
CAN_GO: Final = frozenset({Code.LATER_THAN_SHOWN, Code.GAINS_NOTHING, Code.BUSY_UNTIL})
TOLD_ELSEWHERE: Final = frozenset({Code.UNSERVICEABLE})
"""A vehicle out of service has an alert of its own."""
MOST_OTHERS: Final = 12


def look_at(one: Forecast, now: datetime) -> Look | None:
    """Return what is seen of a mission's ways; ``None`` if nothing was promised for it.

    One question to the planner, in which what is promised to the mission counts as free. Its own
    way keeps the promised moment and its delay; so its others are not held against a plan that
    begins anew each minute.
    """
    served = Request.objects.filter(served_by__mission=one.id).select_related(
        "settlement", "sending_facility__settlement", "accepting_facility__settlement"
    )
    row, care_at = served.order_by("id").first(), one.treated_at
    if row is None or care_at is None:
        return None
    try:
        answer = propose_for(SYSTEM, row, now, but_for=(PURPOSE, one.id))
    except PlaceUnknown:
        return None
    own = f"aircraft:{one.aircraft_id}" if one.aircraft_id else f"ambulance:{one.ambulance_id}"
    moved = [p for p in answer.proposals if p.is_as_decided and p.plan.units]
    others = [p for p in moved if own not in p.plan.units]
    has_own = any(own in p.plan.units for p in answer.proposals)
    return Look(
        at=now,
        care_at=care_at,
        why_not="" if has_own else _why_not(answer, own),
        is_late=one.outlook.delay >= LATE,
        others=tuple(_others(others[:MOST_OTHERS], answer)),
    )


def _others(proposals: Iterable[Proposal], answer: Proposals) -> Iterator[Other]:
    for one in proposals:
        if one.plan.definitive_at is not None:
            names = tuple(answer.names.of(unit) for unit in one.plan.units)
            yield Other(one.plan.units, names, one.plan.definitive_at)


def _why_not(answer: Proposals, own: str) -> str:
    """Return the code of the reason why a mission's own vehicle can't go; "" if it can."""
    kind = Subject.AIRCRAFT if own.startswith("aircraft:") else Subject.AMBULANCE
    codes = [reason.code for one in answer.left_out.of(kind, {own}) for reason in one.reasons]
    if not codes or CAN_GO & {*codes} or TOLD_ELSEWHERE & {*codes}:
        return ""
    return codes[0].value
