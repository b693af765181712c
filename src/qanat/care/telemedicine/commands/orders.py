"""Order remote consultations, cancel them, and ask for an aircraft when one is advised."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.telemedicine.commands.drafts import OrderDraft
from qanat.care.telemedicine.commands.finding import locked_order, tell
from qanat.care.telemedicine.models import ConsultationOrder, FurtherQuestion, OrderPatient
from qanat.care.telemedicine.permissions import ORDER
from qanat.care.telemedicine.states import ORDER_CYCLE, OrderState
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, NotAllowed, NotFound
from qanat.registry.facilities.queries import facility_row
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.commands.linking import LinkDraft, link_patients
from qanat.registry.patients.commands.registering import find_or_register
from qanat.registry.patients.queries import patients_by_id
from qanat.registry.terminology.queries import nosology_of
from qanat.response.dispatch.commands.intake import FromTheFuture, Intake, register_request
from qanat.response.dispatch.commands.numbers import next_number
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.queries.requests import request_row

DAYS_PER_YEAR: Final = 365.2425
CHANNEL: Final = "consultation"


class OrderCancelled(Conflict):
    """Nothing follows from an order which was cancelled."""

    code = "order_cancelled"
    text = _("Order “%(number)s” was cancelled.")


class HasRequest(Conflict):
    """An order belongs to one request."""

    code = "has_request"
    text = _("Order “%(number)s” belongs to another request already.")


@command(needs=ORDER)
def order_consultation(
    actor: Actor, *, draft: OrderDraft, person: PatientDraft | None = None, now: datetime
) -> int:
    """Order a consultation; one open order a request: a repeated wish returns the first.

    What is asked the second time is added to the open order as a further question.

    Raises:
        NotAllowed: if neither the region nor the hospital is the actor's.
        NotFound: if the actor may not see the request or a patient.
        FromTheFuture: if it was ordered after now.
    """
    if draft.ordered_at > now:
        raise FromTheFuture(field=_("Ordered"))
    region = draft.region or _region_of(draft.sending_facility_id)
    _check_scope(actor, region, draft.sending_facility_id)
    if draft.request_id:
        about = request_row(actor, draft.request_id, now)
        draft = replace(draft, is_exercise=about.is_exercise, is_synthetic=about.is_synthetic)
        if open_order := _open_order(about.id):
            _ask_further(actor, open_order, draft.question, now)
            return open_order.pk
    people = _people(actor, draft, person, now)
    row = ConsultationOrder(
        number=next_number("K", region, now),
        kind=draft.kind,
        request_id=draft.request_id,
        region_id=region or None,
        sending_facility_id=draft.sending_facility_id,
        sending_name=draft.sending_name,
        specialty=draft.specialty,
        urgency=draft.urgency,
        is_threat=draft.is_threat,
        diagnosis=draft.diagnosis,
        icd10=draft.icd10,
        nosology=nosology_of(draft.icd10, draft.age_years, now.date()),
        question=draft.question,
        ordered_at=draft.ordered_at,
        is_exercise=draft.is_exercise,
        is_synthetic=draft.is_synthetic,
    )
    row.save(force_insert=True)
    _add_people(actor, row, people)
    tell(row)
    return row.pk


@command(needs=ORDER)
def cancel_order(actor: Actor, *, order_id: int, reason: str, note: str = "") -> None:
    """Cancel an order that is not needed any more, with a reason."""
    row = locked_order(actor, order_id, ORDER)
    make_move(actor, row, ORDER_CYCLE, "cancel", reason=reason, note=note)
    tell(row)


@command(needs=REGISTER)
def request_flight(actor: Actor, *, order_id: int, now: datetime) -> int:
    """Register the request for an aircraft which a consultation advises; return its id.

    It takes over what the order says; asked twice it is the same request.

    Raises:
        OrderCancelled: if the order was cancelled.
    """
    row = locked_order(actor, order_id, REGISTER)
    if row.state == OrderState.CANCELLED:
        raise OrderCancelled(number=row.number)
    if row.request_id is not None:
        return row.request_id
    people = tuple(row.people.order_by("id").values_list("patient_id", flat=True))
    intake = Intake(
        received_at=now,
        channel=CHANNEL,
        urgency=row.urgency,
        region=row.region_id or "",
        sending_facility_id=row.sending_facility_id,
        sending_name=row.sending_name,
        diagnosis=row.diagnosis,
        icd10=row.icd10,
        specialty=row.specialty,
        age_years=_age(actor, people, now.date()),
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
    )
    request_id = register_request(actor, intake=intake, patient_ids=people, now=now)
    row.request_id = request_id
    row.save(update_fields=["request"])
    tell(row)
    return request_id


@command(needs=REGISTER)
def link_request(actor: Actor, *, order_id: int, request_id: int, now: datetime) -> None:
    """Say that an order belongs to a request which somebody registered meanwhile.

    Raises:
        NotFound: if the actor may not see the request, or it is an exercise and the order is not.
        HasRequest: if the order belongs to another one.
    """
    row = locked_order(actor, order_id, REGISTER)
    about = request_row(actor, request_id, now)
    if about.is_exercise != row.is_exercise:
        raise NotFound
    if row.request_id not in (None, request_id):
        raise HasRequest(number=row.number)
    row.request_id = request_id
    row.save(update_fields=["request"])
    tell(row)


def _region_of(facility_id: int | None) -> str:
    return facility_row(facility_id).region_code if facility_id else ""


def _check_scope(actor: Actor, region: str, facility_id: int | None) -> None:
    scope = actor.scope_of(ORDER)
    if not (scope.nation or region in scope.regions or facility_id in scope.organisations):
        raise NotAllowed(permission=ORDER)


def _open_order(request_id: int) -> ConsultationOrder | None:
    rows = ConsultationOrder.objects.open().filter(request_id=request_id)
    return rows.select_for_update(of=("self",)).first()


def _ask_further(actor: Actor, row: ConsultationOrder, text: str, now: datetime) -> None:
    """Add a question to an open order, once."""
    asked = {row.question, *row.questions.values_list("text", flat=True)}
    if not text.strip() or text in asked:
        return
    FurtherQuestion.objects.create(order=row, at=now, by_id=actor.id, text=text)
    tell(row)


def _people(
    actor: Actor, draft: OrderDraft, person: PatientDraft | None, now: datetime
) -> list[int]:
    """Return whom the order is for: those named by id, whom the actor must see, and the told."""
    wanted = set(draft.patient_ids)
    if wanted and not actor.is_all and wanted - patients_by_id(actor, wanted).keys():
        raise NotFound
    if person is not None:
        wanted.add(find_or_register(actor, draft=person, now=now).id)
    return sorted(wanted)


def _add_people(actor: Actor, row: ConsultationOrder, patient_ids: Sequence[int]) -> None:
    OrderPatient.objects.bulk_create(OrderPatient(order=row, patient_id=pk) for pk in patient_ids)
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
            for pk in patient_ids
        ],
    )


def _age(actor: Actor, people: Sequence[int], on: date) -> float | None:
    births = [row.birth_on for row in patients_by_id(actor, people).values() if row.birth_on]
    return max(0.0, (on - births[0]).days / DAYS_PER_YEAR) if births else None
