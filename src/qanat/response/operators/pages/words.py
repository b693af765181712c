"""Cells and words which several pages of operators share."""

from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from qanat.response.operators.states import DifferenceState, InvoiceState
from qanat.web.marks import chip
from qanat.web.wording import DASH, MINUS, NBSP, duration

STATE_TONES: Final = {
    DifferenceState.OPEN: "warn",
    DifferenceState.INSISTED: "breach",
    DifferenceState.ACCEPTED: "ok",
    DifferenceState.STRUCK: "ok",
    DifferenceState.LAPSED: "",
}
INVOICE_TONES: Final = {
    InvoiceState.OPEN: "accent",
    InvoiceState.DISPUTED: "breach",
    InvoiceState.AGREED: "ok",
    InvoiceState.WITHDRAWN: "",
}


def difference_state(state: str) -> SafeString:
    """Draw the state of a difference."""
    known = DifferenceState(state)
    return chip(known.label, STATE_TONES[known])


def invoice_state(state: str) -> SafeString:
    """Draw the state of an invoice."""
    known = InvoiceState(state)
    return chip(known.label, INVOICE_TONES[known])


def left_out(rows: int) -> str:
    """Tell that rows of a file which was taken in are no part of its invoice."""
    words = ngettext(
        "Taken in, but %(rows)s row can't be read and is not billed: mend the file, see Files.",
        "Taken in, but %(rows)s rows can't be read and are not billed: mend the file, see Files.",
        rows,
    )
    return words % {"rows": rows}


def hours(minutes: int | None) -> str:
    """Write a length of time in hours and minutes, never in days: ``126:05``."""
    if minutes is None:
        return DASH
    whole, rest = divmod(abs(minutes), 60)
    return f"{MINUS if minutes < 0 else ''}{whole}:{rest:02d}"


def late(seconds: float) -> str:
    """Write by how much something is late."""
    return f"+{duration(seconds)}".replace(" ", NBSP)
