"""Take invoices in, accept or reject them, pay them: never what began before the decision."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from qanat.care.funding.commands.paying import BeyondContract, need_running
from qanat.care.funding.commands.posting import (
    DocumentMissing,
    Papers,
    book,
    locked_invoice,
    locked_obligation,
    need_amount,
    need_past,
    tell_invoice,
    tell_obligation,
)
from qanat.care.funding.commands.reserving import need_after_decision
from qanat.care.funding.models import Appropriation, Invoice, Obligation
from qanat.care.funding.permissions import BILL, PAY
from qanat.care.funding.queries.costs import cost_on
from qanat.care.funding.rules.movements import one, paid
from qanat.care.funding.states import (
    INVOICE,
    Bucket,
    EntryKind,
    InvoiceState,
    ObligationState,
)
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.texts import search_key
from qanat.foundation.turns import wait_for_turn


class NotCommitted(Conflict):
    """There is no payment without a commitment."""

    code = "not_committed"
    text = _("There is no contract for this: nothing is invoiced or paid without one.")


class InvoiceKnown(Conflict):
    """A sender gives a number once."""

    code = "invoice_known"
    field = "number"
    text = _("Invoice “%(number)s” of this sender is on record with other figures.")


class InvoiceImpossible(Invalid):
    """An invoice has a number and a service which does not end before it begins."""

    code = "invoice_impossible"
    field = "service_until"
    text = _("An invoice needs a number, and its service ends no earlier than it begins.")


class SameHands(Conflict):
    """Who accepts an invoice does not pay it."""

    code = "same_hands"
    text = _("You accepted this invoice: somebody else pays it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An invoice as it came, in hundredths of the contract's currency."""

    number: str
    amount_minor: int
    service_from: date
    service_until: date
    received_on: date


def find_obligation_by_number(actor: Actor, number: str) -> int:
    """Return the obligation of a number as it stands now, whatever year it was carried over to.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    found = Obligation.objects.visible_to(actor).filter(number=number.strip()).first()
    if found is None:
        raise NotFound
    return _as_it_stands(found).pk


@command(needs=BILL)
def record_invoice(actor: Actor, *, obligation_id: int, bill: Bill, now: datetime) -> int:
    """Take an invoice in and return its id. Sent twice it is stored once.

    Raises:
        SelfArranged: if its service began before the commission decided.
        NotCommitted: if there is no contract.
        InvoiceKnown: if the sender gave its number to another invoice.
    """
    _year, row = locked_obligation(actor, obligation_id)
    number = " ".join(bill.number.split())
    need_amount(bill.amount_minor)
    need_past(bill.received_on, now)
    need_past(bill.service_from, now)
    if not number or bill.service_until < bill.service_from:
        raise InvoiceImpossible
    need_after_decision(bill.service_from, row.decided_on)
    if row.state != ObligationState.COMMITTED:
        raise NotCommitted
    sender, key = sender_of(row), search_key(number)[:80] or number
    wait_for_turn("funding.sender", sender)
    earlier = Invoice.objects.filter(sender=sender, key=key)
    known = earlier.exclude(state=InvoiceState.REJECTED).first()
    if known is not None:
        if _is_same(known, row, bill):
            return known.pk
        raise InvoiceKnown(number=number)
    found = Invoice.objects.create(
        obligation=row,
        sender=sender,
        number=number,
        key=key,
        amount_minor=bill.amount_minor,
        service_from=bill.service_from,
        service_until=bill.service_until,
        decided_on=row.decided_on,
        received_on=bill.received_on,
        at=now,
        by_id=actor.id,
    )
    tell_invoice(row, found)
    return found.pk


@command(needs=PAY)
def accept_invoice(actor: Actor, *, invoice_id: int, note: str = "") -> None:
    """Accept an invoice: it is to be paid.

    Raises:
        BeyondContract: if the contract has less left than what is accepted asks for.
        PaymentsStopped: if nothing is paid for now.
    """
    _year, row, found = locked_invoice(actor, invoice_id)
    _need_committed(row)
    need_running(row)
    asked = row.invoices.filter(state=InvoiceState.ACCEPTED).aggregate(s=Sum("amount_minor"))
    if (asked["s"] or 0) + found.amount_minor > row.open_minor + row.advanced_minor:
        raise BeyondContract
    found.accepted_by = actor.id
    make_move(actor, found, INVOICE, "accept", note=note, also=("accepted_by",))
    tell_invoice(row, found)


@command(needs=PAY)
def reject_invoice(actor: Actor, *, invoice_id: int, reason: str, note: str = "") -> None:
    """Reject an invoice: its number may come again with a corrected one."""
    _year, row, found = locked_invoice(actor, invoice_id)
    found.reason, found.note = reason, note[:1000]
    make_move(actor, found, INVOICE, "reject", reason=reason, note=note, also=("reason", "note"))
    tell_invoice(row, found)


@command(needs=PAY)
def pay_invoice(actor: Actor, *, invoice_id: int, on: date, document: str, now: datetime) -> None:
    """Pay an accepted invoice: the advance is used up first, the rest at the rate of the day.

    Raises:
        SameHands: if the actor accepted it himself.
        BeyondContract: if the contract has less left.
        OverBudget: if the exchange difference needs more than is free.
        PaymentsStopped: if nothing is paid for now.
    """
    year, row, found = locked_invoice(actor, invoice_id)
    need_past(on, now)
    need_after_decision(on, row.decided_on)
    if not document.strip():
        raise DocumentMissing
    _need_committed(row)
    need_running(row)
    _need_other_hands(found, actor)
    found.paid_on, found.paid_by = on, actor.id
    make_move(actor, found, INVOICE, "pay", also=("paid_on", "paid_by"))
    _book_payment(actor, (year, row, found), on, document, now)
    tell_invoice(row, found)
    tell_obligation(row)


def _book_payment(
    actor: Actor,
    about: tuple[Appropriation, Obligation, Invoice],
    on: date,
    document: str,
    now: datetime,
) -> None:
    year, row, found = about
    if found.amount_minor > row.advanced_minor + row.open_minor:
        raise BeyondContract
    cost = cost_on(row, found.amount_minor, on)
    papers = Papers(document=found.number, on=on, amount_minor=cost.used_minor)
    settled = one(EntryKind.SETTLE, Bucket.ADVANCED, Bucket.SPENT, cost.settled_tiyn)
    book(actor, year, settled, papers, obligation=row, now=now)
    if cost.price:
        papers = Papers(document=document, on=on, amount_minor=cost.due_minor, price=cost.price)
        movements = paid(EntryKind.PAY, Bucket.SPENT, cost.held_tiyn, cost.price.tiyn)
        book(actor, year, movements, papers, obligation=row, now=now)
    row.advanced_minor -= cost.used_minor
    row.open_minor -= cost.due_minor
    row.settled_minor += found.amount_minor
    row.save(update_fields=["advanced_minor", "open_minor", "settled_minor"])


def sender_of(row: Obligation) -> str:
    """Return who sends invoices for an obligation, folded."""
    if row.clinic_id is not None:
        return f"clinic:{row.clinic_id}"
    return f"payee:{search_key(row.payee)}"[:210]


def _need_other_hands(found: Invoice, actor: Actor) -> None:
    if found.accepted_by == actor.id:
        raise SameHands


def _need_committed(row: Obligation) -> None:
    if row.state != ObligationState.COMMITTED:
        raise NotCommitted


def _is_same(known: Invoice, row: Obligation, bill: Bill) -> bool:
    return (known.obligation_id, known.amount_minor, known.service_from, known.service_until) == (
        row.pk,
        bill.amount_minor,
        bill.service_from,
        bill.service_until,
    )


def _as_it_stands(row: Obligation) -> Obligation:
    while row.state == ObligationState.CARRIED:
        row = row.carried_to
    return row
