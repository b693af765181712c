"""Store orders and consultations of the past, many at once; nothing is announced."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from qanat.care.telemedicine.models import ConsultationOrder, OrderPatient, RemoteService
from qanat.care.telemedicine.permissions import CONCLUDE
from qanat.care.telemedicine.states import OrderState
from qanat.foundation.actors import Actor
from qanat.foundation.bulk import backfilling, free_numbers, store_rows
from qanat.foundation.commands import command
from qanat.registry.patients.commands.linking import LinkDraft, link_patients

LONGEST_NUMBER: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """An order of the past; without a conclusion it counts as cancelled."""

    number: str
    ordered_at: datetime
    nosology: str
    concluded_at: datetime | None = None
    region: str = ""
    request_id: int | None = None
    sending_facility_id: int | None = None
    sending_name: str = ""
    specialty: str = ""
    urgency: int = 1
    diagnosis: str = ""
    icd10: str = ""
    patient_ids: tuple[int, ...] = ()
    is_synthetic: bool = False
    is_live: bool = False
    """It was written down as it happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastConsultation:
    """A consultation that was given for an order; a journal does not tell what it said.

    ``is_live``: it was written down as it happened.
    """

    order_id: int
    performed_at: datetime
    recommends: str = ""
    conclusion: str = ""
    is_live: bool = False


@command(needs=CONCLUDE)
def store_past_orders(actor: Actor, *, rows: Sequence[PastOrder]) -> list[int]:
    """Store orders of the past, many at once; nothing is announced. Return their ids."""
    numbers = free_numbers(ConsultationOrder, [row.number for row in rows], LONGEST_NUMBER)
    rows = [replace(row, number=number) for row, number in zip(rows, numbers, strict=True)]
    with backfilling():
        ids = store_rows(ConsultationOrder, [_past_order(row) for row in rows])
    _add_past_people(actor, ids, rows)
    return ids


@command(needs=CONCLUDE)
def store_past_consultations(
    actor: Actor, *, rows: Sequence[PastConsultation], now: datetime
) -> list[int]:
    """Store consultations of the past; return their ids."""
    return store_rows(
        RemoteService,
        [
            {
                "order_id": row.order_id,
                "performed_at": row.performed_at,
                "conclusion": row.conclusion,
                "recommends": row.recommends,
                "by_id": actor.id,
                "recorded_at": row.performed_at if row.is_live else now,
            }
            for row in rows
        ],
    )


def _past_order(row: PastOrder) -> dict[str, object]:
    return {
        "number": row.number,
        "state": OrderState.CONCLUDED if row.concluded_at else OrderState.CANCELLED,
        "request_id": row.request_id,
        "region_id": row.region or None,
        "sending_facility_id": row.sending_facility_id,
        "sending_name": row.sending_name[:200],
        "specialty": row.specialty,
        "urgency": row.urgency,
        "diagnosis": row.diagnosis[:500],
        "icd10": row.icd10[:8],
        "nosology": row.nosology,
        "ordered_at": row.ordered_at,
        "concluded_at": row.concluded_at,
        "origin": "live" if row.is_live else "journal",
        "is_synthetic": row.is_synthetic,
    }


def _add_past_people(actor: Actor, ids: Sequence[int], rows: Sequence[PastOrder]) -> None:
    people = [
        (pk, patient, row.region)
        for pk, row in zip(ids, rows, strict=True)
        for patient in dict.fromkeys(row.patient_ids)
    ]
    store_rows(OrderPatient, [{"order_id": pk, "patient_id": patient} for pk, patient, _ in people])
    links = [
        LinkDraft(patient_id=patient, purpose="telemedicine.order", purpose_id=pk, region=region)
        for pk, patient, region in people
        if region
    ]
    if links:
        link_patients(actor, links=links)
