"""Take a critical patient into the watch, and say where he lies."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.commands.drafts import InclusionDraft
from qanat.care.critical.commands.finding import locked_watch, tell
from qanat.care.critical.models import Watch
from qanat.care.critical.parameters import FIRST_ROUND
from qanat.care.critical.permissions import INCLUDE, REPORT
from qanat.care.critical.queries.norms import hours_of, norms_on, rules_on
from qanat.care.critical.queries.persons import ages_of, person_of
from qanat.care.critical.rules.course import due_after
from qanat.care.critical.rules.inclusion import Admission, Case, admission
from qanat.care.critical.states import Profile
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.foundation.turns import wait_for_turn
from qanat.registry.facilities.queries import region_of_facility
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.commands.linking import link_patient
from qanat.registry.patients.commands.registering import find_or_register
from qanat.registry.patients.queries import patients_by_id
from qanat.response.dispatch.commands.numbers import next_number

PURPOSE: Final = "critical.watch"


class WatchedAlready(Conflict):
    """A patient is watched once."""

    code = "watched_already"
    text = _("This patient is watched already, as “%(number)s”.")


class BedTaken(Conflict):
    """One patient lies in a bed."""

    code = "watch_bed_taken"
    field = "bed"
    text = _("Another patient of the watch lies in this bed: “%(number)s”. Correct the bed.")


class NotForTheWatch(Invalid):
    """Who fits no rule is included for a reason which somebody writes down."""

    code = "not_for_the_watch"
    field = "because"
    text = _("No rule of the watch takes this patient in. Say why he is to be watched.")


@command(needs=INCLUDE)
def include_patient(
    actor: Actor,
    *,
    draft: InclusionDraft,
    person: PatientDraft | None = None,
    patient_id: int | None = None,
    now: datetime,
) -> int:
    """Take a patient into the watch; sent twice from one hospital it is the same watch.

    Either the person is described, known or not, or named by the id of a record the actor sees.

    Raises:
        NotAllowed: if the hospital is not the actor's.
        NotFound: if the actor may not see the patient named.
        WatchedAlready: if he is watched at another hospital.
        BedTaken: if somebody else of the watch lies in the bed.
        NotForTheWatch: if no rule takes him in and nobody says why.
    """
    region = region_of_facility(draft.facility_id)
    scope = actor.scope_of(INCLUDE)
    if not (scope.nation or region in scope.regions or draft.facility_id in scope.organisations):
        raise NotAllowed(permission=INCLUDE)
    bed = " ".join(draft.bed.split())
    in_bed = who_lies_in(draft.facility_id, bed)
    if in_bed is not None and person is not None and _is_described(in_bed, person):
        return in_bed.pk
    patient = _patient(actor, person, patient_id, now)
    if (known := who_watches(patient)) is not None:
        if known.facility_id == draft.facility_id:
            return known.pk
        raise WatchedAlready(number=known.number)
    if in_bed is not None:
        raise BedTaken(number=in_bed.number)
    admitted = _admitted(draft, ages_of([patient], now).get(patient), now)
    row = _watch(actor, draft, admitted, now)
    row.patient_id, row.region_id, row.bed = patient, region, bed
    row.number = next_number("W", region, now)
    row.save(force_insert=True)
    link_patient(
        actor,
        patient_id=patient,
        purpose=PURPOSE,
        purpose_id=row.pk,
        region=region,
        facility_id=draft.facility_id,
    )
    tell(row)
    return row.pk


@command(needs=REPORT)
def change_bed(actor: Actor, *, watch_id: int, bed: str) -> None:
    """Say in which bed a patient lies now.

    Raises:
        BedTaken: if somebody else of the watch lies there.
    """
    row = locked_watch(actor, watch_id, REPORT)
    row.bed = " ".join(bed.split())
    other = who_lies_in(row.facility_id, row.bed)
    if other is not None and other.pk != row.pk:
        raise BedTaken(number=other.number)
    row.save(update_fields=["bed"])
    tell(row)


def who_lies_in(facility_id: int, bed: str) -> Watch | None:
    """Return who of the watch lies in a bed, which is ours until the command ends."""
    wait_for_turn("critical.bed", facility_id, bed.casefold())
    return Watch.objects.open().filter(facility=facility_id, bed__iexact=bed).first()


def who_watches(patient_id: int) -> Watch | None:
    """Return the open watch over a person; nobody else includes him until the command ends."""
    wait_for_turn("critical.patient", person_of(patient_id))
    return Watch.objects.open().of_person(patient_id).first()


def _watch(actor: Actor, draft: InclusionDraft, admitted: Admission, now: datetime) -> Watch:
    norms = norms_on(national_day(now))
    return Watch(
        facility_id=draft.facility_id,
        profile=draft.profile or admitted.profile,
        rule="" if draft.because else admitted.rule,
        because=draft.because,
        diagnosis=draft.diagnosis,
        icd10=draft.icd10,
        is_pregnant=draft.is_pregnant,
        condition=draft.condition,
        support=list(draft.support),
        included_at=now,
        included_by=actor.id,
        findings_due_at=due_after(now, draft.condition, norms.findings_h),
        round_due_at=now + hours_of(FIRST_ROUND, national_day(now)),
        is_exercise=draft.is_exercise,
        is_synthetic=draft.is_synthetic,
    )


def _patient(
    actor: Actor, person: PatientDraft | None, patient_id: int | None, now: datetime
) -> int:
    if patient_id is not None:
        if not actor.is_all and patient_id not in patients_by_id(actor, [patient_id]):
            raise NotFound
        return patient_id
    if person is None:
        raise NotFound
    return find_or_register(actor, draft=person, now=now).id


def _is_described(watch: Watch, person: PatientDraft) -> bool:
    """Tell whether who lies in a bed is the one described: what is sent twice is not another."""
    known = patients_by_id(SYSTEM, [watch.patient_id]).get(watch.patient_id)
    if known is None or person.iin or person.is_another:
        return False
    is_same = known.is_unknown == person.is_unknown
    return is_same and (person.is_unknown or known.name == " ".join(person.name.split()))


def _admitted(draft: InclusionDraft, age_years: float | None, now: datetime) -> Admission:
    """Return what the rules say of a patient, or what somebody says against them."""
    case = Case(icd10=draft.icd10, age_years=age_years, condition=draft.condition)
    found = admission(case, rules_on(national_day(now)))
    if (found is None or not found.is_due) and not draft.because.strip():
        raise NotForTheWatch
    return found or Admission(Profile.GENERAL, "", is_due=False)
