"""Invoices for treatment abroad, as they are handed in."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from qanat.exchange.api.shapes import Sent, Text20, Text40, Told

MOST = 10**15
Number = Annotated[Text40, Meta(min_length=1)]


class InvoiceIn(Sent):
    """An invoice in the currency of its contract; the same may be sent again at any time.

    ``obligation`` is the number under which the money is put aside, ``amount_minor`` the amount in
    hundredths of the contract's currency.
    """

    obligation: Text20
    number: Number
    amount_minor: Annotated[int, Meta(ge=1, le=MOST)]
    service_from: date
    service_until: date
    received_on: date


class InvoiceMade(Told):
    """The invoice as it is on record."""

    id: int
    obligation_number: str
    number: str
    currency: str
    amount_minor: int
    state: str
