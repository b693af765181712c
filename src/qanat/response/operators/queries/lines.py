"""Lines of invoices as rules need them."""

from collections import Counter
from collections.abc import Iterable

from qanat.response.operators.models import InvoiceLine
from qanat.response.operators.rules.matching import Billed
from qanat.response.operators.rules.reading import Line


def billed_lines(invoice_id: int) -> list[Billed]:
    """Return the lines of an invoice, by time."""
    rows = InvoiceLine.objects.filter(invoice=invoice_id).order_by("off_at", "id")
    return [
        Billed(
            id=row.pk,
            tail=row.tail,
            off_at=row.off_at,
            on_at=row.on_at,
            minutes=row.minutes,
            kind=row.kind,
            amount_tiyn=row.amount_tiyn,
        )
        for row in rows
    ]


def as_billed(lines: Iterable[Line]) -> list[Billed]:
    """Return lines which are not on record; their place in the file stands for an id."""
    return [
        Billed(
            id=line.row,
            tail=line.tail,
            off_at=line.off_at,
            on_at=line.on_at,
            minutes=line.minutes,
            kind=line.kind,
            amount_tiyn=line.amount_tiyn,
        )
        for line in lines
    ]


def contents_on_record(invoice_id: int) -> Counter[str]:
    """Return how often each line is on record."""
    return Counter(InvoiceLine.objects.filter(invoice=invoice_id).values_list("content", flat=True))
