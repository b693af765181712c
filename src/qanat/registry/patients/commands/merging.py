"""Say that two records are of one person, and take it back.

Nothing moves: numbers, names and links stay with their own records, which point to the one
that stands for the person. So undoing restores exactly what was.
"""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.events.patients import PatientsMerged, PatientsUnmerged
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.patients.commands.finding import MergedAway
from qanat.registry.patients.commands.preparing import clean_text
from qanat.registry.patients.models import Merge, Patient
from qanat.registry.patients.permissions import MERGE


class SameRecord(Invalid):
    """A record can't be merged with itself."""

    code = "same_record"
    text = _("Choose two different records.")


class MergeWhyMissing(Invalid):
    """A merge without a reason can't be judged later."""

    code = "merge_why_missing"
    text = _("Say why.")


class NotMerged(Conflict):
    """The record is not merged into another."""

    code = "not_merged"
    text = _("This record is not merged into another.")


@command(needs=MERGE)
def merge_patients(actor: Actor, *, patient_id: int, survivor_id: int, why: str) -> None:
    """Have one record stand for the person of two."""
    if patient_id == survivor_id:
        raise SameRecord
    if not why.strip():
        raise MergeWhyMissing
    patient, survivor = _lock_both(actor, patient_id, survivor_id)
    for record in (patient, survivor):
        if record.merged_into_id is not None:
            number = Patient.objects.values_list("number", flat=True).get(pk=record.resolved_id)
            raise MergedAway(number=number, patient_id=record.resolved_id)
    Merge.objects.create(
        patient=patient, survivor=survivor, reason=clean_text(why, 200), made_by=actor.id
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_patient SET resolved_id = %s, merged_into_id ="
            " CASE WHEN id = %s THEN %s ELSE merged_into_id END WHERE resolved_id = %s",
            (survivor_id, patient_id, survivor_id, patient_id),
        )
    announce(PatientsMerged(patient_id=patient_id, survivor_id=survivor_id))


@command(needs=MERGE)
def unmerge_patients(actor: Actor, *, patient_id: int, why: str) -> None:
    """Undo a merge: the record stands for itself again, with those merged into it before."""
    if not why.strip():
        raise MergeWhyMissing
    patient = Patient.objects.visible_to(actor, MERGE).filter(pk=patient_id).first()
    if patient is None:
        raise NotFound
    list(
        Patient.objects.filter(resolved=patient.resolved_id)
        .order_by("id")
        .select_for_update(of=("self",))
    )
    merge = Merge.objects.filter(patient=patient_id, undone_at=None).first()
    if merge is None:
        raise NotMerged
    merge.undone_at, merge.undone_by = timezone.now(), actor.id
    merge.undo_reason = clean_text(why, 200)
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE own AS (SELECT %s::bigint AS id UNION"
            " SELECT p.id FROM patients_patient p JOIN own ON p.merged_into_id = own.id)"
            " UPDATE patients_patient SET resolved_id = %s,"
            " merged_into_id = CASE WHEN id = %s THEN NULL ELSE merged_into_id END"
            " WHERE id IN (SELECT id FROM own)",
            (patient_id, patient_id, patient_id),
        )
    announce(PatientsUnmerged(patient_id=patient_id, survivor_id=merge.survivor_id))


def _lock_both(actor: Actor, patient_id: int, survivor_id: int) -> tuple[Patient, Patient]:
    rows = (
        Patient.objects.visible_to(actor, MERGE)
        .filter(pk__in=(patient_id, survivor_id))
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    found = {row.pk: row for row in rows}
    if len(found) < 2:  # noqa: PLR2004 (both of the two)
        raise NotFound
    return found[patient_id], found[survivor_id]
