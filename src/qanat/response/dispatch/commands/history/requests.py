"""Requests of the past, their patients and what became of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among_ids, backfilling, free_numbers, store_rows
from qanat.foundation.commands import command
from qanat.registry.patients.commands import LinkDraft, link_patients
from qanat.response.dispatch.commands.history.drafts import (
    PastAssessment,
    PastOutcome,
    PastRequest,
    Provenance,
)
from qanat.response.dispatch.models import (
    Assessment,
    Outcome,
    Request,
    RequestLog,
    RequestPatient,
    Review,
)
from qanat.response.dispatch.models.clinical import Decision
from qanat.response.dispatch.models.requests import LogKind
from qanat.response.dispatch.permissions import CORRECT
from qanat.response.dispatch.rules.scoring import scores_of
from qanat.response.dispatch.states import RequestState

UNKNOWN_REASON: Final = "other"
LONGEST_NUMBER: Final = 32


@command(needs=CORRECT)
def store_past_requests(
    actor: Actor, *, rows: Sequence[PastRequest], source: Provenance
) -> list[int]:
    """Store requests of the past; return their ids. A number that is taken gets a mark."""
    numbers = free_numbers(Request, [row.number for row in rows], LONGEST_NUMBER)
    rows = [replace(row, number=number) for row, number in zip(rows, numbers, strict=True)]
    with backfilling():
        ids = store_rows(Request, [_request(row, source) for row in rows])
    store_rows(
        RequestLog,
        [
            {
                "request_id": pk,
                "kind": LogKind.LATE,
                "at": row.received_at,
                "recorded_at": source.recorded(row.received_at),
                "by_id": actor.id,
                "text": row.note[:2000],
            }
            for pk, row in zip(ids, rows, strict=True)
            if row.note
        ],
    )
    pairs = list(zip(ids, rows, strict=True))
    store_rows(Review, [review for pk, row in pairs for review in _reviews(actor, pk, row)])
    return ids


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
    store_rows(
        RequestPatient,
        [
            {"request_id": request, "patient_id": patient, "position": position}
            for request, patient, position in wanted
        ],
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
def store_past_assessments(
    actor: Actor, *, rows: Sequence[PastAssessment], source: Provenance
) -> None:
    """Store the condition of patients of past requests, with the scores that are valid."""
    store_rows(
        Assessment,
        [
            {
                "request_id": row.request_id,
                "patient_id": row.patient_id,
                "at": row.at,
                "recorded_at": source.recorded(row.at),
                "by_id": actor.id,
                "scores": scores_of(row.vitals),
                **row.vitals.columns(),
            }
            for row in rows
        ],
    )


@command(needs=CORRECT)
def store_past_outcomes(actor: Actor, *, rows: Sequence[PastOutcome], source: Provenance) -> None:
    """Store what became of the patients of past requests."""
    store_rows(
        Outcome,
        [
            {
                "request_id": row.request_id,
                "patient_id": row.patient_id,
                "point": row.point,
                "vital": row.vital,
                "recorded_at": source.now,
                "by_id": actor.id,
            }
            for row in rows
        ],
    )


def _reviews(actor: Actor, pk: int, row: PastRequest) -> Iterator[dict[str, object]]:
    """Return the decisions on a request, the first one first."""
    decisions = (
        (row.declined_at, Decision.DECLINE, row.declined_reason),
        (row.decided_at, row.decision, row.decision_reason),
    )
    for at, decision, reason in decisions:
        if at is not None:
            yield {
                "request_id": pk,
                "at": at,
                "recorded_at": at,
                "by_id": actor.id,
                "decision": decision,
                "reason": reason,
                "urgency": row.urgency,
            }


def _request(row: PastRequest, source: Provenance) -> dict[str, object]:
    state = _state(row)
    needs_reason = state == RequestState.DECLINED or row.decision in {"decline", "withdraw"}
    return {
        "number": row.number,
        "state": state,
        "need": row.need,
        "urgency": row.urgency,
        "cause": row.cause,
        "received_at": row.received_at,
        "registered_at": row.registered_at or row.received_at,
        "decided_at": row.decided_at,
        "closed_at": row.closed_at,
        "channel": row.channel[:20],
        "country_id": row.country,
        "region_id": row.region or None,
        "settlement_id": row.settlement_id,
        "place": row.place[:200],
        "lon": row.at.lon if row.at else None,
        "lat": row.at.lat if row.at else None,
        "sending_facility_id": row.sending_facility_id,
        "sending_name": row.sending_name[:200],
        "accepting_facility_id": row.accepting_facility_id,
        "accepting_name": row.accepting_name[:200],
        "accepting_physician": row.accepting_physician,
        "accepted_at": row.accepted_at,
        "destination_region": row.destination_region,
        "diagnosis": row.diagnosis[:500],
        "icd10": row.icd10[:8],
        "nosology": row.nosology,
        "specialty": row.specialty,
        "gestation_weeks": row.gestation_weeks,
        "needs": list(row.needs),
        "consent": row.consent,
        "decision": row.decision,
        "decision_reason": row.decision_reason or (UNKNOWN_REASON if needs_reason else ""),
        "organ": row.organ[:20],
        "origin": source.origin,
        "is_synthetic": source.is_synthetic,
    }


def _state(row: PastRequest) -> RequestState:
    if row.is_flown or row.closed_at:
        return RequestState.CLOSED
    ends = {"decline": RequestState.DECLINED, "withdraw": RequestState.WITHDRAWN}
    return ends.get(row.decision, RequestState.CLOSED)
