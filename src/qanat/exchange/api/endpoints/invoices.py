"""Invoices for treatment abroad."""

from qanat.care.funding.commands.invoices import (
    Bill,
    InvoiceImpossible,
    InvoiceKnown,
    NotCommitted,
    find_obligation_by_number,
    record_invoice,
)
from qanat.care.funding.commands.posting import AmountImpossible, DayImpossible
from qanat.care.funding.commands.reserving import SelfArranged
from qanat.care.funding.permissions import BILL
from qanat.care.funding.queries.entries import invoice_row
from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.invoices import InvoiceIn, InvoiceMade


@endpoint(
    "POST",
    "/treatment-invoices",
    needs=BILL,
    status=201,
    errors=(
        SelfArranged,
        NotCommitted,
        InvoiceKnown,
        InvoiceImpossible,
        AmountImpossible,
        DayImpossible,
    ),
)
def hand_invoice_in(call: Call, body: InvoiceIn) -> InvoiceMade:
    """Hand in an invoice for a contract of treatment abroad.

    The same invoice again is answered the same. One whose service began before the commission
    decided is refused with the code ``SELF_ARRANGED_NOT_REIMBURSED``: it is never paid.
    """
    bill = Bill(
        number=body.number,
        amount_minor=body.amount_minor,
        service_from=body.service_from,
        service_until=body.service_until,
        received_on=body.received_on,
    )
    obligation_id = find_obligation_by_number(call.actor, body.obligation)
    invoice_id = record_invoice(call.actor, obligation_id=obligation_id, bill=bill, now=call.now)
    return told_as(InvoiceMade, invoice_row(call.actor, invoice_id))
