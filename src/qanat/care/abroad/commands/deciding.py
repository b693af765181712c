"""Put a case before the commission, take its decision, appeal against it, close the case."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from qanat.care.abroad.commands.drafts import DecisionDraft
from qanat.care.abroad.commands.finding import go_on, locked_case
from qanat.care.abroad.commands.offers import need_opinions
from qanat.care.abroad.commands.persons import naming
from qanat.care.abroad.models import Appeal, Case, CaseDecision, FollowUp, Offer, Task
from qanat.care.abroad.parameters import LEAST_CLINICS
from qanat.care.abroad.permissions import CHECK, PREPARE, WORK
from qanat.care.abroad.queries.home import offered_at_home
from qanat.care.abroad.queries.norms import appeal_until, number_on
from qanat.care.abroad.queries.rights import act_of, finding_of
from qanat.care.abroad.rules.eligibility import Outlook
from qanat.care.abroad.states import (
    HARD_GROUNDS,
    MATTER,
    SENT,
    CaseState,
    Decision,
    OfferState,
    TaskState,
    Verdict,
)
from qanat.care.commission.commands.items import Ground, Matter, put_on_agenda
from qanat.care.funding.queries.obligations import live_purposes
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Conflict, Invalid, Text
from qanat.foundation.texts import LANGUAGES, LocalText
from qanat.registry.patients.queries import patients_by_id

APPEALED: Final = pgettext_lazy("matter", "Appeal")


class ClinicsMissing(Conflict):
    """Clinics are asked before the commission decides, unless nobody is to be sent."""

    code = "clinics_missing"
    text = _("At least %(least)s clinics have to be asked, and one of them has to offer.")


class OffersFew(Invalid):
    """With fewer offers than asked for, somebody says why."""

    code = "offers_few"
    field = "note"
    text = _("Fewer than %(least)s clinics made an offer. Say why that is enough.")


class AppealLate(Conflict):
    """A decision stands after a while."""

    code = "appeal_late"
    text = _("The time to appeal is over.")


class AppealNames(Invalid):
    """The commission reads an appeal, and is not to recognise the patient."""

    code = "appeal_names"
    field = "text"
    text = _("The commission reads this without knowing who it is. Take out: %(words)s.")


class GroundMissing(Invalid):
    """A refusal has a ground of the act; nothing else has."""

    code = "ground_missing"
    field = "ground"
    text = _("A refusal names a ground of the act under which the case is decided.")


class CarriedOut(Conflict):
    """A patient who is sent is not forgotten half-way."""

    code = "carried_out"
    text = _("The decision is to be carried out first.")


class FollowUpsOpen(Conflict):
    """A patient is followed up for a year."""

    code = "follow_ups_open"
    text = _("Follow-ups are still owed: after %(months)s months.")


class MoneyOpen(Conflict):
    """What was put aside is paid or returned first."""

    code = "money_open"
    text = _("Money of this case is still held. Finance closes or releases it first.")


@command(needs=CHECK)
def send_to_commission(actor: Actor, *, case_id: int, note: str = "", now: datetime) -> None:
    """Have the commission decide about a case whose opinions and offers are there.

    Where the rules or every expert speak against sending the patient, no clinic need be asked.

    Raises:
        WrongState: if it is not ready.
        OpinionsMissing: if too few experts gave their opinion.
        ClinicsMissing: if too few clinics were asked, or none made an offer.
        OffersFew: if fewer made an offer than should, and nobody says why.
    """
    row = locked_case(actor, case_id, CHECK)
    if row.state != CaseState.APPEALED:
        need_opinions(row, now)
        if not _is_nobody_sent(row, now):
            _need_offers(row, note, now)
    go_on(actor, row, "put_on_agenda", now, note=note)
    put_on_agenda(actor, matter=_matter(row, now), now=now)


@command(needs=WORK)
def take_decision(
    actor: Actor,
    *,
    case_id: int,
    told: DecisionDraft,
    now: datetime,
) -> None:
    """Take down what the commission decided; told twice it is taken once.

    Raises:
        WrongState: if the case is not before the commission.
        GroundMissing: if a refusal names none of its act, or another decision does.
    """
    row = locked_case(actor, case_id, WORK)
    grounds = {*(one.code for one in act_of(row, now).grounds), *HARD_GROUNDS}
    if (told.ground in grounds) is not (told.decision == Decision.REFUSE):
        raise GroundMissing
    if CaseDecision.objects.filter(case=row, reference=told.reference).exists():
        return
    row.decision, row.decided_at = told.decision, now
    go_on(actor, row, "decide", now, also=("decision", "decided_at"))
    CaseDecision.objects.create(
        case=row,
        decision=told.decision,
        act=row.act,
        ground=told.ground,
        place_id=told.place_id,
        reasons=told.reasons,
        reference=told.reference,
        finding=asdict(finding_of(row, now)) | {"offered_at_home": _homes(row, now)},
        at=now,
    )


@command(needs=WORK)
def take_off_agenda(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Have a case back from the commission undecided; one that is not there stays as it is."""
    row = locked_case(actor, case_id, WORK)
    if row.state == CaseState.AGENDA:
        go_on(actor, row, "take_off", now)


@command(needs=WORK)
def take_invoice(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Note that the invoice of a treatment which is over has come; before and after it is not."""
    row = locked_case(actor, case_id, WORK)
    if row.state == CaseState.TREATED:
        go_on(actor, row, "invoice", now)


@command(needs=PREPARE)
def appeal_case(actor: Actor, *, case_id: int, text: str, now: datetime) -> None:
    """Take down an appeal against the decision, in time.

    Raises:
        AppealLate: if the time is over.
        AppealNames: if the words name the patient.
        WrongState: if there is no decision, or it was appealed against.
    """
    row = locked_case(actor, case_id, PREPARE)
    if row.decided_at is not None and now > appeal_until(row.decided_at):
        raise AppealLate
    if words := naming(text, patients_by_id(SYSTEM, [row.patient_id])[row.patient_id].name):
        raise AppealNames(words=words)
    go_on(actor, row, "appeal", now)
    decided = CaseDecision.objects.filter(case=row).latest("id")
    Appeal.objects.create(decision=decided, text=text, at=now, by_id=actor.id)


@command(needs=CHECK)
def close_case(actor: Actor, *, case_id: int, now: datetime) -> None:
    """Close a case of which nothing is to be done any more.

    Raises:
        CarriedOut: if the patient is to be sent, or a specialist to come.
        FollowUpsOpen: if he is still to be seen.
        MoneyOpen: if money of the case is still held.
    """
    row = locked_case(actor, case_id, CHECK)
    is_to_be_done = row.decision in SENT and not row.is_self_arranged
    if row.state == CaseState.DECIDED and is_to_be_done:
        raise CarriedOut
    owed = FollowUp.objects.filter(case=row, seen_on__isnull=True).order_by("month")
    if months := ", ".join(str(month) for month in owed.values_list("month", flat=True)):
        raise FollowUpsOpen(months=months)
    if live_purposes(row.matter):
        raise MoneyOpen
    go_on(actor, row, "close", now)


def _matter(row: Case, now: datetime) -> Matter:
    """Return a case as the commission knows it: nobody's name, no words of his own."""
    act = act_of(row, now)
    disease = act.disease(row.disease)
    categories = {one.code: one.label for one in act.categories}
    title = disease.label if disease else categories.get(finding_of(row, now).category, act.title)
    if _is_appealed(row):
        about = in_all_languages(APPEALED)
        title = {code: f"{about.get(code, about['en'])}: {name}" for code, name in title.items()}
    hard = (Ground(code, in_all_languages(word)) for code, word in HARD_GROUNDS.items())
    return Matter(
        id=row.matter,
        kind=MATTER,
        number=row.number,
        title=title,
        rules_on=national_day(row.registered_at or now),
        link=reverse("abroad:brief", args=(row.matter,)),
        is_urgent=row.is_urgent,
        grounds=[*(Ground(one.code, one.label) for one in act.grounds), *hard],
        organisations=frozenset({row.facility_id}),
        physicians=frozenset({row.made_by}),
    )


def _is_appealed(row: Case) -> bool:
    """Tell whether the newest decision is appealed against."""
    newest = CaseDecision.objects.filter(case=row).order_by("-id").first()
    return newest is not None and Appeal.objects.filter(decision=newest).exists()


def _homes(row: Case, now: datetime) -> list[str]:
    """Return where the registry of hospitals says on the day that the disease is treated."""
    homes = offered_at_home(row.disease, national_day(now))
    return [f"{one.capability} {one.facility_id} {one.since}" for one in homes]


def in_all_languages(word: Text) -> LocalText:
    """Return a word of ours in every language."""
    found = {}
    for code in LANGUAGES:
        with override(code):
            found[code] = str(word)
    return found


def _is_nobody_sent(row: Case, now: datetime) -> bool:
    given = Task.objects.filter(case=row, state=TaskState.GIVEN)
    wants_none = not given.filter(verdict__in=(Verdict.ABROAD, Verdict.EXAMINE)).exists()
    return wants_none or finding_of(row, now).outlook is Outlook.NOT_PAID


def _need_offers(row: Case, note: str, now: datetime) -> None:
    least = number_on(LEAST_CLINICS, national_day(row.registered_at or now))
    states = list(Offer.objects.filter(case=row).values_list("state", flat=True))
    quoted = states.count(OfferState.QUOTED)
    if len(states) < least or not quoted:
        raise ClinicsMissing(least=least)
    if quoted < least and not note.strip():
        raise OffersFew(least=least)
