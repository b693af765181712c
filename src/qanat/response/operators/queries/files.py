"""Lines and files of invoices, and the rows which were kept aside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

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
    invoice_id: int
    invoice_number: str
    file_name: str
    headings: tuple[str, ...]
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
    return _told(_files(actor).filter(invoice=invoice_id))


def file_row(actor: Actor, file_id: int) -> FileRow:
    """Return one file.

    Raises:
        NotFound: if there is none, or the actor may not see its invoice.
    """
    rows = _told(_files(actor).filter(pk=file_id))
    if not rows:
        raise NotFound
    return rows[0]


def _files(actor: Actor) -> QuerySet[InvoiceFile]:
    visible = Invoice.objects.visible_to(actor)
    return InvoiceFile.objects.filter(invoice__in=visible).select_related("invoice")


def _told(files: QuerySet[InvoiceFile]) -> list[FileRow]:
    found = list(files.order_by("-id"))
    names = names_of({row.by_id for row in found})
    return [
        FileRow(
            row.pk,
            row.invoice_id,
            row.invoice.number,
            row.file_name,
            tuple(row.headings),
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


def rejected_rows(
    actor: Actor, file_id: int, *, first: int = 0, count: int | None = None
) -> list[RejectedTold]:
    """Return the rows of a file that were kept aside; ``count`` None for all.

    An actor who may not see the file's invoice finds none.
    """
    rows = RejectedRow.objects.filter(file__in=_files(actor).filter(pk=file_id))
    ordered = rows.order_by("row", "id")
    cut = ordered[first:] if count is None else ordered[first : first + count]
    return [
        RejectedTold(row.row, tuple(row.faults), tuple(json.loads(decrypt(bytes(row.sealed)))))
        for row in cut
    ]


def last_headings(operator_id: int) -> Mapping[str, str]:
    """Return the sender's own headings of an operator's last file, to be offered again."""
    found = InvoiceFile.objects.filter(invoice__operator=operator_id).order_by("-id")
    return found.values_list("own", flat=True).first() or {}
