"""Consultation orders, made by the same commands as live work."""

from typing import Any, Final

from tests.response.dispatch.builders import MINUTE, NOW, actor_as, facility_id

from qanat.care.telemedicine.commands import (
    ConclusionDraft,
    OrderDraft,
    conclude_order,
    order_consultation,
    take_order,
)
from qanat.care.telemedicine.models import ConsultationOrder
from qanat.foundation.actors import Actor, Scope
from qanat.registry.patients.commands.drafts import PatientDraft

DISPATCHER: Final = actor_as("dispatcher")
NEUROLOGY: Final = Scope(profiles=frozenset({"neurology"}))
SPECIALIST: Final = actor_as("specialist", NEUROLOGY, 21)
COLLEAGUE: Final = actor_as("specialist", NEUROLOGY, 22)
STRANGER: Final = actor_as("coordinator", Scope(regions=frozenset({"KZ-47"})), 23)


def hospital(code: str = "076", account: int = 24) -> Actor:
    """Return the coordinator of a hospital."""
    return actor_as("hospital", Scope(organisations=frozenset({facility_id(code)})), account)


def order_draft(**said: Any) -> OrderDraft:
    """Return an order of a quarter of an hour ago from Talgar."""
    given: dict[str, Any] = {
        "ordered_at": NOW - 15 * MINUTE,
        "sending_facility_id": facility_id(),
        "specialty": "neurology",
        "diagnosis": "Ишемический инсульт",
        "icd10": "I63.4",
        "question": "Тромболизис?",
    }
    return OrderDraft(**(given | said))


def order(*, actor: Actor = DISPATCHER, name: str = "", **said: Any) -> ConsultationOrder:
    """Return an order, with a patient if a name is given."""
    person = PatientDraft(name=name, age_years=61) if name else None
    pk = order_consultation(actor, draft=order_draft(**said), person=person, now=NOW)
    return fresh(pk)


def taken(*, by: Actor = SPECIALIST, **said: Any) -> ConsultationOrder:
    """Return an order which a specialist has taken."""
    row = order(**said)
    take_order(by, order_id=row.pk, now=NOW)
    return fresh(row.pk)


def conclusion(**said: Any) -> ConclusionDraft:
    """Return a conclusion as written now."""
    given: dict[str, Any] = {
        "text": "Показана тромбоэкстракция.",
        "performed_at": NOW,
        "performed_by": "Невролог",
        "recommends": "fly",
    }
    return ConclusionDraft(**(given | said))


def concluded(*, by: Actor = SPECIALIST, advice: str = "fly", **said: Any) -> ConsultationOrder:
    """Return a concluded order."""
    row = taken(by=by, **said)
    conclude_order(by, order_id=row.pk, draft=conclusion(recommends=advice), now=NOW)
    return fresh(row.pk)


def fresh(order_id: int) -> ConsultationOrder:
    """Return an order as it stands now."""
    return ConsultationOrder.objects.get(pk=order_id)
