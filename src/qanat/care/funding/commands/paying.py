"""Pay an advance out of a commitment, take it back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.funding.commands.posting import (
    Papers,
    book,
    locked_obligation,
    need_amount,
    need_past,
    tell_obligation,
)
from qanat.care.funding.commands.reserving import need_after_decision, need_state
from qanat.care.funding.models import Obligation
from qanat.care.funding.permissions import PAY
from qanat.care.funding.queries.rates import in_tenge
from qanat.care.funding.rules.movements import paid, paid_back, share
from qanat.care.funding.states import Bucket, EntryKind, ObligationState
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict


class BeyondContract(Conflict):
    """No more is paid than is committed."""

    code = "beyond_contract"
    field = "amount"
    text = _("The contract has less left. Raise it first, by a new decision of the commission.")


class PaymentsStopped(Conflict):
    """Somebody else seems to pay for the same."""

    code = "payments_stopped"
    text = _("Others seem to pay for this too: payments are stopped until that is settled.")


class BeyondAdvance(Conflict):
    """No more comes back than was paid in advance."""

    code = "beyond_advance"
    field = "amount"
    text = _("Less than this is left of the advance.")


class EarlierMoney(Conflict):
    """What an earlier year paid does not come back to this one."""

    code = "earlier_money"
    text = _(
        "This advance was paid with money of an earlier year: what comes back is income of the"
        " state, not of this programme."
    )


class DocumentKnown(Conflict):
    """A document of payment is booked once."""

    code = "document_known"
    field = "document"
    text = _("This document is booked already, with another amount.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """So much in hundredths of the contract's currency, on a day, by a document."""

    amount_minor: int
    on: date
    document: str


@command(needs=PAY)
def pay_advance(actor: Actor, *, obligation_id: int, payment: Payment, now: datetime) -> None:
    """Pay in advance out of a commitment, at the rate of the day. Twice alike is once.

    Raises:
        BeyondContract: if the contract has less left.
        OverBudget: if the exchange difference needs more than is free.
        PaymentsStopped: if nothing is paid for now.
    """
    year, row = locked_obligation(actor, obligation_id)
    need_state(row, ObligationState.COMMITTED, str(_("Pay in advance")))
    if is_booked(row, EntryKind.ADVANCE, payment):
        return
    need_running(row)
    check_payment(row, payment, now)
    if payment.amount_minor > row.open_minor:
        raise BeyondContract
    worth = share(row.committed_tiyn, payment.amount_minor, row.open_minor)
    price = in_tenge(payment.amount_minor, row.currency, payment.on)
    papers = Papers(
        document=payment.document,
        on=payment.on,
        amount_minor=payment.amount_minor,
        price=price,
    )
    movements = paid(EntryKind.ADVANCE, Bucket.ADVANCED, worth, price.tiyn)
    book(actor, year, movements, papers, obligation=row, now=now)
    row.open_minor -= payment.amount_minor
    row.advanced_minor += payment.amount_minor
    row.save(update_fields=["open_minor", "advanced_minor"])
    tell_obligation(row)


@command(needs=PAY)
def refund_advance(actor: Actor, *, obligation_id: int, payment: Payment, now: datetime) -> None:
    """Take down that an advance was paid back. Twice alike is once.

    What was lost by the rate is spent; what was gained is income of the state.

    Raises:
        BeyondAdvance: if less is left of the advance.
        EarlierMoney: if it was paid with money of an earlier year.
    """
    year, row = locked_obligation(actor, obligation_id)
    need_state(row, ObligationState.COMMITTED, str(_("Take an advance back")))
    if is_booked(row, EntryKind.REFUND, payment):
        return
    check_payment(row, payment, now)
    if payment.amount_minor > row.advanced_minor:
        raise BeyondAdvance
    worth = share(row.advanced_tiyn, payment.amount_minor, row.advanced_minor)
    price = in_tenge(payment.amount_minor, row.currency, payment.on)
    if not min(worth, price.tiyn):
        raise EarlierMoney
    papers = Papers(
        document=payment.document,
        on=payment.on,
        amount_minor=payment.amount_minor,
        price=price,
    )
    book(actor, year, paid_back(worth, price.tiyn), papers, obligation=row, now=now)
    row.advanced_minor -= payment.amount_minor
    row.open_minor += payment.amount_minor
    row.save(update_fields=["open_minor", "advanced_minor"])
    tell_obligation(row)


def need_running(row: Obligation) -> None:
    """See that payments are not stopped.

    Raises:
        PaymentsStopped: if they are.
    """
    if row.is_stopped:
        raise PaymentsStopped


def check_payment(row: Obligation, payment: Payment, now: datetime) -> None:
    """Refuse a payment of nothing, of a day to come, or from before the decision."""
    need_amount(payment.amount_minor)
    need_past(payment.on, now)
    need_after_decision(payment.on, row.decided_on)


def is_booked(row: Obligation, kind: EntryKind, payment: Payment) -> bool:
    """Tell whether a payment is booked; its document may not serve another one.

    Raises:
        DocumentKnown: if it does.
    """
    document = payment.document.strip()[:120]
    known = row.entries.filter(kind=kind, document=document).first()
    if known is None:
        return False
    if (known.amount_minor, known.on) != (payment.amount_minor, payment.on):
        raise DocumentKnown
    return True
