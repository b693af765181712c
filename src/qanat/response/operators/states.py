"""The lifecycles of invoices and of their differences, and the words around them."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.lifecycle import Lifecycle, Move
from qanat.response.operators.permissions import ANSWER, BILL, DECIDE


class InvoiceState(models.TextChoices):
    """Where an invoice stands."""

    OPEN = "open", pgettext_lazy("invoice", "Being compared")
    DISPUTED = "disputed", pgettext_lazy("invoice", "Disputed")
    AGREED = "agreed", pgettext_lazy("invoice", "Agreed")
    WITHDRAWN = "withdrawn", pgettext_lazy("invoice", "Taken back")


_I = InvoiceState
WORKED_ON: Final = frozenset({_I.OPEN, _I.DISPUTED})
"""The states in which differences are still decided."""

INVOICE: Final = Lifecycle(
    name="invoice",
    states=InvoiceState,
    start=_I.OPEN,
    moves=(
        Move("agree", pgettext_lazy("move", "Agree"), WORKED_ON, _I.AGREED, DECIDE),
        Move(
            "dispute",
            pgettext_lazy("move", "Dispute"),
            frozenset({_I.OPEN}),
            _I.DISPUTED,
            DECIDE,
            "invoice",
        ),
        Move(
            "reopen",
            pgettext_lazy("move", "Open again"),
            frozenset({_I.AGREED, _I.DISPUTED}),
            _I.OPEN,
            DECIDE,
            "invoice",
            done=pgettext_lazy("history", "Opened again"),
        ),
        Move(
            "withdraw",
            pgettext_lazy("move", "Take back"),
            WORKED_ON,
            _I.WITHDRAWN,
            BILL,
            "invoice",
        ),
    ),
)


class DifferenceState(models.TextChoices):
    """Where a difference stands."""

    OPEN = "open", pgettext_lazy("difference", "Open")
    INSISTED = "insisted", pgettext_lazy("difference", "The airline insists")
    ACCEPTED = "accepted", pgettext_lazy("difference", "Paid as billed")
    STRUCK = "struck", pgettext_lazy("difference", "Paid by our record")
    LAPSED = "lapsed", pgettext_lazy("difference", "No difference any more")


_D = DifferenceState
UNDECIDED: Final = frozenset({_D.OPEN, _D.INSISTED})
DECIDED: Final = frozenset({_D.ACCEPTED, _D.STRUCK})

DIFFERENCE: Final = Lifecycle(
    name="difference",
    states=DifferenceState,
    start=_D.OPEN,
    moves=(
        Move(
            "accept",
            pgettext_lazy("move", "Pay as billed"),
            UNDECIDED,
            _D.ACCEPTED,
            DECIDE,
            "difference_billed",
        ),
        Move(
            "strike",
            pgettext_lazy("move", "Pay by our record"),
            UNDECIDED,
            _D.STRUCK,
            DECIDE,
            "difference_ours",
        ),
        Move(
            "concede",
            pgettext_lazy("move", "Agree to the centre's record"),
            UNDECIDED,
            _D.STRUCK,
            ANSWER,
            "difference_ours",
        ),
        Move(
            "insist",
            pgettext_lazy("move", "Insist on the invoice"),
            frozenset({_D.OPEN}),
            _D.INSISTED,
            ANSWER,
            "difference_billed",
        ),
        Move(
            "reconsider",
            pgettext_lazy("move", "Open again"),
            DECIDED,
            _D.OPEN,
            DECIDE,
            "correction",
            done=pgettext_lazy("history", "Opened again"),
        ),
        Move("lapse", pgettext_lazy("move", "Lapse"), UNDECIDED | DECIDED, _D.LAPSED, BILL),
    ),
)
BY_BUTTON: Final = frozenset({"accept", "strike", "concede", "insist", "reconsider"})


class DifferenceKind(models.TextChoices):
    """In what an invoice and our record differ."""

    NOT_OURS = "not_ours", pgettext_lazy("difference", "Not on our side")
    NOT_THEIRS = "not_theirs", pgettext_lazy("difference", "Not on their side")
    HOURS = "hours", pgettext_lazy("difference", "Hours differ")
    PRICE = "price", pgettext_lazy("difference", "Price differs from the contract")
    TWICE = "twice", pgettext_lazy("difference", "Billed twice")
    POSITIONING = "positioning", pgettext_lazy("difference", "Positioning")


class FlightKind(models.TextChoices):
    """What a line of an invoice says was flown."""

    FLIGHT = "flight", pgettext_lazy("billed", "Flight")
    POSITIONING = "positioning", pgettext_lazy("billed", "Positioning")
    UNTOLD = "", pgettext_lazy("billed", "Not told")


class Fault(models.TextChoices):
    """Why a row of an invoice is kept aside."""

    NO_TAIL = "no_tail", _("The aircraft is missing.")
    NO_DEPARTURE = "no_departure", _("The time of departure is missing or can't be read.")
    BAD_LANDING = "bad_landing", _("The time of landing can't be read.")
    BAD_HOURS = "bad_hours", _("The flown time is missing or can't be read.")
    BAD_AMOUNT = (
        "bad_amount",
        _(
            "The amount is missing or is no sum in tenge; other currencies and negative sums are "
            "not taken."
        ),
    )
    BAD_PRICE = "bad_price", _("The price of an hour is no sum in tenge.")
    OUTSIDE = "outside", _("The flight lies outside of the invoice's period.")
    BROKEN = "broken", _("The row is cut or has a stray quotation mark.")
