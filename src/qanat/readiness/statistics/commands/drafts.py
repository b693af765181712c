"""Rows of a journal put into the words of dispatch and telemedicine."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from qanat.foundation.texts import search_key
from qanat.readiness.statistics.queries.journals import ROUTES
from qanat.readiness.statistics.rules.journal.places import HOME
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.readiness.statistics.rules.journal.vocabulary import (
    Decision,
    Level,
    RequestKind,
    ServiceKind,
)
from qanat.response.dispatch.commands.history import PastMission, PastRequest

OTHER: Final = "other"
_HOUR_S: Final = 3600
SERVICE_KINDS: Final = {
    ServiceKind.TRANSPORT: "transport",
    ServiceKind.ONSITE_CONSULTATION: "onsite_consultation",
    ServiceKind.OPERATION: "operation",
    ServiceKind.ORGAN_TRANSPORT: "organ",
    ServiceKind.TRANSPLANT_TEAM: "organ",
}
_NEEDS: Final = (
    (frozenset({ServiceKind.ORGAN_TRANSPORT, ServiceKind.TRANSPLANT_TEAM}), "organ"),
    (frozenset({ServiceKind.TRANSPORT}), "transport"),
    (frozenset({ServiceKind.OPERATION}), "operation"),
    (frozenset({ServiceKind.ONSITE_CONSULTATION}), "specialist"),
)
_DECISIONS: Final = {
    Decision.DECLINED: "decline",
    Decision.WITHDRAWN: "withdraw",
    Decision.REMOTE_ONLY: "remote",
    Decision.GROUND_ONLY: "ground",
}


def past_request(rows: Sequence[JournalRecord], reasons: Mapping[str, str]) -> PastRequest:
    """Return the request of which some rows speak; the first row tells what is told once.

    Args:
        rows: rows of one request, by number.
        reasons: folded words of reasons for declining -> code.
    """
    first = rows[0]
    is_flown = any(row.flight_no and row.departed_at for row in rows)
    decision = _decision(rows, is_flown=is_flown)
    told = next((row.decline_reason for row in rows if row.decline_reason), "")
    is_declined = decision in {"decline", "withdraw"}
    reason = reasons.get(search_key(told), OTHER) if is_declined else ""
    return PastRequest(
        number=first.request_no,
        need=_need(rows),
        received_at=first.received_at,
        nosology=first.nosology.value,
        is_flown=is_flown,
        closed_at=_over_at(rows) if is_flown else None,
        country=first.country or HOME,
        region=first.region,
        channel=first.channel,
        place=first.settlement,
        sending_name=first.sending_facility,
        accepting_name=next((r.receiving_facility for r in rows if r.receiving_facility), ""),
        diagnosis=first.diagnosis,
        icd10=first.icd10,
        decision=decision,
        decision_reason=reason,
        organ=next((row.organ for row in rows if row.organ), ""),
        note=told if reason == OTHER or (told and not is_declined) else "",
    )


def _over_at(rows: Sequence[JournalRecord]) -> datetime | None:
    """Return when the last flight or trip of a request ended; None unless all of them say so."""
    landed = [row.landed_at for row in rows if row.departed_at]
    return max((at for at in landed if at), default=None) if all(landed) else None


def _need(rows: Sequence[JournalRecord]) -> str:
    if rows[0].request_kind == RequestKind.ROAD:
        return "road"
    if rows[0].country:
        return "evacuation"
    done = {row.service for row in rows}
    return next((need for kinds, need in _NEEDS if kinds & done), "transport")


def _decision(rows: Sequence[JournalRecord], *, is_flown: bool) -> str:
    done = {row.service for row in rows}
    if is_flown:
        carried = done & {ServiceKind.TRANSPORT, ServiceKind.ORGAN_TRANSPORT}
        return "fly_patient" if carried or not done - {None} else "fly_specialist"
    made = [row.decision for row in rows]
    return next((_DECISIONS[one] for one in made if one in _DECISIONS), "")


def past_mission(
    rows: Sequence[JournalRecord], aircraft_id: int | None, operator_id: int | None
) -> PastMission:
    """Return the flight or road trip of which some rows speak."""
    first = next((row for row in rows if row.departed_at), rows[0])
    is_air = first.request_kind != RequestKind.ROAD
    level = next((row.level for row in rows if row.level), Level.REGIONAL)
    route = next((row.route for row in rows if row.route), None)
    return PastMission(
        number=first.flight_no if is_air else first.trip_no,
        mode="air" if is_air else "road",
        created_at=min(row.received_at for row in rows),
        region=first.region,
        aircraft_id=aircraft_id,
        operator_id=operator_id,
        level=level.value if is_air else "",
        route=ROUTES[route] if route else "",
        took_off_at=first.departed_at,
        landed_at=first.landed_at,
        flown_s=_flown_s(first) if is_air else None,
    )


def _flown_s(row: JournalRecord) -> int | None:
    if row.flight_hours is not None:
        return round(row.flight_hours * _HOUR_S)
    if row.departed_at is None or row.landed_at is None:
        return None
    return round((row.landed_at - row.departed_at).total_seconds())


def moment_of_service(row: JournalRecord) -> datetime:
    """Return when a service was performed; only rows with a service are asked."""
    return row.performed_at or row.received_at
