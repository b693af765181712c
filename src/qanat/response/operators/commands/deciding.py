"""Answer and decide about differences; agree, dispute and take back invoices."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, NotFound
from qanat.response.operators.commands.comparing import hold_against_record
from qanat.response.operators.commands.finding import (
    locked_difference,
    locked_invoice,
    open_invoice,
    touch_invoice,
)
from qanat.response.operators.models import Difference, Pairing
from qanat.response.operators.permissions import ANSWER, BILL, DECIDE
from qanat.response.operators.states import DIFFERENCE, INVOICE, UNDECIDED


class OthersByNow(Conflict):
    """Who decides about all of a kind decides about those he saw."""

    code = "others_by_now"
    text = _("%(count)s differences of this kind wait by now. Look at them, then decide.")


class StillOpen(Conflict):
    """An invoice is agreed when somebody decided about each of its differences."""

    status = 422
    code = "differences_open"
    text = _("%(count)s differences are not decided yet. Decide about each, then agree.")


@command(needs=DECIDE)
def accept_difference(
    actor: Actor, *, difference_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Decide that what was billed is paid."""
    _answer(actor, difference_id, "accept", reason, note, now)


@command(needs=DECIDE)
def strike_difference(
    actor: Actor, *, difference_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Decide that what our record holds is paid."""
    _answer(actor, difference_id, "strike", reason, note, now)


@command(needs=ANSWER)
def concede_difference(
    actor: Actor, *, difference_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Agree for the airline that the service's record is right."""
    _answer(actor, difference_id, "concede", reason, note, now)


@command(needs=ANSWER)
def insist_on_difference(
    actor: Actor, *, difference_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Insist for the airline on what it billed; the service decides."""
    _answer(actor, difference_id, "insist", reason, note, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All differences of a kind which wait on an invoice, and what is said of them.

    Attributes:
        seen: how many there were when somebody decided.
    """

    invoice_id: int
    kind: str
    move: str
    seen: int
    reason: str
    note: str = ""


@command(needs=DECIDE)
def decide_differences(actor: Actor, *, batch: Batch, now: datetime) -> None:
    """Decide about all differences of a kind at once: as billed, or by our record.

    Raises:
        OthersByNow: if more or fewer of them wait than were seen.
    """
    _answer_all(actor, batch, {"accept", "strike"}, now)


@command(needs=ANSWER)
def answer_differences(actor: Actor, *, batch: Batch, now: datetime) -> None:
    """Answer for the airline about all differences of a kind at once.

    Raises:
        OthersByNow: if more or fewer of them wait than were seen.
    """
    _answer_all(actor, batch, {"concede", "insist"}, now)


@command(needs=DECIDE)
def reconsider_difference(
    actor: Actor, *, difference_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Open a decided difference again."""
    _answer(actor, difference_id, "reconsider", reason, note, now)


@command(needs=DECIDE)
def agree_invoice(actor: Actor, *, invoice_id: int, note: str = "") -> None:
    """Agree an invoice: it is paid as decided.

    Raises:
        StillOpen: if a difference is not decided yet.
    """
    row = locked_invoice(actor, invoice_id)
    if waiting := row.differences.filter(state__in=UNDECIDED).count():
        raise StillOpen(count=waiting)
    make_move(actor, row, INVOICE, "agree", note=note)
    touch_invoice(row)


@command(needs=DECIDE)
def dispute_invoice(actor: Actor, *, invoice_id: int, reason: str, note: str = "") -> None:
    """Dispute an invoice as a whole."""
    row = locked_invoice(actor, invoice_id)
    row.reason = reason
    make_move(actor, row, INVOICE, "dispute", reason=reason, note=note, also=("reason",))
    touch_invoice(row)


@command(needs=DECIDE)
def reopen_invoice(actor: Actor, *, invoice_id: int, reason: str, note: str = "") -> None:
    """Work on an invoice again, held against our record as it is now."""
    row = locked_invoice(actor, invoice_id)
    row.reason = ""
    make_move(actor, row, INVOICE, "reopen", reason=reason, note=note, also=("reason",))
    hold_against_record(row)
    touch_invoice(row)


@command(needs=BILL)
def withdraw_invoice(actor: Actor, *, invoice_id: int, reason: str, note: str = "") -> None:
    """Take an invoice back: its flights may be billed by another one."""
    row = locked_invoice(actor, invoice_id)
    row.reason = reason
    make_move(actor, row, INVOICE, "withdraw", reason=reason, note=note, also=("reason",))
    Pairing.objects.filter(invoice=row).delete()
    touch_invoice(row)


def _answer_all(actor: Actor, batch: Batch, allowed: set[str], now: datetime) -> None:
    if batch.move not in allowed:
        raise NotFound
    invoice = open_invoice(actor, batch.invoice_id)
    waiting = DIFFERENCE.move(batch.move).sources
    found = invoice.differences.filter(kind=batch.kind, state__in=waiting).order_by("id")
    rows = list(found.select_for_update(of=("self",)))
    if len(rows) != batch.seen:
        raise OthersByNow(count=len(rows))
    for row in rows:
        _say(actor, row, batch.move, batch.reason, batch.note, now)
    touch_invoice(invoice)


def _answer(
    actor: Actor, difference_id: int, move: str, reason: str, note: str, now: datetime
) -> None:
    invoice, row = locked_difference(actor, difference_id)
    _say(actor, row, move, reason, note, now)
    touch_invoice(invoice)


def _say(actor: Actor, row: Difference, move: str, reason: str, note: str, now: datetime) -> None:
    row.reason, row.note = reason, note[:1000]
    row.answered_by, row.answered_at = actor.id, now
    also = ("reason", "note", "answered_by", "answered_at")
    make_move(actor, row, DIFFERENCE, move, reason=reason, note=note, also=also)
