"""Everything about one consultation order, for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qanat.care.telemedicine.models import ConsultationOrder, OrderPatient, RemoteService
from qanat.care.telemedicine.queries.orders import OrderRow, order_row
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import EntryRow, history
from qanat.registry.patients.queries import PatientRow, patients_by_id

TABLE = "telemedicine_consultationorder"
MOST = 10


@dataclass(frozen=True, slots=True)
class ConclusionRow:
    """A conclusion as it was written."""

    id: int
    performed_at: datetime
    performed_by: str
    by_id: int
    text: str
    advice: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question added to an open order."""

    at: datetime
    by_id: int
    text: str


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order with all that belongs to it.

    Attributes:
        people: by id; None where the viewer may not see the person.
        names: of the accounts that appear.
    """

    row: OrderRow
    question: str
    questions: tuple[QuestionRow, ...]
    icd10: str
    nosology: str
    sending_facility_id: int | None
    people: Mapping[int, PatientRow | None]
    conclusions: tuple[ConclusionRow, ...]
    moves: tuple[EntryRow, ...]
    names: Mapping[int | None, str]


@dataclass(frozen=True, slots=True)
class Advised:
    """What a specialist said about a request: the conclusion, of which order, and by whom."""

    order_id: int
    number: str
    conclusion: ConclusionRow


def people_of_order(order_id: int) -> list[int]:
    """Return the ids of the patients of an order, whoever asks."""
    rows = OrderPatient.objects.filter(order=order_id).order_by("id")
    return list(rows.values_list("patient_id", flat=True))


def conclusions_of_request(actor: Actor, request_id: int) -> list[Advised]:
    """Return the conclusions on a request which the actor may see, newest first."""
    orders = ConsultationOrder.objects.visible_to(actor).filter(request_id=request_id)
    found = RemoteService.objects.filter(order__in=orders).select_related("order")
    return [
        Advised(s.order_id, s.order.number, _conclusion(s))
        for s in found.order_by("-performed_at", "-id")[:MOST]
    ]


def order_record(actor: Actor, order_id: int) -> OrderRecord:
    """Return an order with its people, conclusions and moves.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = order_row(actor, order_id)
    order = ConsultationOrder.objects.get(pk=order_id)
    conclusions = tuple(_conclusion(s) for s in order.services.order_by("performed_at", "id"))
    questions = tuple(
        QuestionRow(q.at, q.by_id, q.text) for q in order.questions.order_by("at", "id")
    )
    moves = tuple(entry for entry in history(TABLE, order_id) if entry.move)
    ids = list(order.people.order_by("id").values_list("patient_id", flat=True))
    seen = patients_by_id(actor, ids)
    accounts = {c.by_id for c in conclusions} | {m.actor_id for m in moves}
    accounts |= {q.by_id for q in questions}
    return OrderRecord(
        row=row,
        question=order.question,
        questions=questions,
        icd10=order.icd10,
        nosology=order.nosology,
        sending_facility_id=order.sending_facility_id,
        people={pk: seen.get(pk) for pk in ids},
        conclusions=conclusions,
        moves=moves,
        names=names_of(accounts),
    )


def _conclusion(s: RemoteService) -> ConclusionRow:
    return ConclusionRow(
        s.pk, s.performed_at, s.performed_by, s.by_id, s.conclusion, s.recommends, s.recorded_at
    )
