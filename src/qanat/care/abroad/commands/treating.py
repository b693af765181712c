"""The treatment itself: it begins, takes longer or more, comes to something, or to a death."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.choosing import find_chosen
from qanat.care.abroad.commands.finding import decided_case, go_on
from qanat.care.abroad.commands.flights import call_off_planned
from qanat.care.abroad.commands.following import begin_follow_ups
from qanat.care.abroad.models import Case, CaseDecision, Extension, Stay
from qanat.care.abroad.permissions import CARRY
from qanat.care.abroad.queries.money import PURPOSES
from qanat.care.abroad.states import (
    OF_STAY,
    CaseState,
    Decision,
    ExtensionState,
    Result,
)
from qanat.care.clinics.commands.quotas import return_untreated, treat_place
from qanat.care.commission.commands.items import withdraw_matter
from qanat.care.funding.commands.posting import need_past
from qanat.care.funding.commands.reserving import need_after_decision
from qanat.care.funding.queries.entries import has_invoice
from qanat.care.funding.queries.obligations import is_committed
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day, start_of
from qanat.foundation.refusals import Conflict, Invalid


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """When a treatment began, until when it is planned, and where."""

    on: date
    until: date
    clinic_id: int | None = None
    place_id: int | None = None


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
    _drop_wish(row)
    call_off_planned(row, "patient_died", now)


def _drop_wish(row: Case) -> None:
    """Have the commission decide no more about days which the dead need not.

    Money stays before it: what a complication took before the death is owed all the same.
    """
    asked = Extension.objects.filter(case=row, state=ExtensionState.ASKED, decision="")
    if asked.filter(amount_minor=0).exists():
        withdraw_matter(matter=row.matter, reason="patient_died")


def locked_stay(row: Case) -> Stay:
    """Return the treatment of a locked case which lasts.

    Raises:
        NotTreated: if it does not.
    """
    if row.state != CaseState.ADMITTED:
        raise NotTreated
    return Stay.objects.select_for_update(of=("self",)).get(case=row)


def _end_place(row: Case, result: str, now: datetime) -> None:
    """Say what became of the place of a quota."""
    offer = find_chosen(row)
    if offer is None or offer.quota_place_id is None:
        return
    if result == Result.UNTREATED:
        return_untreated(SYSTEM, place_id=offer.quota_place_id, reason="other", now=now)
    else:
        treat_place(SYSTEM, place_id=offer.quota_place_id, now=now)
