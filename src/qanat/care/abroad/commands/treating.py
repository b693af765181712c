"""The treatment itself: it begins, takes longer or more, comes to something, or to a death."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.choosing import find_chosen
from qanat.care.abroad.commands.finding import decided_case, go_on
from qanat.care.abroad.commands.following import begin_follow_ups
from qanat.care.abroad.models import Case, CaseDecision, Extension, Stay
from qanat.care.abroad.permissions import CARRY, FUND
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.states import (
    EXTENSION,
    OF_STAY,
    CaseState,
    Decision,
    ExtensionState,
    Result,
)
from qanat.care.clinics.commands.quotas import return_untreated, treat_place
from qanat.care.funding.commands.contracts import Raise, raise_commitment
from qanat.care.funding.commands.posting import need_past
from qanat.care.funding.commands.reserving import need_after_decision, need_decision
from qanat.care.funding.queries.entries import has_invoice
from qanat.care.funding.queries.obligations import find_live, is_committed
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day, start_of
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.terminology.queries import reason_choices


class NotCommittedYet(Conflict):
    """No treatment begins before its money is committed."""

    code = "not_committed_yet"
    text = _("The money for this is not committed by a contract.")


class NotTreated(Conflict):
    """What is told of a treatment is told while it lasts."""

    code = "not_treated"
    text = _("The patient is not in treatment now.")


class ResultMissing(Invalid):
    """A treatment comes to something."""

    code = "result_missing"
    field = "result"
    text = _("Say what the treatment came to, on a day after it began.")


class NothingMore(Invalid):
    """A longer stay takes days, or money, and reasons."""

    code = "nothing_more"
    field = "days"
    text = _("Say how many days more, or how much more, and why.")


class ExtensionOpen(Conflict):
    """One wish after another."""

    code = "extension_open"
    text = _("More was asked for already, and is not decided yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """When a treatment began, until when it is planned, and where."""

    on: date
    until: date
    clinic_id: int | None = None
    place_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What a complication or a longer stay takes."""

    why: str
    text: str
    days: int
    amount: int


@command(needs=CARRY)
def begin_at_home(actor: Actor, *, case_id: int, on: date, until: date, now: datetime) -> None:
    """Note that treatment has begun at home: as decided there, or by the foreign specialist.

    Raises:
        SelfArranged: if it began before the decision.
        NotCommittedYet: if the specialist's money is not committed.
        WrongState: if a patient is to be treated abroad.
    """
    row = decided_case(actor, case_id, CARRY)
    need_past(on, now)
    here = CaseState.DECIDED if row.decision == Decision.HOME else CaseState.CONTRACTED
    if row.decision == Decision.ABROAD or row.state != here:
        raise NotTreated
    decided = CaseDecision.objects.filter(case=row).latest("id")
    place = decided.place_id or row.facility_id
    offer = find_chosen(row)
    begun = Begun(on=on, until=until, place_id=place, clinic_id=offer.clinic_id if offer else None)
    begin_stay(actor, row, "begin_here", begun, now)


def begin_stay(actor: Actor, row: Case, move: str, begun: Begun, now: datetime) -> None:
    """Begin a treatment within a command.

    Raises:
        SelfArranged: if it began before the decision.
        NotCommittedYet: if its money is not committed.
    """
    decided_on = national_day(row.decided_at or now)
    need_after_decision(begun.on, decided_on)
    purpose = PURPOSES.get(row.decision)
    if purpose and not is_committed(row.matter, purpose):
        raise NotCommittedYet
    if begun.until < begun.on:
        raise ResultMissing
    go_on(actor, row, move, now)
    row.due_at = start_of(begun.until + timedelta(days=1))
    row.save(update_fields=["due_at"])
    Stay.objects.create(
        case=row,
        clinic_id=begun.clinic_id,
        place_id=begun.place_id,
        decided_on=decided_on,
        began_on=begun.on,
        planned_until=begun.until,
        by_id=actor.id,
    )


@command(needs=CARRY)
def end_treatment(
    actor: Actor, *, case_id: int, on: date, result: str, report: str = "", now: datetime
) -> None:
    """Note that treatment is over, what it came to, and what the clinic writes.

    Who was treated at home is followed up from here.

    Raises:
        NotTreated: if he is not in treatment.
        ResultMissing: if it is not said what it came to, or the day is before it began.
    """
    finish_treatment(actor, decided_case(actor, case_id, CARRY), on, result, report, now)


def finish_treatment(
    actor: Actor, row: Case, on: date, result: str, report: str, now: datetime
) -> None:
    """End the treatment of a locked case within a command."""
    need_past(on, now)
    stay = locked_stay(row)
    if result not in OF_STAY or on < stay.began_on:
        raise ResultMissing
    stay.ended_on, stay.result, stay.report, stay.reported_at = on, result, report.strip(), now
    stay.save()
    _end_place(row, result, now)
    go_on(actor, row, "treat", now)
    if row.decision != Decision.ABROAD:
        begin_follow_ups(actor, row, "follow", on, now)
    elif has_invoice(row.matter, PURPOSES.values()):
        go_on(SYSTEM, row, "invoice", now)


@command(needs=CARRY)
def note_death_abroad(
    actor: Actor, *, case_id: int, on: date, report: str = "", now: datetime
) -> None:
    """Note that a patient died in treatment: he is brought home, and what is owed is paid.

    Raises:
        NotTreated: if he is not in treatment.
        ResultMissing: if the day is before it began.
    """
    row = decided_case(actor, case_id, CARRY)
    need_past(on, now)
    end_with_death(row, on, report, now)
    go_on(SYSTEM, row, "note_death", now)


def end_with_death(row: Case, on: date, report: str, now: datetime) -> None:
    """End the treatment of a locked case by a death, within a command."""
    stay = locked_stay(row)
    if on < stay.began_on:
        raise ResultMissing
    stay.ended_on, stay.result = on, Result.DIED
    stay.report, stay.reported_at = report.strip(), now
    stay.save()
    _end_place(row, Result.DIED, now)


@command(needs=CARRY)
def ask_for_more(actor: Actor, *, case_id: int, more: More, now: datetime) -> int:
    """Take down that a treatment takes longer, or more than the quote. Return the wish.

    Raises:
        NotTreated: if the patient is not in treatment.
        NothingMore: if neither days nor money, or no reasons are given.
        ExtensionOpen: if more was asked for and not decided yet.
    """
    return take_wish(actor, decided_case(actor, case_id, CARRY), more, now)


def take_wish(actor: Actor, row: Case, more: More, now: datetime) -> int:
    """Take down within a command that a treatment takes more."""
    locked_stay(row)
    known = {code for code, _word in reason_choices("raise_obligation")}
    is_something = more.days > 0 or more.amount > 0
    if more.why not in known or not more.text.strip() or not is_something:
        raise NothingMore
    if Extension.objects.filter(case=row, state=ExtensionState.ASKED).exists():
        raise ExtensionOpen
    made = Extension.objects.create(
        case=row,
        why=more.why,
        text=more.text.strip(),
        days=max(more.days, 0),
        amount_minor=max(more.amount, 0),
        asked_at=now,
        asked_by=actor.id,
    )
    return made.pk


@command(needs=FUND)
def grant_more(
    actor: Actor, *, extension_id: int, decision: str, decided_on: date | None, now: datetime
) -> None:
    """Grant more days, or commit more, by a new decision of the commission.

    Raises:
        DecisionMissing: if none is named.
        OverBudget: if there is not enough free money.
    """
    row, wish = _locked_wish(actor, extension_id)
    wish.decided_on = need_decision(decision, decided_on, now)
    wish.decision, wish.ended_at = decision.strip()[:120], now
    make_move(actor, wish, EXTENSION, "grant", also=("decision", "decided_on", "ended_at"))
    if wish.amount_minor:
        purpose = PURPOSES[row.decision]
        raise_commitment(
            actor,
            obligation_id=find_live(row.matter, purpose) or 0,
            more=Raise(
                amount_minor=wish.amount_minor,
                reason=wish.why,
                decision=decision,
                decided_on=decided_on,
            ),
            now=now,
        )
    stay = Stay.objects.select_for_update(of=("self",)).get(case=row)
    stay.planned_until += timedelta(days=wish.days)
    stay.save(update_fields=["planned_until"])
    if row.state == CaseState.ADMITTED:
        row.due_at = start_of(stay.planned_until + timedelta(days=1))
        row.save(update_fields=["due_at"])


@command(needs=FUND)
def refuse_more(
    actor: Actor, *, extension_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Refuse to pay more or longer."""
    _row, wish = _locked_wish(actor, extension_id)
    wish.reason, wish.ended_at = reason, now
    also = ("reason", "ended_at")
    make_move(actor, wish, EXTENSION, "refuse", reason=reason, note=note, also=also)


def locked_stay(row: Case) -> Stay:
    """Return the treatment of a locked case which lasts.

    Raises:
        NotTreated: if it does not.
    """
    if row.state != CaseState.ADMITTED:
        raise NotTreated
    return Stay.objects.select_for_update(of=("self",)).get(case=row)


def _locked_wish(actor: Actor, extension_id: int) -> tuple[Case, Extension]:
    found = Extension.objects.filter(pk=extension_id).first()
    if found is None:
        raise NotFound
    row = decided_case(actor, found.case_id, FUND)
    return row, Extension.objects.select_for_update(of=("self",)).get(pk=extension_id)


def _end_place(row: Case, result: str, now: datetime) -> None:
    """Say what became of the place of a quota."""
    offer = find_chosen(row)
    if offer is None or offer.quota_place_id is None:
        return
    if result == Result.UNTREATED:
        return_untreated(SYSTEM, place_id=offer.quota_place_id, reason="other", now=now)
    else:
        treat_place(SYSTEM, place_id=offer.quota_place_id, now=now)
