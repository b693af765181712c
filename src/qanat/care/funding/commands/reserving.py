"""Put money aside for what the commission decided, change that, give it back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qanat.care.clinics.queries.brief import clinic_briefs
from qanat.care.funding.commands.posting import (
    Papers,
    book,
    home_price,
    locked_obligation,
    locked_year,
    need_amount,
    need_open,
    need_past,
    tell_obligation,
)
from qanat.care.funding.models import Obligation
from qanat.care.funding.permissions import COMMIT
from qanat.care.funding.rules.movements import one, reserved_anew
from qanat.care.funding.states import LIVE, OBLIGATION, Bucket, EntryKind, ObligationState
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.lifecycle import WrongState
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid
from qanat.foundation.turns import wait_for_turn
from qanat.registry.icd import icd_category, icd_code
from qanat.web.wording import day


class SelfArranged(Conflict):
    """Who went on his own is never paid back, at no door."""

    code = "SELF_ARRANGED_NOT_REIMBURSED"
    text = _(
        "Not paid: %(on)s is before the commission's decision of %(decided)s. What was arranged"
        " without a decision is never paid back."
    )


class DecisionMissing(SelfArranged):
    """Nothing is put aside without a decision of the commission."""

    field = "decision"
    text = _(
        "Name the commission's decision and its day. What was arranged without a decision is"
        " never paid back."
    )


class ReserveKnown(Conflict):
    """A case has one live obligation a purpose."""

    code = "reserve_known"
    text = _("Obligation %(number)s of this case has this purpose already.")


class ClinicUnknown(Invalid):
    """A clinic is one of the register to which patients are sent."""

    code = "clinic_unknown"
    field = "clinic"
    text = _("Patients are not sent to this clinic. Choose one of the register.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """For which case and purpose how much is put aside, and by which decision."""

    appropriation_id: int
    matter: UUID
    case_number: str
    purpose: str
    amount_tiyn: int
    decision: str
    decided_on: date | None
    icd10: str = ""
    clinic_id: int | None = None
    payee: str = ""


@command(needs=COMMIT)
def reserve(actor: Actor, *, draft: Reserve, now: datetime) -> int:
    """Put money aside for a purpose of a case and return the obligation. Twice alike is once.

    Raises:
        DecisionMissing: if no decision of the commission is named.
        ReserveKnown: if the case has a live obligation of this purpose, of another amount.
        OverBudget: if there is not enough free money.
    """
    decided_on = need_decision(draft.decision, draft.decided_on, now)
    need_amount(draft.amount_tiyn)
    need_clinic(draft.clinic_id)
    wait_for_turn("funding.matter", str(draft.matter))
    year = locked_year(actor, draft.appropriation_id)
    need_open(year)
    live = Obligation.objects.filter(matter=draft.matter, state__in=LIVE)
    known = live.filter(purpose=draft.purpose).first()
    if known is not None:
        if known.reserved_tiyn == draft.amount_tiyn and known.appropriation_id == year.pk:
            return known.pk
        raise ReserveKnown(number=known.number)
    code = icd_code(draft.icd10)
    row = Obligation.objects.create(
        appropriation=year,
        number=next_number(year.year),
        matter=draft.matter,
        case_number=draft.case_number.strip(),
        purpose=draft.purpose,
        icd10=code,
        category=icd_category(code),
        clinic_id=draft.clinic_id,
        payee=" ".join(draft.payee.split()),
        decision=draft.decision.strip(),
        decided_on=decided_on,
        at=now,
        by_id=actor.id,
    )
    movements = one(EntryKind.RESERVE, Bucket.FREE, Bucket.RESERVED, draft.amount_tiyn)
    papers = Papers(document=row.decision, on=decided_on)
    book(actor, year, movements, papers, obligation=row, now=now)
    tell_obligation(row)
    return row.pk


@command(needs=COMMIT)
def change_reserve(
    actor: Actor, *, obligation_id: int, amount_tiyn: int, document: str, now: datetime
) -> None:
    """Put more or less aside before there is a contract.

    Raises:
        WrongState: if there is a contract.
        OverBudget: if there is not enough free money.
    """
    year, row = locked_obligation(actor, obligation_id)
    need_amount(amount_tiyn)
    need_state(row, ObligationState.RESERVED, str(_("Change the reserve")))
    movements = reserved_anew(row.reserved_tiyn, amount_tiyn)
    today = national_day(now)
    papers = Papers(document=document, on=today, price=home_price(amount_tiyn, today))
    book(actor, year, movements, papers, obligation=row, now=now)
    if movements:
        tell_obligation(row)


@command(needs=COMMIT)
def release_reserve(
    actor: Actor, *, obligation_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Give a reserve back to the year: nothing will be bought for it."""
    year, row = locked_obligation(actor, obligation_id)
    need_state(row, ObligationState.RESERVED, str(OBLIGATION.move("release").label))
    movements = one(EntryKind.RELEASE, Bucket.RESERVED, Bucket.FREE, row.reserved_tiyn)
    papers = Papers(document=row.decision, on=national_day(now), reason=reason)
    book(actor, year, movements, papers, obligation=row, now=now)
    make_move(actor, row, OBLIGATION, "release", reason=reason, note=note)
    tell_obligation(row)


def next_number(year: int) -> str:
    """Return the next number of obligations of a year; nobody else gets it meanwhile."""
    wait_for_turn("funding.number", year)
    return f"{year}-{Obligation.objects.filter(number__startswith=f'{year}-').count() + 1:05d}"


def need_decision(decision: str, decided_on: date | None, now: datetime) -> date:
    """Return the day of a decision of the commission which is named.

    Raises:
        DecisionMissing: if none is.
        DayImpossible: if its day is ahead.
    """
    if not decision.strip() or decided_on is None:
        raise DecisionMissing
    need_past(decided_on, now)
    return decided_on


def need_after_decision(on: date, decided_on: date) -> None:
    """Refuse what began before the commission decided.

    Raises:
        SelfArranged: if it did.
    """
    if on < decided_on:
        raise SelfArranged(on=day(on), decided=day(decided_on))


def need_clinic(clinic_id: int | None) -> None:
    """Refuse a clinic to which patients are not sent.

    Raises:
        ClinicUnknown: if it is none of the register, or suspended.
    """
    if clinic_id is None:
        return
    found = clinic_briefs([clinic_id]).get(clinic_id)
    if found is None or not found.is_active:
        raise ClinicUnknown


def need_state(row: Obligation, state: ObligationState, move: str) -> None:
    """Refuse what is possible in another state alone.

    Raises:
        WrongState: if the obligation is in another state.
    """
    if row.state != state:
        raise WrongState(move=move, state=ObligationState(row.state).label)
