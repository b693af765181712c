"""The ways of a mission which has not left, and the best of a request without a mission."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from qanat.engine.planning.plans import Code, Subject
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.models import Mission, Plan, Request
from qanat.response.dispatch.queries.forecasts import Forecast
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.queries.windows import windows_of
from qanat.response.dispatch.rules.open_ways import OpenLook
from qanat.response.dispatch.rules.ways import Look, Other
from qanat.response.dispatch.suggest.policies import SOONEST
from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, Wider, propose_for
from qanat.response.dispatch.suggest.replanning import PURPOSE
from qanat.response.dispatch.suggest.sharing import carried_together, share_of
from qanat.response.dispatch.suggest.wanting import PlaceUnknown

LATE: Final = timedelta(minutes=5)
"""Less is no reason to say that a mission is late."""
CAN_GO: Final = frozenset({Code.LATER_THAN_SHOWN, Code.GAINS_NOTHING, Code.BUSY_UNTIL})
TOLD_ELSEWHERE: Final = frozenset({Code.UNSERVICEABLE})
"""A vehicle out of service has an alert of its own."""
MOST_OTHERS: Final = 12
MOST_OPEN: Final = 3
ASKED: Final = (
    *("decision", "need", "icd10", "specialty", "organ", "clamp_at", "onset_at", "needs"),
    "companion",
    *("settlement_id", "lon", "lat", "sending_facility_id", "accepting_facility_id"),
    *("accepts_from", "escorts", "is_isolation_needed", "contraindications", "altitude_limit_m"),
)
"""With other words in these a request asks for something else: its ways are not comparable."""


def look_at(one: Forecast, now: datetime) -> Look | None:
    """Return what is seen of a mission's ways; ``None`` if nothing was promised for it.

    One question to the planner, in which what is promised to the mission counts as free. Its own
    way keeps the promised moment and its delay; so its others are not held against a plan that
    begins anew each minute. Of two patients who share a flight the other ways carry both, and are
    as much sooner as they are for the one to whom it matters less.
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
    mission = get_mission(SYSTEM, one.id)
    is_for_both = bool(carried_together(SYSTEM, mission))
    found = _shared(mission, own, care_at, now) if is_for_both else _others(others, answer)
    return Look(
        at=now,
        care_at=care_at,
        why_not="" if has_own else _why_not(answer, own),
        is_late=one.outlook.delay >= LATE,
        others=tuple(islice(found, MOST_OTHERS)),
        is_for_both=is_for_both,
    )


def _shared(mission: Mission, own: str, care_at: datetime, now: datetime) -> Iterator[Other]:
    """Yield the ways without a mission's aircraft which carry both its patients, soonest first.

    The promise to the second is read from the plan that was chosen; where none is on record, the
    first alone is looked at.
    """
    try:
        offers = share_of(SYSTEM, mission, now, SOONEST, MOST_OTHERS, without={own}).offers
    except PlaceUnknown:
        return
    promised = _promised(mission)
    first = promised.get(offers[0].flight.rides[0].number) if offers else None
    delay = care_at - first if first else timedelta(0)
    ways = []
    for offer in offers:
        leads = [
            promised[ride.number] + delay - ride.care_at
            for ride in offer.flight.rides
            if ride.number in promised
        ]
        lead = min(leads, default=care_at - offer.flight.rides[0].care_at)
        vehicles = {move.unit: move.name for move in offer.flight.moves}
        ways.append(Other(tuple(vehicles), tuple(vehicles.values()), care_at - lead))
    yield from sorted(ways, key=lambda way: way.care_at)


def _promised(mission: Mission) -> dict[str, datetime]:
    """Return when care was to begin of each patient of a shared flight, by number of request."""
    chosen = Plan.objects.filter(mission=mission).order_by("-id").values_list("chosen", flat=True)
    rides = (chosen.first() or {}).get("rides", ())
    return {one["number"]: datetime.fromisoformat(one["definitive_at"]) for one in rides}


def look_at_open(row: Request, units: Collection[str], now: datetime) -> OpenLook | None:
    """Return the best way of a request; ``None`` if nobody knows where the patient is.

    One question to the planner. Why the vehicles of the best way known before can't go is asked
    only where they are in no way any more.
    """
    try:
        answer = propose_for(SYSTEM, row, now, wider=Wider(most=MOST_OPEN))
    except PlaceUnknown:
        return None
    plans = [p.plan for p in answer.proposals if p.is_as_decided and p.plan.units]
    timed = [(plan.definitive_at, plan) for plan in plans if plan.definitive_at is not None]
    care_at, best = min(timed, key=lambda one: one[0], default=(None, None))
    going = {unit for plan in plans for unit in plan.units}
    lost = [unit for unit in units if unit not in going]
    reasons = (_why_not(answer, unit, frozenset()) for unit in lost)
    told = repr([getattr(row, name) for name in ASKED]).encode()
    return OpenLook(
        at=now,
        about=hashlib.sha256(told).hexdigest()[:32],
        care_s=None if care_at is None else round((care_at - answer.at).total_seconds()),
        units=best.units if best else (),
        names=tuple(answer.names.of(unit) for unit in best.units) if best else (),
        why=next((why for why in reasons if why), ""),
        windows=tuple(window.closes_at for window in windows_of(row, now)),
    )


def _others(proposals: Iterable[Proposal], answer: Proposals) -> Iterator[Other]:
    for one in proposals:
        if one.plan.definitive_at is not None:
            names = tuple(answer.names.of(unit) for unit in one.plan.units)
            yield Other(one.plan.units, names, one.plan.definitive_at)


def _why_not(answer: Proposals, own: str, elsewhere: frozenset[Code] = TOLD_ELSEWHERE) -> str:
    """Return the code of the reason why a vehicle can't go; "" if it can."""
    kind = Subject.AIRCRAFT if own.startswith("aircraft:") else Subject.AMBULANCE
    codes = [reason.code for one in answer.left_out.of(kind, {own}) for reason in one.reasons]
    if not codes or CAN_GO & {*codes} or elsewhere & {*codes}:
        return ""
    return codes[0].value
