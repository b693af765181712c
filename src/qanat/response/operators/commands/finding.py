"""Find and lock what a command of operators works on, within what the actor may see."""

from django.utils.translation import gettext_lazy as _

from qanat.events.operators import InvoiceChanged
from qanat.foundation.actors import Actor
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, NotFound
from qanat.foundation.turns import wait_for_turn
from qanat.response.operators.models import Difference, Invoice
from qanat.response.operators.states import WORKED_ON, InvoiceState


class InvoiceIsClosed(Conflict):
    """Nothing is changed about an invoice which is agreed or taken back."""

    code = "invoice_is_closed"
    text = _("Invoice “%(number)s” is not worked on any more: %(state)s.")


def lock_operator(operator_id: int) -> None:
    """Let one command at a time pair flights of an operator with its invoices."""
    wait_for_turn("operators", operator_id)


def locked_invoice(actor: Actor, invoice_id: int) -> Invoice:
    """Return an invoice, locked, its operator's flights too.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    visible = Invoice.objects.visible_to(actor).filter(pk=invoice_id)
    operator_id = visible.values_list("operator_id", flat=True).first()
    if operator_id is None:
        raise NotFound
    lock_operator(operator_id)
    return visible.select_for_update(of=("self",)).get()


def open_invoice(actor: Actor, invoice_id: int) -> Invoice:
    """Return an invoice on which one works, locked.

    Raises:
        InvoiceIsClosed: if it is agreed or taken back.
    """
    row = locked_invoice(actor, invoice_id)
    refuse_closed(row)
    return row


def refuse_closed(row: Invoice) -> None:
    """Refuse to change what is agreed or taken back."""
    if row.state not in WORKED_ON:
        raise InvoiceIsClosed(number=row.number, state=InvoiceState(row.state).label)


def locked_difference(actor: Actor, difference_id: int) -> tuple[Invoice, Difference]:
    """Return a difference and its invoice, both locked.

    Raises:
        NotFound: if there is none, or the actor may not see its invoice.
    """
    found = Difference.objects.filter(pk=difference_id)
    invoice_id = found.values_list("invoice_id", flat=True).first()
    invoice = open_invoice(actor, invoice_id or 0)
    return invoice, found.select_for_update(of=("self",)).get()


def touch_invoice(row: Invoice) -> None:
    """Count a change of an invoice up and tell everybody who looks at it."""
    row.version += 1
    row.save(update_fields=["version"])
    announce(InvoiceChanged(invoice_id=row.pk, operator_id=row.operator_id, state=row.state))
