"""Correct what is known of a person; record a death."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.events.patients import DeathRecorded, PatientCorrected
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid
from qanat.foundation.texts import search_key
from qanat.registry.patients.commands.finding import lock_person, lock_standing, say_why
from qanat.registry.patients.commands.preparing import check_birth, clean_text, whole_name
from qanat.registry.patients.models import Alias, Patient
from qanat.registry.patients.permissions import CORRECT
from qanat.registry.patients.states import BirthPrecision, Residency, Sex


class ChangedMeanwhile(Conflict):
    """Somebody else corrected the record since it was opened."""

    code = "changed_meanwhile"
    text = _("Somebody else corrected this patient in the meantime. Compare and send again.")


class BirthUnclear(Invalid):
    """A date of birth and how exactly it is known do not fit."""

    code = "birth_unclear"
    text = _("Give a date of birth together with how exactly it is known, or neither.")


class DeathKnown(Conflict):
    """A death is on record already."""

    code = "death_known"
    text = _("A death is on record already. Withdraw it first if it is wrong.")


class DeathImpossible(Invalid):
    """A death can't be in the future or before birth."""

    code = "death_impossible"
    text = _("The time of death lies in the future or before birth.")


class NoDeath(Conflict):
    """There is no death to withdraw."""

    code = "no_death"
    text = _("No death is on record.")


class WhyMissing(Invalid):
    """The reason of a grave change is missing."""

    code = "why_missing"
    text = _("Say why.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """All that is known of a person, as it is to stand from now on."""

    name: str
    sex: str = Sex.UNKNOWN
    birth_on: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN
    weight_g: int | None = None
    citizenship_id: str | None = None
    residency: str = Residency.UNKNOWN
    region_id: str | None = None
    settlement_id: int | None = None
    is_unknown: bool = False
    features: str = ""


@command(needs=CORRECT)
def correct_patient(actor: Actor, *, patient_id: int, version: int, known: Correction) -> None:
    """Put right what is known of a person; the name of before stays findable.

    ``version`` is that of the record which was looked at.
    """
    patient = lock_standing(actor, patient_id, CORRECT)
    if patient.version != version:
        raise ChangedMeanwhile
    if (known.birth_on is None) != (known.birth_precision == BirthPrecision.UNKNOWN):
        raise BirthUnclear
    check_birth(known.birth_on, national_day(timezone.now()))
    name = whole_name(known.name)
    key = search_key(name)
    if patient.name_key and patient.name_key != key:
        Alias.objects.get_or_create(
            patient=patient, key=patient.name_key, defaults={"name": patient.name}
        )
    for field, value in asdict(known).items():
        setattr(patient, field, value)
    patient.name, patient.name_key = name, key
    patient.features = clean_text(known.features, 500)
    _save(patient)
    announce(PatientCorrected(patient_id=patient_id))


@command(needs=CORRECT)
def add_alias(actor: Actor, *, patient_id: int, name: str) -> None:
    """Have a person found by another name or spelling too."""
    patient = lock_standing(actor, patient_id, CORRECT)
    name = clean_text(name, 200)
    if not (key := search_key(name)):
        return
    Alias.objects.get_or_create(patient=patient, key=key, defaults={"name": name})
    _save(patient)


@command(needs=CORRECT)
def record_death(actor: Actor, *, patient_id: int, died_at: datetime, now: datetime) -> None:
    """Record that a person died; for a merged record it stands with the survivor."""
    patient = lock_person(actor, patient_id, CORRECT)
    if patient.died_at == died_at:
        return
    if patient.died_at is not None:
        raise DeathKnown
    is_exact = patient.birth_precision == BirthPrecision.DAY
    born_on = patient.birth_on if is_exact else None
    if died_at > now or (born_on is not None and national_day(died_at) < born_on):
        raise DeathImpossible
    patient.died_at = died_at
    _save(patient)
    announce(DeathRecorded(patient_id=patient.pk))


@command(needs=CORRECT)
def withdraw_death(actor: Actor, *, patient_id: int, why: str) -> None:
    """Take back a death which was recorded by mistake."""
    patient = lock_person(actor, patient_id, CORRECT)
    if patient.died_at is None:
        raise NoDeath
    if not why.strip():
        raise WhyMissing
    say_why("withdraw_death", clean_text(why, 200))
    patient.died_at = None
    _save(patient)
    announce(PatientCorrected(patient_id=patient.pk))


def _save(patient: Patient) -> None:
    keys = [patient.name_key, *patient.aliases.order_by("id").values_list("key", flat=True)]
    patient.search_key = " ".join(f" {key}" for key in dict.fromkeys(keys) if key)
    patient.version += 1
    patient.save()
