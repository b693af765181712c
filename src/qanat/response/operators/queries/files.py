"""Lines and files of invoices, and the rows which were kept aside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.response.operators.models import (
    Invoice,
    InvoiceFile,
    InvoiceLine,
    Pairing,
    RejectedRow,
)
from qanat.response.operators.queries.invoices import invoice_row


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of an invoice."""

    id: int
    file_name: str
    taken_at: datetime
    by: str
    accepted: int
    repeated: int
    rejected: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an invoice with the mission it bills."""

    row: int
    tail: str
    off_at: datetime
    on_at: datetime | None
    minutes: int
    kind: str
    price_tiyn: int | None
    amount_tiyn: int
    route: str
    mission_number: str
    ours_s: int | None


def line_rows(actor: Actor, invoice_id: int) -> list[LineRow]:
    """Return the lines of an invoice for a file, by time.

    Raises:
        NotFound: if there is no such invoice, or the actor may not see it.
    """
    row = invoice_row(actor, invoice_id)
    pairs: dict[int, tuple[str, int]] = {}
    found = Pairing.objects.filter(invoice=row.id)
    for line_id, number, seconds in found.values_list("line_id", "mission__number", "seconds"):
        pairs[line_id] = (number, pairs.get(line_id, ("", 0))[1] + seconds)
    lines = InvoiceLine.objects.filter(invoice=row.id).order_by("off_at", "id")
    return [
        LineRow(
            line.row,
            line.tail,
            line.off_at,
            line.on_at,
            line.minutes,
            line.kind,
            line.price_tiyn,
            line.amount_tiyn,
            line.route,
            pairs[line.pk][0] if line.pk in pairs else "",
            pairs[line.pk][1] if line.pk in pairs else None,
        )
        for line in lines
    ]


def file_rows(actor: Actor, invoice_id: int) -> list[FileRow]:
    """Return the files of an invoice, the latest first."""
    visible = Invoice.objects.visible_to(actor).filter(pk=invoice_id)
    found = list(InvoiceFile.objects.filter(invoice__in=visible).order_by("-id"))
    names = names_of({row.by_id for row in found})
    return [
        FileRow(
            row.pk,
            row.file_name,
            row.taken_at,
            names.get(row.by_id, ""),
            row.accepted,
            row.repeated,
            row.rejected,
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class RejectedTold:
    """A row kept aside, as it stood."""

    row: int
    faults: tuple[str, ...]
    cells: tuple[str, ...]


def rejected_rows(actor: Actor, file_id: int) -> tuple[FileRow, list[str], list[RejectedTold]]:
    """Return a file, its headings and the rows of it that were kept aside.

    Raises:
        NotFound: if there is no such file, or the actor may not see its invoice.
    """
    visible = Invoice.objects.visible_to(actor)
    file = InvoiceFile.objects.filter(pk=file_id, invoice__in=visible).first()
    if file is None:
        raise NotFound
    told = [
        RejectedTold(row.row, tuple(row.faults), tuple(json.loads(decrypt(bytes(row.sealed)))))
        for row in RejectedRow.objects.filter(file=file).order_by("row", "id")
    ]
    (shown,) = [row for row in file_rows(actor, file.invoice_id) if row.id == file.pk]
    return shown, list(file.headings), told


def last_headings(operator_id: int) -> Mapping[str, str]:
    """Return the sender's own headings of an operator's last file, to be offered again."""
    found = InvoiceFile.objects.filter(invoice__operator=operator_id).order_by("-id")
    return found.values_list("own", flat=True).first() or {}
