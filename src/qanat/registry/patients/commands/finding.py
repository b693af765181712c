"""Find and lock the record a command is about."""

import json

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Conflict, NotFound
from qanat.registry.patients.models import Patient


class MergedAway(Conflict):
    """The record was merged into another: work goes on there."""

    code = "merged_away"
    text = _("This record was merged into %(number)s. Continue there.")


def lock_standing(actor: Actor, patient_id: int, needs: str) -> Patient:
    """Return a record, locked, which was not merged into another.

    Raises:
        NotFound: if there is none or the permission does not reach it.
        MergedAway: if it was merged.
    """
    patient = _locked(actor, patient_id, needs)
    if patient.merged_into_id is not None:
        number = Patient.objects.values_list("number", flat=True).get(pk=patient.resolved_id)
        raise MergedAway(number=number, patient_id=patient.resolved_id)
    return patient


def lock_person(actor: Actor, patient_id: int, needs: str) -> Patient:
    """Return the record which stands for a person now, locked.

    Raises:
        NotFound: if there is none or the permission does not reach it.
    """
    resolved_id = (
        Patient.objects.visible_to(actor, needs)
        .filter(pk=patient_id)
        .values_list("resolved_id", flat=True)
        .first()
    )
    if resolved_id is None:
        raise NotFound
    patient = _locked(actor, resolved_id, needs)
    return patient if patient.merged_into_id is None else lock_person(actor, patient_id, needs)


def say_why(move: str, note: str) -> None:
    """Have the audit keep why the next changes of this transaction are made."""
    why = json.dumps({"move": move, "reason": "", "note": note}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qanat.move', %s, true)", (why,))


def _locked(actor: Actor, patient_id: int, needs: str) -> Patient:
    visible = Patient.objects.visible_to(actor, needs).filter(pk=patient_id)
    patient = visible.select_for_update(of=("self",)).first()
    if patient is None:
        raise NotFound
    return patient
