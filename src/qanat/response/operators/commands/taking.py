"""Take an airline's invoice in: look at it first, store it once, keep what can't be read."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.bulk import store_rows
from qanat.foundation.commands import command
from qanat.foundation.periods import Period
from qanat.foundation.refusals import Conflict, Invalid, NotFound, Text
from qanat.foundation.secrets import encrypt
from qanat.foundation.tabular.sheets import TableError
from qanat.foundation.tabular.words import why
from qanat.response.operators.commands.comparing import hold, hold_against_record
from qanat.response.operators.commands.finding import (
    lock_operator,
    refuse_closed,
    touch_invoice,
)
from qanat.response.operators.models import Invoice, InvoiceFile, InvoiceLine, RejectedRow
from qanat.response.operators.permissions import BILL
from qanat.response.operators.queries.flown import flown_of
from qanat.response.operators.queries.lines import as_billed, contents_on_record
from qanat.response.operators.rules.reading import Line, ReadInvoice, Rejected, read_invoice
from qanat.response.operators.states import InvoiceState


class NotAnInvoice(Invalid):
    """The file as a whole can't be read as an invoice."""

    code = "not_an_invoice"
    text = _("This file can't be read as an invoice: %(why)s")


class NothingReadable(Invalid):
    """An invoice has at least one line."""

    code = "nothing_readable"
    text = _("No row of this file can be read as a flight. Look at the reasons, mend the file.")


class OtherPeriod(Conflict):
    """An invoice is of one period."""

    code = "other_period"
    text = _("Invoice “%(number)s” is on record for %(first)s – %(last)s. Take it back first.")


WHY: Final[dict[str, Text]] = {"too_many": _("it has more than %(detail)s rows.")}


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDraft:
    """An invoice as it came.

    Attributes:
        own: the sender's own headings, meaning -> heading.
        declared_tiyn: the total as it stands on the invoice, where somebody typed it.
    """

    operator_id: int
    number: str
    first: date
    last: date
    file_name: str
    own: Mapping[str, str] = field(default_factory=dict)
    declared_tiyn: int | None = None
    is_synthetic: bool = False

    @property
    def period(self) -> Period:
        """The days which are billed."""
        return Period(self.first, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What taking a file in would do, or did; ``invoice_id`` None while nothing is stored."""

    invoice_id: int | None = None
    is_known: bool = False
    accepted: int = 0
    repeated: int = 0
    rejected: tuple[Rejected, ...] = ()
    minutes: int = 0
    billed_tiyn: int = 0
    declared_tiyn: int | None = None
    whole_tiyn: int = 0
    """What all lines of the invoice come to, those on record among them."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many differences of each kind."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file, read before the transaction: that is slow."""

    read: ReadInvoice
    digest: str


def read_file(path: Path, draft: InvoiceDraft) -> FileRead:
    """Read an invoice's file.

    Raises:
        NotAnInvoice: if it can't be read as a whole.
    """
    try:
        read = read_invoice(path, draft.period, dict(draft.own))
    except TableError as error:
        raise NotAnInvoice(why=why(error, WHY)) from error
    with path.open("rb") as file:
        return FileRead(read, hashlib.file_digest(file, "sha256").hexdigest())


def look_at_invoice(actor: Actor, *, draft: InvoiceDraft, file: FileRead) -> Looked:
    """Tell what taking a file in would do; nothing is stored.

    Raises:
        NotFound: if the operator is not the actor's.
        OtherPeriod: if the number is on record for other days.
        InvoiceIsClosed: if it is agreed already.
    """
    check_operator(actor, draft.operator_id)
    lines, rejected = file.read.lines, file.read.rejected
    if _known_file(draft.operator_id, file.digest):
        return Looked(is_known=True, repeated=len(lines), rejected=rejected)
    on_record = _on_record(draft)
    fresh = fresh_lines(lines, on_record.pk if on_record else 0)
    flown = flown_of(draft.operator_id, draft.period)
    _matched, compared = hold(as_billed(fresh), flown, draft.last)
    billed_tiyn = sum(line.amount_tiyn for line in fresh)
    stored = on_record.lines.aggregate(s=Sum("amount_tiyn"))["s"] if on_record else 0
    return Looked(
        accepted=len(fresh),
        repeated=len(lines) - len(fresh),
        rejected=rejected,
        minutes=sum(line.minutes for line in fresh),
        billed_tiyn=billed_tiyn,
        declared_tiyn=draft.declared_tiyn,
        whole_tiyn=billed_tiyn + (stored or 0),
        kinds=Counter(finding.kind for finding in compared.findings),
    )


@command(needs=BILL)
def take_invoice(actor: Actor, *, draft: InvoiceDraft, file: FileRead, now: datetime) -> Looked:
    """Store an invoice and hold it against what was flown; the same file twice is stored once.

    Another file of the same number adds the lines which are not on record: a mended file of
    rejected rows finds its invoice.

    Raises:
        NotFound: if the operator is not the actor's.
        NothingReadable: if no row is a flight.
        OtherPeriod: if the number is on record for other days.
        InvoiceIsClosed: if it is agreed already.
    """
    check_operator(actor, draft.operator_id)
    lock_operator(draft.operator_id)
    if known := _known_file(draft.operator_id, file.digest):
        return Looked(invoice_id=known.invoice_id, is_known=True)
    if not file.read.lines:
        raise NothingReadable
    row = _on_record(draft) or _new_invoice(actor, draft, now)
    if draft.declared_tiyn is not None:
        row.declared_tiyn = draft.declared_tiyn
        row.save(update_fields=["declared_tiyn"])
    fresh = fresh_lines(file.read.lines, row.pk)
    _store(actor, row, draft, file, fresh, now)
    hold_against_record(row)
    touch_invoice(row)
    return Looked(
        invoice_id=row.pk,
        accepted=len(fresh),
        repeated=len(file.read.lines) - len(fresh),
        rejected=file.read.rejected,
    )


def check_operator(actor: Actor, operator_id: int) -> None:
    """Refuse to bill for an operator which is not the actor's.

    Raises:
        NotFound: if it is another's.
    """
    actor.need(BILL)
    scope = actor.scope_of(BILL)
    if not (scope.nation or operator_id in scope.operators):
        raise NotFound


def fresh_lines(lines: Sequence[Line], invoice_id: int) -> list[Line]:
    """Return the lines which are not on record; of equal ones as many as there are more."""
    known = contents_on_record(invoice_id)
    fresh = []
    for line in lines:
        if known[line.content] > 0:
            known[line.content] -= 1
        else:
            fresh.append(line)
    return fresh


def _known_file(operator_id: int, digest: str) -> InvoiceFile | None:
    found = InvoiceFile.objects.filter(invoice__operator=operator_id, digest=digest)
    return found.exclude(invoice__state=InvoiceState.WITHDRAWN).order_by("id").first()


def _on_record(draft: InvoiceDraft) -> Invoice | None:
    """Return the invoice to which a file of this number adds its lines."""
    rows = Invoice.objects.filter(operator=draft.operator_id, number=draft.number)
    row = rows.exclude(state=InvoiceState.WITHDRAWN).first()
    if row is not None:
        refuse_closed(row)
        if (row.first_on, row.last_on) != (draft.first, draft.last):
            raise OtherPeriod(number=row.number, first=row.first_on, last=row.last_on)
    return row


def _new_invoice(actor: Actor, draft: InvoiceDraft, now: datetime) -> Invoice:
    return Invoice.objects.create(
        operator_id=draft.operator_id,
        number=draft.number,
        first_on=draft.first,
        last_on=draft.last,
        taken_at=now,
        by_id=actor.id,
        is_synthetic=draft.is_synthetic,
    )


def _store(
    actor: Actor,
    row: Invoice,
    draft: InvoiceDraft,
    file: FileRead,
    fresh: Sequence[Line],
    now: datetime,
) -> None:
    kept = InvoiceFile.objects.create(
        invoice=row,
        file_name=draft.file_name[-200:],
        digest=file.digest,
        headings=[text[:400] for text in file.read.headings],
        own=dict(draft.own),
        taken_at=now,
        by_id=actor.id,
        accepted=len(fresh),
        repeated=len(file.read.lines) - len(fresh),
        rejected=len(file.read.rejected),
    )
    store_rows(
        InvoiceLine,
        [
            {
                "invoice_id": row.pk,
                "file_id": kept.pk,
                "row": line.row,
                "tail": line.tail,
                "off_at": line.off_at,
                "on_at": line.on_at,
                "minutes": line.minutes,
                "kind": line.kind,
                "price_tiyn": line.price_tiyn,
                "amount_tiyn": line.amount_tiyn,
                "route": line.route,
                "content": line.content,
            }
            for line in fresh
        ],
    )
    RejectedRow.objects.bulk_create(
        RejectedRow(
            file=kept,
            row=one.row,
            faults=[fault.value for fault in one.faults],
            sealed=encrypt(json.dumps(one.cells, ensure_ascii=False)),
        )
        for one in file.read.rejected
    )
