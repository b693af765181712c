"""What the payment of an invoice costs on a day, before it is paid and while it is."""

from dataclasses import dataclass
from datetime import date

from qanat.care.funding.models import Invoice, Obligation
from qanat.care.funding.queries.rates import InTenge, in_tenge
from qanat.care.funding.rules.movements import share
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Cost:
    """An invoice of an obligation, paid on a day.

    Attributes:
        used_minor: what the advance pays of it, in hundredths of the contract's currency.
        due_minor: what is still to be paid.
        settled_tiyn: what the advance is worth that is used up.
        held_tiyn: what the contract holds for what is due.
        price: what is due in tenge by the rate of the day; None where nothing is.
    """

    used_minor: int
    due_minor: int
    settled_tiyn: int
    held_tiyn: int
    price: InTenge | None

    @property
    def difference_tiyn(self) -> int:
        """Return by how much it costs more than the contract holds; less is below zero."""
        return self.price.tiyn - self.held_tiyn if self.price else 0


def cost_on(row: Obligation, amount_minor: int, on: date) -> Cost:
    """Return what an invoice costs; the advance is used up first, the rest is due.

    Raises:
        RateMissing: if there is no rate of its currency on or before the day.
        ValueError: if more is due than the contract has left.
    """
    used = min(amount_minor, row.advanced_minor)
    due = amount_minor - used
    return Cost(
        used_minor=used,
        due_minor=due,
        settled_tiyn=share(row.advanced_tiyn, used, row.advanced_minor),
        held_tiyn=share(row.committed_tiyn, due, row.open_minor),
        price=in_tenge(due, row.currency, on) if due else None,
    )


def cost_of_invoice(actor: Actor, invoice_id: int, on: date) -> Cost | None:
    """Return the same of an invoice; None where more is due than the contract has left.

    Raises:
        NotFound: if there is none which the actor sees.
        RateMissing: as :func:`cost_on`.
    """
    rows = Invoice.objects.visible_to(actor).select_related("obligation")
    found = rows.filter(pk=invoice_id).first()
    if found is None:
        raise NotFound
    row = found.obligation
    is_beyond = found.amount_minor > row.advanced_minor + row.open_minor
    return None if is_beyond else cost_on(row, found.amount_minor, on)
