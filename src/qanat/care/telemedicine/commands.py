"""Order remote consultations and conclude them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.telemedicine.models import ConsultationOrder, OrderPatient, RemoteService
from qanat.care.telemedicine.permissions import CONCLUDE, ORDER
from qanat.care.telemedicine.states import ORDER_CYCLE, OrderState
from qanat.events.telemedicine import OrderChanged
from qanat.foundation.actors import Actor
from qanat.foundation.bulk import backfilling, copy_rows, free_numbers, take_ids
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.registry.patients.commands.linking import LinkDraft, link_patients
from qanat.registry.terminology.queries import nosology_of
from qanat.response.dispatch.commands.numbers import next_number

LONGEST_NUMBER: Final = 32


class TakenByOther(Conflict):
    """A colleague works on the order."""

    code = "taken_by_other"
    text = _("A colleague has taken order “%(number)s”. Choose another, or ask him.")


class NoConclusion(Invalid):
    """A consultation ends with a conclusion."""

    code = "no_conclusion"
    text = _("Write the conclusion.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """A consultation as ordered."""

    ordered_at: datetime
    region: str = ""
    kind: str = "consultation"
    specialty: str = ""
    urgency: int = 1
    sending_facility_id: int | None = None
    sending_name: str = ""
    diagnosis: str = ""
    icd10: str = ""
    age_years: float | None = None
    question: str = ""
    request_id: int | None = None
    patient_ids: tuple[int, ...] = ()
    is_exercise: bool = False
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionDraft:
    """A conclusion as written."""

    text: str
    performed_at: datetime
    performed_by: str
    recommends: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """An order of the past; without a conclusion it counts as cancelled."""

    number: str
    ordered_at: datetime
    nosology: str
    concluded_at: datetime | None = None
    region: str = ""
    request_id: int | None = None
    sending_name: str = ""
    diagnosis: str = ""
    icd10: str = ""
    patient_ids: tuple[int, ...] = ()
    is_synthetic: bool = False


@command(needs=ORDER)
def order_consultation(actor: Actor, *, draft: OrderDraft, now: datetime) -> int:
    """Order a consultation; one open order a request: a repeated wish returns the first."""
    scope = actor.scope_of(ORDER)
    is_own = draft.sending_facility_id in scope.organisations
    if not (scope.nation or draft.region in scope.regions or is_own):
        raise NotAllowed(permission=ORDER)
    if draft.request_id and (open_order := _open_order(draft.request_id)):
        return open_order
    row = ConsultationOrder(
        number=next_number("K", draft.region, now),
        kind=draft.kind,
        request_id=draft.request_id,
        region_id=draft.region or None,
        sending_facility_id=draft.sending_facility_id,
        sending_name=draft.sending_name,
        specialty=draft.specialty,
        urgency=draft.urgency,
        diagnosis=draft.diagnosis,
        icd10=draft.icd10,
        nosology=nosology_of(draft.icd10, draft.age_years, now.date()),
        question=draft.question,
        ordered_at=draft.ordered_at,
        is_exercise=draft.is_exercise,
        is_synthetic=draft.is_synthetic,
    )
    row.save(force_insert=True)
    _add_people(actor, row, draft.patient_ids)
    _tell(row)
    return row.pk


@command(needs=CONCLUDE)
def take_order(actor: Actor, *, order_id: int, now: datetime) -> None:
    """Take an order over: the worklist shows it as yours."""
    row = _locked(actor, order_id)
    if row.state == OrderState.TAKEN and row.taken_by != actor.id:
        raise TakenByOther(number=row.number)
    row.taken_by, row.taken_at = actor.id, now
    make_move(actor, row, ORDER_CYCLE, "take", also=("taken_by", "taken_at"))
    _tell(row)


@command(needs=CONCLUDE)
def give_order_back(actor: Actor, *, order_id: int) -> None:
    """Give an order back to the worklist."""
    row = _locked(actor, order_id)
    row.taken_by, row.taken_at = None, None
    make_move(actor, row, ORDER_CYCLE, "give_back", also=("taken_by", "taken_at"))
    _tell(row)


@command(needs=CONCLUDE)
def conclude_order(actor: Actor, *, order_id: int, draft: ConclusionDraft, now: datetime) -> int:
    """Conclude an order: this is the service which counts.

    Raises:
        NoConclusion: if the text is empty.
        TakenByOther: if a colleague has taken it.
    """
    if not draft.text.strip():
        raise NoConclusion
    row = _locked(actor, order_id)
    if row.state == OrderState.TAKEN and row.taken_by != actor.id:
        raise TakenByOther(number=row.number)
    service = RemoteService.objects.create(
        order=row,
        performed_at=draft.performed_at,
        performed_by=draft.performed_by,
        by_id=actor.id,
        conclusion=draft.text,
        recommends=draft.recommends,
    )
    row.concluded_at = now
    move = "add_conclusion" if row.state == OrderState.CONCLUDED else "conclude"
    make_move(actor, row, ORDER_CYCLE, move, also=("concluded_at",))
    _tell(row)
    return service.pk


@command(needs=ORDER)
def cancel_order(actor: Actor, *, order_id: int, reason: str, note: str = "") -> None:
    """Cancel an order that is not needed any more, with a reason."""
    row = _locked(actor, order_id)
    make_move(actor, row, ORDER_CYCLE, "cancel", reason=reason, note=note)
    _tell(row)


@command(needs=CONCLUDE)
def store_past_orders(actor: Actor, *, rows: Sequence[PastOrder]) -> list[int]:
    """Store orders of the past, many at once; nothing is announced. Return their ids."""
    ids = take_ids(ConsultationOrder, len(rows))
    numbers = free_numbers(ConsultationOrder, [row.number for row in rows], LONGEST_NUMBER)
    rows = [replace(row, number=number) for row, number in zip(rows, numbers, strict=True)]
    with backfilling():
        copy_rows(ConsultationOrder, map(_past_order, ids, rows))
    _add_past_people(actor, ids, rows)
    return ids


@command(needs=CONCLUDE)
def store_past_consultations(
    actor: Actor, *, rows: Sequence[tuple[int, datetime]], now: datetime
) -> list[int]:
    """Store consultations of the past, as (order, time); return their ids."""
    ids = take_ids(RemoteService, len(rows))
    copy_rows(
        RemoteService,
        (
            {"id": pk, "order_id": order, "performed_at": at, "by_id": actor.id, "recorded_at": now}
            for pk, (order, at) in zip(ids, rows, strict=True)
        ),
    )
    return ids


def _past_order(pk: int, row: PastOrder) -> dict[str, object]:
    return {
        "id": pk,
        "number": row.number,
        "state": OrderState.CONCLUDED if row.concluded_at else OrderState.CANCELLED,
        "request_id": row.request_id,
        "region_id": row.region or None,
        "sending_name": row.sending_name[:200],
        "diagnosis": row.diagnosis[:500],
        "icd10": row.icd10[:8],
        "nosology": row.nosology,
        "ordered_at": row.ordered_at,
        "concluded_at": row.concluded_at,
        "origin": "journal",
        "is_synthetic": row.is_synthetic,
    }


def _add_past_people(actor: Actor, ids: Sequence[int], rows: Sequence[PastOrder]) -> None:
    people = [
        (pk, patient, row.region)
        for pk, row in zip(ids, rows, strict=True)
        for patient in dict.fromkeys(row.patient_ids)
    ]
    taken = take_ids(OrderPatient, len(people))
    copy_rows(
        OrderPatient,
        (
            {"id": new, "order_id": pk, "patient_id": patient}
            for new, (pk, patient, _) in zip(taken, people, strict=True)
        ),
    )
    links = [
        LinkDraft(patient_id=patient, purpose="telemedicine.order", purpose_id=pk, region=region)
        for pk, patient, region in people
        if region
    ]
    if links:
        link_patients(actor, links=links)


def _open_order(request_id: int) -> int | None:
    rows = ConsultationOrder.objects.open().filter(request_id=request_id)
    return rows.values_list("id", flat=True).first()


def _add_people(actor: Actor, row: ConsultationOrder, patient_ids: Sequence[int]) -> None:
    OrderPatient.objects.bulk_create(
        OrderPatient(order=row, patient_id=pk) for pk in sorted(set(patient_ids))
    )
    link_patients(
        actor,
        links=[
            LinkDraft(
                patient_id=pk,
                purpose="telemedicine.order",
                purpose_id=row.pk,
                region=row.region_id or "",
                facility_id=row.sending_facility_id,
            )
            for pk in sorted(set(patient_ids))
        ],
    )


def _locked(actor: Actor, order_id: int) -> ConsultationOrder:
    rows = ConsultationOrder.objects.visible_to(actor).select_for_update(of=("self",))
    if (row := rows.filter(pk=order_id).first()) is None:
        raise NotFound
    return row


def _tell(row: ConsultationOrder) -> None:
    announce(OrderChanged(order_id=row.pk, region=row.region_id or "", state=row.state))
