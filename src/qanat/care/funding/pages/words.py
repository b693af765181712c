"""Words and marks which several pages of money share."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.care.funding.states import (
    OUTSIDE,
    Bucket,
    InvoiceState,
    ObligationState,
    Purpose,
    YearState,
)
from qanat.web.figures import Tab
from qanat.web.marks import chip
from qanat.web.wording import number

TONES: Final = {
    ObligationState.COMMITTED: "accent",
    ObligationState.CLOSED: "ok",
    InvoiceState.PAID: "ok",
    InvoiceState.REJECTED: "warn",
    InvoiceState.ACCEPTED: "accent",
    YearState.OPEN: "accent",
}


def state_mark(state: ObligationState | InvoiceState | YearState) -> SafeString:
    """Mark a state."""
    return chip(state.label, TONES.get(state, ""))


def with_synthetic(mark: SafeString, *, is_synthetic: bool) -> SafeString:
    """Add to a mark that the record is made up."""
    return format_html("{} {}", mark, chip(_("synthetic")) if is_synthetic else "")


def purpose_word(purpose: str) -> str:
    """Write a purpose."""
    return str(Purpose(purpose).label)


def place_word(place: str) -> str:
    """Write where money is."""
    return pgettext("money", "Outside") if place == OUTSIDE else str(Bucket(place).label)


def rate_number(rate: Decimal) -> str:
    """Write a rate with the places it has."""
    exact = rate.normalize()
    return number(exact, max(0, -int(exact.as_tuple().exponent)))


def tabs(here: str) -> Sequence[Tab]:
    """Return the pages of finance."""
    pages = {
        "budget": _("Money of the year"),
        "obligations": _("Obligations"),
        "invoices": _("Invoices to pay"),
        "rates": _("Exchange rates"),
        "prices": _("Prices"),
    }
    return [
        Tab(label, reverse(f"funding:{name}"), current=name == here)
        for name, label in pages.items()
    ]
