"""Words and marks which several pages of money share."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.care.funding.rules.prices import Comparison
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
from qanat.web.wording import number, tenge

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


def price_words(category: str, beside: Comparison) -> str:
    """Say in words how a price stands beside the others of its group."""
    values = {
        "times": number(beside.ratio, 1),
        "count": number(beside.count),
        "group": category,
        "median": tenge(beside.median_tiyn),
    }
    if beside.is_dear:
        return (
            _(
                "Far dearer than usual: %(times)s times the median of %(count)s contracts of the"
                " group %(group)s (%(median)s)."
            )
            % values
        )
    if beside.is_far:
        return (
            _(
                "Far cheaper than usual: %(times)s times the median of %(count)s contracts of the"
                " group %(group)s (%(median)s)."
            )
            % values
        )
    return (
        _("%(times)s times the median of %(count)s contracts of the group %(group)s (%(median)s).")
        % values
    )


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
