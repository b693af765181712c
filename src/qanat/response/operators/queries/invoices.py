"""Invoices with their sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import LocalText
from qanat.response.operators.models import (
    Difference,
    Invoice,
    InvoiceLine,
    Pairing,
)
from qanat.response.operators.states import (
    UNDECIDED,
    WORKED_ON,
    DifferenceKind,
    DifferenceState,
)


@dataclass(frozen=True, slots=True)
class Sums:
    """Money and time of an invoice, in whole tiyn and minutes.

    Attributes:
        open_tiyn: what undecided differences may still change about it.
        unbilled_tiyn: what was flown and is not on the invoice.
    """

    lines: int
    minutes: int
    billed_tiyn: int
    ours_tiyn: int
    ours_s: int
    tolerated_tiyn: int
    struck_tiyn: int
    open_tiyn: int
    unbilled_tiyn: int
    differences: int
    undecided: int

    @property
    def payable_tiyn(self) -> int:
        """What is paid as decided so far."""
        return self.billed_tiyn - self.struck_tiyn


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice of a list."""

    id: int
    number: str
    operator_id: int
    operator_name: LocalText
    first_on: date
    last_on: date
    state: str
    taken_at: datetime
    by: str
    reason: str
    declared_tiyn: int | None
    """The total as it stands on the invoice itself."""
    is_synthetic: bool
    sums: Sums


@dataclass(frozen=True, slots=True)
class InvoicesWanted:
    """Which invoices to list; ``ended_within``: those not taken back which end in these days."""

    operator_id: int | None = None
    ended_within: Period | None = None


def invoice_rows(
    actor: Actor, wanted: InvoicesWanted, *, first: int = 0, count: int = 50
) -> list[InvoiceRow]:
    """Return invoices, the newest first."""
    found = _listed(actor, wanted).order_by("-taken_at", "-id")
    return _rows(list(found[first : first + count]))


def count_invoices(actor: Actor, wanted: InvoicesWanted) -> int:
    """Return how many invoices the actor sees."""
    return _listed(actor, wanted).count()


def invoice_row(actor: Actor, invoice_id: int) -> InvoiceRow:
    """Return one invoice.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = _rows(list(_listed(actor, InvoicesWanted()).filter(pk=invoice_id)))
    if not rows:
        raise NotFound
    return rows[0]


def undecided_invoices(
    actor: Actor, *, operator_id: int | None = None, count: int = 10
) -> list[InvoiceRow]:
    """Return the invoices on which somebody has to decide, the oldest first."""
    waiting = Difference.objects.filter(invoice=OuterRef("pk"), state__in=UNDECIDED)
    listed = _listed(actor, InvoicesWanted(operator_id))
    open_ones = listed.filter(Exists(waiting), state__in=WORKED_ON)
    return _rows(list(open_ones.order_by("taken_at", "id")[:count]))


def _listed(actor: Actor, wanted: InvoicesWanted) -> QuerySet[Invoice]:
    rows = Invoice.objects.visible_to(actor).select_related("operator")
    if wanted.operator_id is not None:
        rows = rows.filter(operator=wanted.operator_id)
    return rows.ended_within(wanted.ended_within) if wanted.ended_within else rows


def _rows(found: list[Invoice]) -> list[InvoiceRow]:
    sums, names = _sums(found), names_of({row.by_id for row in found})
    return [
        InvoiceRow(
            id=row.pk,
            number=row.number,
            operator_id=row.operator_id,
            operator_name=row.operator.name,
            first_on=row.first_on,
            last_on=row.last_on,
            state=row.state,
            taken_at=row.taken_at,
            by=names.get(row.by_id, ""),
            reason=row.reason,
            declared_tiyn=row.declared_tiyn,
            is_synthetic=row.is_synthetic,
            sums=sums[row.pk],
        )
        for row in found
    ]


def _sums(found: list[Invoice]) -> dict[int, Sums]:
    """Return the sums of invoices; three queries, however many there are."""
    ids = [row.pk for row in found]
    lines = InvoiceLine.objects.filter(invoice__in=ids).values("invoice_id")
    billed = {
        row["invoice_id"]: row
        for row in lines.annotate(n=Count("id"), s=Sum("minutes"), money=Sum("amount_tiyn"))
    }
    pairs = Pairing.objects.filter(invoice__in=ids).values("invoice_id")
    ours = {
        row["invoice_id"]: row for row in pairs.annotate(s=Sum("seconds"), money=Sum("amount_tiyn"))
    }
    not_theirs = Q(kind=DifferenceKind.NOT_THEIRS)
    active = Difference.objects.filter(invoice__in=ids).exclude(state=DifferenceState.LAPSED)
    claims = {
        row["invoice_id"]: row
        for row in active.values("invoice_id").annotate(
            n=Count("id"),
            undecided=Count("id", filter=Q(state__in=UNDECIDED)),
            struck=Sum("claim_tiyn", filter=Q(state=DifferenceState.STRUCK) & ~not_theirs),
            open=Sum("claim_tiyn", filter=Q(state__in=UNDECIDED) & ~not_theirs),
            unbilled=Sum("ours_tiyn", filter=not_theirs),
        )
    }
    nothing: dict[str, Any] = {}
    return {
        row.pk: _sum(
            billed.get(row.pk, nothing),
            ours.get(row.pk, nothing),
            claims.get(row.pk, nothing),
            row.tolerated_tiyn,
        )
        for row in found
    }


def _sum(
    billed: Mapping[str, Any], ours: Mapping[str, Any], claims: Mapping[str, Any], tolerated: int
) -> Sums:
    return Sums(
        lines=billed.get("n") or 0,
        minutes=billed.get("s") or 0,
        billed_tiyn=billed.get("money") or 0,
        ours_tiyn=ours.get("money") or 0,
        ours_s=ours.get("s") or 0,
        tolerated_tiyn=tolerated,
        struck_tiyn=claims.get("struck") or 0,
        open_tiyn=claims.get("open") or 0,
        unbilled_tiyn=claims.get("unbilled") or 0,
        differences=claims.get("n") or 0,
        undecided=claims.get("undecided") or 0,
    )
