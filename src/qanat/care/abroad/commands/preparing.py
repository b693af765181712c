"""Prepare a case: open it, change what is said in it, hand it in, withdraw it."""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.choosing import drop_offer, find_chosen
from qanat.care.abroad.commands.drafts import CaseDraft, Contacts
from qanat.care.abroad.commands.finding import go_on, locked_case
from qanat.care.abroad.commands.flights import call_off_planned
from qanat.care.abroad.commands.funding import release_all
from qanat.care.abroad.commands.persons import naming
from qanat.care.abroad.commands.treating import end_with_death
from qanat.care.abroad.models import Case
from qanat.care.abroad.permissions import CHECK, PREPARE
from qanat.care.abroad.queries.norms import decision_due_at, step_due_at
from qanat.care.abroad.queries.papers import items_of, paper_words
from qanat.care.abroad.queries.rights import act_of, class_now, is_child
from qanat.care.abroad.rules.checklist import wanting
from qanat.care.abroad.states import CHANGEABLE, EXAMINED, OPEN, WITHDRAWABLE, CaseState
from qanat.care.commission.commands.items import withdraw_matter
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.emails import is_email
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.foundation.secrets import encrypt
from qanat.foundation.telephones import plain_telephone
from qanat.foundation.turns import wait_for_turn
from qanat.registry.facilities.queries import region_of_facility
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.commands.linking import link_patient
from qanat.registry.patients.commands.registering import find_or_register
from qanat.registry.patients.queries import patients_by_id
from qanat.registry.patients.states import Sex
from qanat.response.dispatch.commands.finding import stale
from qanat.response.dispatch.commands.numbers import next_number

PURPOSE: Final = "abroad.case"
RELEASED: Final = {"treated_here": "treated_here", "mistake": "entered_by_mistake"}
"""Why a reserve is released, by why its case is withdrawn: else the patient declined."""
OFF_AGENDA: Final = {"by_applicant": "by_applicant", "mistake": "entered_by_mistake"}
"""Why a matter leaves the agenda, by why its case is withdrawn: else it is not needed any more."""
MOST_PHONES: Final = 3
"""Of the applicant: two parents and who helps them."""
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of codes which people read to each other: nothing that looks like another."""
CODE_LETTERS: Final = 10
URGENT: Final = ("is_urgent", "urgent_because", "is_urgency_anonymous", "due_at", "decide_by")
TOLD: Final = (
    "diagnosis", "icd10", "disease", "treatment", "summary", "is_available_at_home", "is_citizen",
    "is_pregnant", "is_injured_on_duty", "is_transportable", "can_benefit", "is_self_arranged",
    "urgency",
)  # fmt: skip


class CaseOpen(Conflict):
    """A patient has one open case."""

    code = "case_open"
    text = _("There is an open case for this patient already: “%(number)s”.")


class NotAnonymous(Invalid):
    """Experts are not to recognise the patient."""

    code = "not_anonymous"
    field = "summary"
    text = _("Experts read this without knowing who it is. Take out: %(words)s.")


class PhoneUnreadable(Invalid):
    """One-time passwords go to a telephone."""

    code = "phone_unreadable"
    field = "applicant_phone"
    text = _("This can't be a telephone number. Check it.")


class EmailUnreadable(Invalid):
    """The applicant is written to where he can read it."""

    code = "email_unreadable"
    field = "applicant_email"
    text = _("This can't be an e-mail address. Check it.")


class PhonesTooMany(Invalid):
    """A password which many get is none."""

    code = "phones_too_many"
    field = "applicant_phone"
    text = _("Name at most %(most)s telephones.")


class PapersMissing(Conflict):
    """An incomplete package is not considered."""

    code = "papers_missing"
    text = _("Missing, out of date or without a translation: %(papers)s.")


class NotChangeable(Conflict):
    """What was handed in is not changed any more."""

    code = "not_changeable"
    text = _("The case was handed in: what it says can't be changed now.")


class CaseOver(Conflict):
    """Of a case which is over nobody is told any more."""

    code = "case_over"
    text = _("This case is over.")


class ReasonNames(Invalid):
    """The bundle of an agenda names no patient."""

    code = "reason_names"
    field = "because"
    text = _("The commission reads this without knowing who it is. Take out: %(words)s.")


class NotExamined(Conflict):
    """What hastens examining is for cases which are examined."""

    code = "not_examined"
    text = _("The case is not being examined now.")


@command(needs=PREPARE)
def open_case(
    actor: Actor,
    *,
    facility_id: int,
    draft: CaseDraft,
    person: PatientDraft | None = None,
    patient_id: int | None = None,
    now: datetime,
) -> int:
    """Begin a case at a hospital; sent twice it is the same one.

    Raises:
        NotAllowed: if the hospital is not the actor's, nor in his region.
        CaseOpen: if the patient has an open case elsewhere.
        NotAnonymous: if the summary names the patient.
    """
    home = region_of_facility(facility_id)
    scope = actor.scope_of(PREPARE)
    if not (scope.nation or home in scope.regions or facility_id in scope.organisations):
        raise NotAllowed(permission=PREPARE)
    patient = _patient(actor, person, patient_id, now)
    wait_for_turn(PURPOSE, patient)
    if (known := Case.objects.open().filter(patient=patient).first()) is not None:
        if known.state == CaseState.DRAFT and known.facility_id == facility_id:
            return known.pk
        raise CaseOpen(number=known.number)
    region = draft.region or home
    row = Case(facility_id=facility_id, patient_id=patient, region_id=region)
    row.made_at = row.state_at = now
    row.made_by, row.is_synthetic = actor.id, draft.is_synthetic
    row.number = next_number("TA", region, now)
    row.code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LETTERS))
    _tell(row, draft, now)
    row.save(force_insert=True)
    link_patient(
        actor,
        patient_id=patient,
        purpose=PURPOSE,
        purpose_id=row.pk,
        region=region,
        facility_id=facility_id,
    )
    return row.pk


@command(needs=PREPARE)
def amend_case(
    actor: Actor, *, case_id: int, version: int, draft: CaseDraft, now: datetime
) -> None:
    """Change what is said in a case which is being prepared, or was returned.

    Raises:
        NotChangeable: if it was handed in.
        Stale: if somebody changed it meanwhile.
        NotAnonymous: if the summary names the patient.
    """
    row = locked_case(actor, case_id, PREPARE)
    if row.state not in CHANGEABLE:
        raise NotChangeable
    if row.version != version:
        raise stale(row, row.number)
    row.version += 1
    _tell(row, draft, now)
    row.save()


@command(needs=PREPARE)
def submit_case(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Hand a case in to the health department of the region, for its petition.

    Raises:
        PapersMissing: if one of the hospital's or the applicant's papers is.
    """
    row = locked_case(actor, case_id, PREPARE)
    need_papers(row, now, by_region=False)
    go_on(actor, row, "submit", now)


@command(needs=PREPARE)
def withdraw_case(
    actor: Actor, *, case_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """End a case which is not wanted any more; money put aside returns, a contract stays owed.

    Who went on his own is marked so: nothing of it is ever paid back.
    """
    row = locked_case(actor, case_id, PREPARE)
    _leave_agenda(row, OFF_AGENDA.get(reason, "not_needed"))
    _let_go(row, RELEASED.get(reason, "patient_declined"), now)
    if reason == "self_arranged":
        row.is_self_arranged = True
    go_on(actor, row, "withdraw", now, reason=reason, note=note, also=("is_self_arranged",))


@command(needs=PREPARE)
def note_death(actor: Actor, *, case_id: int, note: str = "", now: datetime) -> None:
    """End the case of a patient who has died."""
    row = locked_case(actor, case_id, PREPARE)
    _leave_agenda(row, "patient_died")
    if row.state == CaseState.ADMITTED:
        end_with_death(row, national_day(now), note, now)
    else:
        _let_go(row, "patient_died", now)
    go_on(actor, row, "note_death", now, note=note)


@command(needs=PREPARE)
def change_contacts(actor: Actor, *, case_id: int, told: Contacts) -> None:
    """Say anew how the applicant of a case which is not over is reached.

    Raises:
        CaseOver: if it is.
    """
    row = locked_case(actor, case_id, PREPARE)
    if row.state not in OPEN:
        raise CaseOver
    _reach(row, told)
    row.save()


@command(needs=CHECK)
def make_urgent(
    actor: Actor, *, case_id: int, because: str, is_anonymous: bool = False, now: datetime
) -> None:
    """Put a case which is examined into the urgent lane: its clocks run in hours from now.

    Raises:
        NotExamined: if it is with somebody else, or decided.
        ReasonNames: if the reason is said to name nobody, and does.
    """
    row = locked_case(actor, case_id, CHECK)
    if row.is_urgent:
        return
    if row.state not in EXAMINED:
        raise NotExamined
    words = naming(because, patients_by_id(SYSTEM, [row.patient_id])[row.patient_id].name)
    if is_anonymous and words:
        raise ReasonNames(words=words)
    row.is_urgent, row.urgent_because, row.is_urgency_anonymous = True, because, is_anonymous
    step = step_due_at(row.state, now, is_urgent=True)
    row.due_at = min(filter(None, (step, row.due_at)), default=None)
    soon = decision_due_at(now, is_urgent=True)
    row.decide_by = min(soon, row.decide_by or soon)
    row.save(update_fields=URGENT)


def contact_faults(phones: str, email: str) -> Iterator[Invalid]:
    """Yield everything for which an applicant can't be reached so."""
    plain = _phones(phones)
    if not all(plain) or (phones and not plain):
        yield PhoneUnreadable()
    elif len(plain) > MOST_PHONES:
        yield PhonesTooMany(most=MOST_PHONES)
    if email and not is_email(email):
        yield EmailUnreadable()


def need_papers(row: Case, now: datetime, *, by_region: bool) -> None:
    """See that nothing keeps a package from being handed in: by a hospital, or by a region.

    Raises:
        PapersMissing: if something does; it says what.
    """
    if kinds := wanting(items_of(row, now), by_region=by_region):
        words = paper_words(act_of(row, now))
        raise PapersMissing(papers="; ".join(words[kind] for kind in kinds))


def _let_go(row: Case, reason: str, now: datetime) -> None:
    """Give back what a case that ends holds: money without a contract, its clinic, a journey."""
    if row.state == CaseState.RESERVED:
        release_all(SYSTEM, row, reason, now)
    offer = find_chosen(row)
    if offer is not None and row.state in WITHDRAWABLE:
        drop_offer(SYSTEM, offer, "patient_declined", now)
    is_dead = reason == "patient_died"
    call_off_planned(row, "patient_died" if is_dead else "patient_declined", now)


def _leave_agenda(row: Case, reason: str) -> None:
    """Have the commission decide no more about a case which ends."""
    if row.state == CaseState.AGENDA:
        withdraw_matter(matter=row.matter, reason=reason)


def _tell(row: Case, draft: CaseDraft, now: datetime) -> None:
    """Write into a case what is said, and the class in which it stands by that."""
    known = patients_by_id(SYSTEM, [row.patient_id])[row.patient_id]
    if words := naming(draft.summary, known.name):
        raise NotAnonymous(words=words)
    for name in TOLD:
        setattr(row, name, getattr(draft, name))
    _reach(row, draft)
    if known.sex == Sex.MALE:
        row.is_pregnant = None
    row.is_represented = draft.is_represented or is_child(row.patient_id, now)
    row.priority = class_now(row, now)


def _reach(row: Case, told: Contacts) -> None:
    """Write into a case how its applicant is reached."""
    for fault in contact_faults(told.applicant_phone, told.applicant_email):
        raise fault
    row.applicant_language = told.applicant_language
    row.wants_sms, row.wants_email = told.wants_sms, told.wants_email
    if told.applicant_phone:
        row.applicant_phone = encrypt("\n".join(_phones(told.applicant_phone)))
    if told.applicant_email:
        row.applicant_email = encrypt(told.applicant_email)
    elif told.forgets_email:
        row.applicant_email = None


def _phones(typed: str) -> list[str]:
    """Return the telephones which are named, each once, in a form that can be called; "" if not."""
    named = [one for one in re.split(r"[,;\n]", typed) if one.strip()]
    return list(dict.fromkeys(map(plain_telephone, named)))


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
