"""Words of the money of treatment abroad, and the lives of its records."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.funding.permissions import BUDGET, COMMIT, PAY
from qanat.foundation.lifecycle import Lifecycle, Move


class Purpose(models.TextChoices):
    """For what money is put aside."""

    TREATMENT = "treatment", pgettext_lazy("purpose", "Treatment abroad")
    TRAVEL = "travel", pgettext_lazy("purpose", "Journey")
    ESCORT = "escort", pgettext_lazy("purpose", "Escort")
    SPECIALIST = "specialist", pgettext_lazy("purpose", "Foreign specialist in Kazakhstan")
    REPATRIATION = "repatriation", pgettext_lazy("purpose", "Repatriation")


class Bucket(models.TextChoices):
    """Where a tiyn of the year's money stands."""

    FREE = "free", pgettext_lazy("money", "Free")
    RESERVED = "reserved", pgettext_lazy("money", "Reserved")
    COMMITTED = "committed", pgettext_lazy("money", "Committed by contracts")
    ADVANCED = "advanced", pgettext_lazy("money", "Paid in advance")
    SPENT = "spent", pgettext_lazy("money", "Spent")


OUTSIDE: Final = "outside"
"""Not money of this year's programme."""
HELD: Final = (Bucket.RESERVED, Bucket.COMMITTED, Bucket.ADVANCED, Bucket.SPENT)
"""Where money of an obligation stands."""


class EntryKind(models.TextChoices):
    """Why money moves."""

    APPROPRIATE = "appropriate", pgettext_lazy("entry", "Appropriated")
    AMEND = "amend", pgettext_lazy("entry", "Appropriation amended")
    RESERVE = "reserve", pgettext_lazy("entry", "Reserved")
    RELEASE = "release", pgettext_lazy("entry", "Reserve released")
    COMMIT = "commit", pgettext_lazy("entry", "Committed by a contract")
    RAISE = "raise", pgettext_lazy("entry", "Commitment raised")
    ADVANCE = "advance", pgettext_lazy("entry", "Advance paid")
    REFUND = "refund", pgettext_lazy("entry", "Advance paid back")
    SETTLE = "settle", pgettext_lazy("entry", "Advance used up by an invoice")
    PAY = "pay", pgettext_lazy("entry", "Invoice paid")
    EXCHANGE = "exchange", pgettext_lazy("entry", "Exchange difference")
    RETURN = "return", pgettext_lazy("entry", "Rest returned")
    CARRY = "carry", pgettext_lazy("entry", "Carried over to the next year")


_B = Bucket
ROADS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    EntryKind.APPROPRIATE: ((OUTSIDE, _B.FREE),),
    EntryKind.AMEND: ((OUTSIDE, _B.FREE), (_B.FREE, OUTSIDE)),
    EntryKind.RESERVE: ((_B.FREE, _B.RESERVED),),
    EntryKind.RELEASE: ((_B.RESERVED, _B.FREE),),
    EntryKind.COMMIT: ((_B.RESERVED, _B.COMMITTED), (_B.FREE, _B.COMMITTED)),
    EntryKind.RAISE: ((_B.FREE, _B.COMMITTED),),
    EntryKind.ADVANCE: ((_B.COMMITTED, _B.ADVANCED),),
    EntryKind.REFUND: ((_B.ADVANCED, _B.COMMITTED),),
    EntryKind.SETTLE: ((_B.ADVANCED, _B.SPENT),),
    EntryKind.PAY: ((_B.COMMITTED, _B.SPENT),),
    EntryKind.EXCHANGE: (
        (_B.FREE, _B.COMMITTED),
        (_B.COMMITTED, _B.FREE),
        (_B.ADVANCED, _B.SPENT),
    ),
    EntryKind.RETURN: ((_B.COMMITTED, _B.FREE),),
    EntryKind.CARRY: (
        (_B.RESERVED, _B.FREE),
        (_B.COMMITTED, _B.FREE),
        (_B.ADVANCED, _B.SPENT),
        (_B.FREE, _B.RESERVED),
        (_B.FREE, _B.COMMITTED),
    ),
}
"""From where to where each kind of entry may move money: there is no way to spend what was
not committed before."""


class YearState(models.TextChoices):
    """Where the money of a year stands."""

    OPEN = "open", pgettext_lazy("year", "Open")
    CLOSED = "closed", pgettext_lazy("year", "Closed")


YEAR: Final = Lifecycle(
    name="appropriation",
    states=YearState,
    start=YearState.OPEN,
    moves=(
        Move("close", _("Close the year"), frozenset({YearState.OPEN}), YearState.CLOSED, BUDGET),
    ),
)


class ObligationState(models.TextChoices):
    """Where an obligation stands."""

    RESERVED = "reserved", pgettext_lazy("obligation", "Reserved")
    COMMITTED = "committed", pgettext_lazy("obligation", "Under contract")
    CLOSED = "closed", pgettext_lazy("obligation", "Closed")
    RELEASED = "released", pgettext_lazy("obligation", "Released")
    CARRIED = "carried", pgettext_lazy("obligation", "Carried over")


_O = ObligationState
LIVE: Final = (_O.RESERVED, _O.COMMITTED)
"""Obligations which still hold money of a year."""

OBLIGATION: Final = Lifecycle(
    name="obligation",
    states=ObligationState,
    start=_O.RESERVED,
    moves=(
        Move("commit", _("Enter the contract"), frozenset({_O.RESERVED}), _O.COMMITTED, COMMIT),
        Move(
            "release",
            _("Release the reserve"),
            frozenset({_O.RESERVED}),
            _O.RELEASED,
            COMMIT,
            "release_obligation",
        ),
        Move(
            "close",
            pgettext_lazy("move", "Close the obligation"),
            frozenset({_O.COMMITTED}),
            _O.CLOSED,
            PAY,
        ),
        Move(
            "carry_over",
            _("Carry over to the next year"),
            frozenset(LIVE),
            _O.CARRIED,
            BUDGET,
        ),
    ),
)


class InvoiceState(models.TextChoices):
    """Where an invoice stands."""

    RECEIVED = "received", pgettext_lazy("invoice", "Received")
    ACCEPTED = "accepted", pgettext_lazy("invoice", "Accepted")
    PAID = "paid", pgettext_lazy("invoice", "Paid")
    REJECTED = "rejected", pgettext_lazy("invoice", "Rejected")


_I = InvoiceState
UNPAID: Final = (_I.RECEIVED, _I.ACCEPTED)

INVOICE: Final = Lifecycle(
    name="treatment_invoice",
    states=InvoiceState,
    start=_I.RECEIVED,
    moves=(
        Move("accept", pgettext_lazy("move", "Accept"), frozenset({_I.RECEIVED}), _I.ACCEPTED, PAY),
        Move(
            "reject",
            pgettext_lazy("move", "Reject"),
            frozenset(UNPAID),
            _I.REJECTED,
            PAY,
            "reject_treatment_invoice",
        ),
        Move("pay", pgettext_lazy("move", "Pay"), frozenset({_I.ACCEPTED}), _I.PAID, PAY),
    ),
)
