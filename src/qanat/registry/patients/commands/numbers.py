"""Add, take back and show the numbers of a person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.events.patients import PatientCorrected
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.secrets import decrypt
from qanat.registry.patients.commands.drafts import IdentifierDraft
from qanat.registry.patients.commands.finding import lock_person, lock_standing
from qanat.registry.patients.commands.preparing import clean_text, given_number
from qanat.registry.patients.commands.storing import owners_of, store_numbers
from qanat.registry.patients.models import Identifier, IdentifierReveal, Patient
from qanat.registry.patients.permissions import CORRECT, REVEAL
from qanat.registry.patients.states import IdentifierKind, IinStatus


class NumberMissing(Invalid):
    """There is no number in what was typed."""

    code = "number_missing"
    text = _("Type a number.")


class NumberKnown(Conflict):
    """The patient has this number already."""

    code = "number_known"
    text = _("This number is on record for this patient already.")


class ShowWhyMissing(Invalid):
    """Numbers are shown for a stated reason only."""

    code = "show_why_missing"
    text = _("Say why you need to see the numbers.")


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number in clear, for the eyes of who asked."""

    id: int
    kind: str
    country: str
    value: str
    expires_on: date | None


@command(needs=CORRECT)
def add_identifier(
    actor: Actor, *, patient_id: int, identifier: IdentifierDraft, now: datetime
) -> tuple[str, ...]:
    """Add a number of any kind to a person; return the doubts about it.

    A number for which another record answers is added too: the two are then suggested as
    duplicates.
    """
    patient = lock_standing(actor, patient_id, CORRECT)
    number, doubts = given_number(identifier, national_day(now))
    if number is None:
        raise NumberMissing
    is_claimed = bool(owners_of([number]))
    if not store_numbers([(patient.pk, number)], may_identify=not is_claimed):
        raise NumberKnown
    _tell_iin(patient)
    announce(PatientCorrected(patient_id=patient.pk))
    return tuple(doubts)


@command(needs=CORRECT)
def retire_identifier(actor: Actor, *, identifier_id: int) -> None:
    """Take back a number which is not the patient's; it stays in the history."""
    found = Identifier.objects.filter(pk=identifier_id).first()
    if found is None:
        raise NotFound
    patient = lock_standing(actor, found.patient_id, CORRECT)
    retired = Identifier.objects.in_force().filter(pk=identifier_id)
    if not retired.update(retired_at=timezone.now(), identifies=False):
        raise NotFound
    _tell_iin(patient)
    announce(PatientCorrected(patient_id=patient.pk))


@command(needs=REVEAL, is_reading=True)
def reveal_identifiers(actor: Actor, *, patient_id: int, why: str) -> tuple[ShownNumber, ...]:
    """Show the numbers of a person in clear, and keep who asked and why."""
    patient = lock_person(actor, patient_id, REVEAL)
    if not why.strip():
        raise ShowWhyMissing
    IdentifierReveal.objects.create(patient=patient, shown_to=actor.id, why=clean_text(why, 200))
    rows = Identifier.objects.in_force().filter(patient__resolved=patient.pk)
    return tuple(
        ShownNumber(r.pk, r.kind, r.country, decrypt(bytes(r.sealed)), r.expires_on)
        for r in rows.order_by("kind", "id")
    )


def _tell_iin(patient: Patient) -> None:
    """Keep the state of the newest IIN with the patient."""
    newest = (
        Identifier.objects.in_force()
        .filter(patient=patient, kind=IdentifierKind.IIN)
        .order_by("-id")
        .values_list("status", flat=True)
        .first()
    )
    patient.iin_status = newest or IinStatus.ABSENT
    patient.version += 1
    patient.save(update_fields=["iin_status", "version"])
