"""Store what happened before, many records at once: journals of centres, the past of a region.

The same constraints and the same audit as for live work hold; only the way through the states
is not walked again. Nothing is announced: nobody has to act on the past.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from qanat.engine.intervals import Stamp as StampKind
from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among_ids, backfilling, copy_rows, free_numbers, take_ids
from qanat.foundation.commands import command
from qanat.registry.patients.commands import LinkDraft, link_patients
from qanat.response.dispatch.models import (
    Mission,
    MissionRequest,
    Request,
    RequestLog,
    RequestPatient,
    Service,
    ServicePatient,
    Stamp,
)
from qanat.response.dispatch.models.missions import Mode, StampSource
from qanat.response.dispatch.models.requests import LogKind, Origin
from qanat.response.dispatch.permissions import CORRECT
from qanat.response.dispatch.states import MissionState, RequestState

UNKNOWN_REASON: Final = "other"
LONGEST_NUMBER: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequest:
    """A request of the past; ``note`` goes to its log, ``country`` is an ISO code."""

    number: str
    need: str
    received_at: datetime
    nosology: str
    is_flown: bool
    country: str = "KZ"
    region: str = ""
    channel: str = ""
    place: str = ""
    sending_name: str = ""
    accepting_name: str = ""
    diagnosis: str = ""
    icd10: str = ""
    decision: str = ""
    decision_reason: str = ""
    organ: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMission:
    """A mission of the past; without take-off it counts as cancelled before departure."""

    number: str
    mode: str
    created_at: datetime
    region: str = ""
    aircraft_id: int | None = None
    operator_id: int | None = None
    contract_id: int | None = None
    level: str = ""
    route: str = ""
    took_off_at: datetime | None = None
    landed_at: datetime | None = None
    flown_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastService:
    """A service of the past, given on a mission for a request."""

    mission_id: int
    request_id: int
    kind: str
    performed_at: datetime
    performed_by: str = ""
    to_name: str = ""
    organ: str = ""
    patient_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the past comes from, and when it was written down here."""

    now: datetime
    is_synthetic: bool = False


@command(needs=CORRECT)
def store_past_requests(
    actor: Actor, *, rows: Sequence[PastRequest], source: Provenance
) -> list[int]:
    """Store requests of the past; return their ids. A number that is taken gets a mark."""
    ids = take_ids(Request, len(rows))
    numbers = free_numbers(Request, [row.number for row in rows], LONGEST_NUMBER)
    rows = [replace(row, number=number) for row, number in zip(rows, numbers, strict=True)]
    with backfilling():
        copy_rows(Request, (_request(pk, r, source) for pk, r in zip(ids, rows, strict=True)))
    told = [(pk, row) for pk, row in zip(ids, rows, strict=True) if row.note]
    log_ids = take_ids(RequestLog, len(told))
    copy_rows(
        RequestLog,
        (
            {
                "id": log_id,
                "request_id": pk,
                "kind": LogKind.LATE,
                "at": row.received_at,
                "recorded_at": source.now,
                "by_id": actor.id,
                "text": row.note[:2000],
            }
            for log_id, (pk, row) in zip(log_ids, told, strict=True)
        ),
    )
    return ids


@command(needs=CORRECT)
def store_past_missions(
    actor: Actor, *, rows: Sequence[PastMission], source: Provenance
) -> list[int]:
    """Store missions of the past with the stamps that date them; return their ids."""
    ids = take_ids(Mission, len(rows))
    numbers = free_numbers(Mission, [row.number for row in rows], LONGEST_NUMBER)
    rows = [replace(row, number=number) for row, number in zip(rows, numbers, strict=True)]
    with backfilling():
        copy_rows(Mission, (_mission(pk, r, source) for pk, r in zip(ids, rows, strict=True)))
    stamps = [s for pk, row in zip(ids, rows, strict=True) for s in _stamps(pk, row)]
    stamp_ids = take_ids(Stamp, len(stamps))
    copy_rows(
        Stamp,
        (
            {
                **stamp,
                "id": pk,
                "recorded_at": source.now,
                "by_id": actor.id,
                "source": StampSource.JOURNAL,
            }
            for pk, stamp in zip(stamp_ids, stamps, strict=True)
        ),
    )
    return ids


@command(needs=CORRECT)
def serve_requests(actor: Actor, *, pairs: Iterable[tuple[int, int]]) -> None:  # noqa: ARG001 (the command names him)
    """Say which missions served which requests, as (mission, request); repeating is harmless."""
    wanted = sorted(set(pairs))
    known = set(
        MissionRequest.objects.filter(
            mission_id__in=among_ids({mission for mission, _ in wanted})
        ).values_list("mission_id", "request_id")
    )
    missing = [pair for pair in wanted if pair not in known]
    ids = take_ids(MissionRequest, len(missing))
    copy_rows(
        MissionRequest,
        (
            {"id": pk, "mission_id": mission, "request_id": request}
            for pk, (mission, request) in zip(ids, missing, strict=True)
        ),
    )


@command(needs=CORRECT)
def add_past_patients(actor: Actor, *, people: Mapping[int, Sequence[int]]) -> None:
    """Say for whom requests were made, as request -> patients; repeating is harmless.

    Who sees the region of a request may see its patients.
    """
    found = RequestPatient.objects.filter(request_id__in=among_ids(people))
    known = set(found.values_list("request_id", "patient_id"))
    wanted = [
        (request, patient, position)
        for request, patients in people.items()
        for position, patient in enumerate(dict.fromkeys(patients), 1)
        if (request, patient) not in known
    ]
    ids = take_ids(RequestPatient, len(wanted))
    copy_rows(
        RequestPatient,
        (
            {"id": pk, "request_id": request, "patient_id": patient, "position": position}
            for pk, (request, patient, position) in zip(ids, wanted, strict=True)
        ),
    )
    regions = dict(Request.objects.filter(pk__in=among_ids(people)).values_list("pk", "region_id"))
    links = [
        LinkDraft(patient_id=patient, purpose="dispatch.request", purpose_id=request, region=region)
        for request, patient, _ in wanted
        if (region := regions.get(request))
    ]
    if links:
        link_patients(actor, links=links)


@command(needs=CORRECT)
def store_past_services(
    actor: Actor, *, rows: Sequence[PastService], source: Provenance
) -> list[int]:
    """Store services of the past with their patients; return their ids."""
    ids = take_ids(Service, len(rows))
    copy_rows(
        Service,
        (
            {
                "id": pk,
                "mission_id": row.mission_id,
                "request_id": row.request_id,
                "kind": row.kind,
                "performed_at": row.performed_at,
                "performed_by": row.performed_by[:160],
                "to_name": row.to_name[:200],
                "organ": row.organ[:20],
                "recorded_at": source.now,
                "by_id": actor.id,
                "origin": Origin.JOURNAL,
            }
            for pk, row in zip(ids, rows, strict=True)
        ),
    )
    given = [(pk, p) for pk, r in zip(ids, rows, strict=True) for p in dict.fromkeys(r.patient_ids)]
    given_ids = take_ids(ServicePatient, len(given))
    copy_rows(
        ServicePatient,
        (
            {"id": pk, "service_id": service, "patient_id": patient}
            for pk, (service, patient) in zip(given_ids, given, strict=True)
        ),
    )
    return ids


def _request(pk: int, row: PastRequest, source: Provenance) -> dict[str, object]:
    state = _state(row)
    needs_reason = state == RequestState.DECLINED or row.decision in {"decline", "withdraw"}
    return {
        "id": pk,
        "number": row.number,
        "state": state,
        "need": row.need,
        "received_at": row.received_at,
        "registered_at": row.received_at,
        "closed_at": source.now,
        "channel": row.channel[:20],
        "country_id": row.country,
        "region_id": row.region or None,
        "place": row.place[:200],
        "sending_name": row.sending_name[:200],
        "accepting_name": row.accepting_name[:200],
        "diagnosis": row.diagnosis[:500],
        "icd10": row.icd10[:8],
        "nosology": row.nosology,
        "decision": row.decision,
        "decision_reason": row.decision_reason or (UNKNOWN_REASON if needs_reason else ""),
        "organ": row.organ[:20],
        "origin": Origin.JOURNAL,
        "is_synthetic": source.is_synthetic,
    }


def _state(row: PastRequest) -> RequestState:
    if row.is_flown:
        return RequestState.CLOSED
    ends = {"decline": RequestState.DECLINED, "withdraw": RequestState.WITHDRAWN}
    return ends.get(row.decision, RequestState.CLOSED)


def _mission(pk: int, row: PastMission, source: Provenance) -> dict[str, object]:
    left = row.took_off_at is not None
    return {
        "id": pk,
        "number": row.number,
        "state": MissionState.IN_SERVICE if left else MissionState.CANCELLED,
        "mode": row.mode,
        "aircraft_id": row.aircraft_id if row.mode == Mode.AIR else None,
        "operator_id": row.operator_id,
        "contract_id": row.contract_id,
        "region_id": row.region or None,
        "level": row.level,
        "route": row.route,
        "created_at": row.created_at,
        "took_off_at": row.took_off_at,
        "landed_at": row.landed_at,
        "flown_s": row.flown_s,
        "ended_at": row.landed_at or row.took_off_at or row.created_at,
        "end_reason": "" if left else UNKNOWN_REASON,
        "origin": Origin.JOURNAL,
        "is_synthetic": source.is_synthetic,
    }


def _stamps(pk: int, row: PastMission) -> list[dict[str, object]]:
    is_air = row.mode == Mode.AIR
    kinds = (
        (StampKind.TAKE_OFF if is_air else StampKind.UNIT_EN_ROUTE, row.took_off_at),
        (StampKind.LANDING if is_air else StampKind.PATIENT_ARRIVED, row.landed_at),
    )
    return [{"mission_id": pk, "kind": kind.value, "at": at} for kind, at in kinds if at]
