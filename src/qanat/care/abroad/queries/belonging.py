"""To which case a journey, a wish, a gift, an offer belongs."""

from typing import Any, Final

from django.db.models import Model

from qanat.care.abroad.models import Case, Extension, Gift, Journey, Offer
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.patients.queries import patients_by_id

OF: Final[dict[str, type[Model]]] = {
    "journey": Journey,
    "extension": Extension,
    "gift": Gift,
    "offer": Offer,
}


def case_of(actor: Actor, kind: str, record_id: int, permission: str) -> tuple[int, str]:
    """Return the case of a record, "" for a case itself, which a permission reaches; its number.

    Raises:
        NotFound: if there is none.
    """
    reached = Case.objects.within(actor, permission)
    if kind:
        rows: Any = OF[kind]._default_manager
        reached = reached.filter(pk__in=rows.filter(pk=record_id).values("case"))
    else:
        reached = reached.filter(pk=record_id)
    if (found := reached.values_list("pk", "number").first()) is None:
        raise NotFound
    return found


def name_in_case(case_id: int) -> str:
    """Return whose case it is, for who may carry it out."""
    patient_id = Case.objects.values_list("patient_id", flat=True).get(pk=case_id)
    return patients_by_id(SYSTEM, [patient_id])[patient_id].name
