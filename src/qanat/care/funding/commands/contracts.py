"""Commit money by a contract, raise that, close an obligation, carry it over."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qanat.care.funding.commands.posting import (
    DocumentMissing,
    Papers,
    book,
    locked_obligation,
    need_amount,
    need_past,
    tell_obligation,
)
from qanat.care.funding.commands.reserving import (
    DecisionMissing,
    need_after_decision,
    need_clinic,
    need_decision,
    need_state,
    next_number,
)
from qanat.care.funding.models import Appropriation, Obligation
from qanat.care.funding.permissions import BUDGET, COMMIT, PAY
from qanat.care.funding.queries.rates import in_tenge
from qanat.care.funding.rules.movements import carried_in, carried_out, contracted, one
from qanat.care.funding.states import (
    LIVE,
    OBLIGATION,
    UNPAID,
    Bucket,
    EntryKind,
    ObligationState,
    YearState,
)
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.lifecycle import WrongState
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid


class PayeeMissing(Invalid):
    """A contract is with somebody."""

    code = "payee_missing"
    field = "payee"
    text = _("Choose a clinic of the register, or name who is paid.")


class InvoicesOpen(Conflict):
    """What was invoiced is paid or rejected first."""

    code = "invoices_open"
    text = _("%(count)s invoices are neither paid nor rejected yet.")


class AdvanceOpen(Conflict):
    """An advance is used up or paid back first."""

    code = "advance_open"
    text = _("An advance is not used up yet. Enter the invoice, or what was paid back.")


class NextYearMissing(Conflict):
    """What is carried over needs money of the next year."""

    code = "next_year_missing"
    text = _("There is no open appropriation of %(programme)s for %(year)s. Enter it first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """With whom, under which number, for how much, in hundredths of a currency."""

    number: str
    signed_on: date
    currency: str
    amount_minor: int
    clinic_id: int | None = None
    payee: str = ""


@command(needs=COMMIT)
def commit_contract(actor: Actor, *, obligation_id: int, contract: Contract, now: datetime) -> None:
    """Commit money by a contract, at the rate of the day of its signing. Twice alike is once.

    Raises:
        SelfArranged: if it was signed before the commission decided.
        RateMissing: if there is no rate of its currency.
        OverBudget: if the reserve and the free money are not enough.
    """
    year, row = locked_obligation(actor, obligation_id)
    number = contract.number.strip()
    need_amount(contract.amount_minor)
    need_past(contract.signed_on, now)
    if row.state == ObligationState.COMMITTED and row.contract == number:
        return
    need_state(row, ObligationState.RESERVED, str(OBLIGATION.move("commit").label))
    need_after_decision(contract.signed_on, row.decided_on)
    _take_payee(row, contract)
    price = in_tenge(contract.amount_minor, contract.currency, contract.signed_on)
    need_amount(price.tiyn)
    if not number:
        raise DocumentMissing
    row.contract, row.signed_on, row.currency = number, contract.signed_on, contract.currency
    row.contract_minor = row.open_minor = contract.amount_minor
    row.contract_tiyn = price.tiyn
    row.save(
        update_fields=[
            "clinic", "payee", "contract", "signed_on", "currency",
            "contract_minor", "open_minor", "contract_tiyn",
        ]
    )  # fmt: skip
    papers = Papers(
        document=number, on=contract.signed_on, amount_minor=contract.amount_minor, price=price
    )
    book(actor, year, contracted(row.reserved_tiyn, price.tiyn), papers, obligation=row, now=now)
    make_move(actor, row, OBLIGATION, "commit")
    tell_obligation(row)


def _take_payee(row: Obligation, contract: Contract) -> None:
    """Take over who is paid; what was known of him stays where the contract says nothing."""
    if contract.clinic_id is not None:
        row.clinic_id, row.payee = contract.clinic_id, ""
    elif contract.payee.strip():
        row.clinic_id, row.payee = None, " ".join(contract.payee.split())
    need_clinic(row.clinic_id)
    if row.clinic_id is None and not row.payee:
        raise PayeeMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """By how much a contract becomes dearer, why, and by which new decision."""

    amount_minor: int
    reason: str
    decision: str
    decided_on: date | None


@command(needs=COMMIT)
def raise_commitment(actor: Actor, *, obligation_id: int, more: Raise, now: datetime) -> None:
    """Commit more for a complication or a longer stay, at the rate of today.

    Raises:
        DecisionMissing: if no new decision of the commission is named.
        OverBudget: if there is not enough free money.
    """
    year, row = locked_obligation(actor, obligation_id)
    need_amount(more.amount_minor)
    need_state(row, ObligationState.COMMITTED, str(_("Raise the commitment")))
    decided_on = need_decision(more.decision, more.decided_on, now)
    decision = more.decision.strip()
    earlier = row.entries.filter(kind=EntryKind.RAISE, document=decision)
    if decision == row.decision or earlier.exists():
        raise DecisionMissing
    price = in_tenge(more.amount_minor, row.currency, national_day(now))
    need_amount(price.tiyn)
    row.contract_minor = F("contract_minor") + more.amount_minor
    row.open_minor = F("open_minor") + more.amount_minor
    row.contract_tiyn = F("contract_tiyn") + price.tiyn
    row.save(update_fields=["contract_minor", "open_minor", "contract_tiyn"])
    row.refresh_from_db()
    papers = Papers(
        document=decision,
        on=decided_on,
        reason=more.reason,
        amount_minor=more.amount_minor,
        price=price,
    )
    movements = one(EntryKind.RAISE, Bucket.FREE, Bucket.COMMITTED, price.tiyn)
    book(actor, year, movements, papers, obligation=row, now=now)
    tell_obligation(row)


@command(needs=PAY)
def close_obligation(actor: Actor, *, obligation_id: int, note: str = "", now: datetime) -> None:
    """Close an obligation: what is left of it returns to the year.

    Raises:
        InvoicesOpen: if an invoice is neither paid nor rejected.
        AdvanceOpen: if an advance is neither used up nor paid back.
    """
    year, row = locked_obligation(actor, obligation_id)
    need_state(row, ObligationState.COMMITTED, str(OBLIGATION.move("close").label))
    if waiting := row.invoices.filter(state__in=UNPAID).count():
        raise InvoicesOpen(count=waiting)
    if row.advanced_tiyn:
        raise AdvanceOpen
    movements = one(EntryKind.RETURN, Bucket.COMMITTED, Bucket.FREE, row.committed_tiyn)
    papers = Papers(document=row.contract, on=national_day(now))
    book(actor, year, movements, papers, obligation=row, now=now)
    make_move(actor, row, OBLIGATION, "close", note=note)
    tell_obligation(row)


@command(needs=BUDGET)
def carry_over(actor: Actor, *, obligation_id: int, note: str = "", now: datetime) -> int:
    """Let the next year take an obligation over, and return it as it stands there.

    What was paid in advance was money of the old year and is spent there; in the new one the
    advance is worth nothing more, but is still used up by an invoice.

    Raises:
        NextYearMissing: if the programme has no open appropriation for the next year.
        OverBudget: if the next year has not enough free money.
    """
    new_year_id = _next_year(actor, obligation_id)
    ids = [*_year_of(actor, obligation_id), new_year_id]
    years = {
        one_year.pk: one_year
        for one_year in Appropriation.objects.filter(pk__in=ids)
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    old_year, old = locked_obligation(actor, obligation_id)
    if old.state not in LIVE:
        move = OBLIGATION.move("carry_over")
        raise WrongState(move=move.label, state=ObligationState(old.state).label)
    reserve, committed, advanced = old.reserved_tiyn, old.committed_tiyn, old.advanced_tiyn
    papers = Papers(document=old.contract or old.decision, on=national_day(now))
    out = carried_out(reserve, committed, advanced)
    book(actor, old_year, out, papers, obligation=old, now=now)
    make_move(actor, old, OBLIGATION, "carry_over", note=note)
    tell_obligation(old)
    new = _carried(actor, old, years[new_year_id], committed, now)
    into = carried_in(reserve, committed)
    book(actor, years[new_year_id], into, papers, obligation=new, now=now)
    if old.contract:
        make_move(actor, new, OBLIGATION, "commit")
    old.invoices.filter(state__in=UNPAID).update(obligation=new)
    tell_obligation(new)
    return new.pk


def _year_of(actor: Actor, obligation_id: int) -> list[int]:
    visible = Obligation.objects.visible_to(actor).filter(pk=obligation_id)
    return list(visible.values_list("appropriation_id", flat=True))


def _next_year(actor: Actor, obligation_id: int) -> int:
    """Return the open appropriation of the programme for the year after."""
    found = Appropriation.objects.visible_to(actor).filter(obligations=obligation_id).first()
    programme, year = (found.programme, found.year + 1) if found else ("", 0)
    open_years = Appropriation.objects.filter(state=YearState.OPEN)
    after = open_years.filter(programme=programme, year=year).first()
    if found is not None and after is None:
        raise NextYearMissing(programme=programme, year=year)
    return after.pk if after else 0


def _carried(
    actor: Actor, old: Obligation, year: Appropriation, worth_tiyn: int, now: datetime
) -> Obligation:
    """Make the obligation which goes on in the next year, under the same contract."""
    return Obligation.objects.create(
        appropriation=year,
        number=next_number(year.year),
        matter=old.matter,
        case_number=old.case_number,
        purpose=old.purpose,
        icd10=old.icd10,
        category=old.category,
        clinic_id=old.clinic_id,
        payee=old.payee,
        decision=old.decision,
        decided_on=old.decided_on,
        contract=old.contract,
        signed_on=old.signed_on,
        currency=old.currency,
        contract_minor=old.open_minor + old.advanced_minor,
        contract_tiyn=worth_tiyn,
        is_stopped=old.is_stopped,
        open_minor=old.open_minor,
        advanced_minor=old.advanced_minor,
        carried_from=old,
        at=now,
        by_id=actor.id,
    )
