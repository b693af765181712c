"""Differences of invoices, with the lines and missions they are about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.response.operators.models import Difference, Invoice
from qanat.response.operators.states import UNDECIDED, DifferenceState


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference, the line and the mission it is about."""

    id: int
    invoice_id: int
    kind: str
    state: str
    tail: str
    off_at: datetime
    theirs_min: int | None
    ours_min: int | None
    billed_tiyn: int
    ours_tiyn: int
    claim_tiyn: int
    mission_id: int | None
    mission_number: str
    line_row: int | None
    route: str
    reason: str
    note: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which differences to list; empty: all that did not lapse."""

    kind: str = ""
    state: str = ""


def difference_rows(
    actor: Actor, invoice_id: int, wanted: Wanted, *, first: int = 0, count: int | None = 50
) -> list[DifferenceRow]:
    """Return the differences of an invoice, by time; ``count`` None for all.

    Raises:
        NotFound: if there is no such invoice, or the actor may not see it.
    """
    rows = _differences(actor, invoice_id, wanted).select_related("line", "mission")
    ordered = rows.order_by("off_at", "id")
    cut = ordered[first:] if count is None else ordered[first : first + count]
    return _told(list(cut))


def count_differences(actor: Actor, invoice_id: int, wanted: Wanted) -> int:
    """Return how many differences match; raises as :func:`difference_rows` does."""
    return _differences(actor, invoice_id, wanted).count()


def count_by_kind(actor: Actor, invoice_id: int) -> dict[str, int]:
    """Return how many differences of each kind an invoice has."""
    rows = _differences(actor, invoice_id, Wanted()).order_by().values_list("kind")
    return dict(rows.annotate(n=Count("id")))


def waiting_of_kind(
    actor: Actor, invoice_id: int, kind: str, states: Collection[str]
) -> tuple[int, int]:
    """Return how many differences of a kind are in some states, and their claims together.

    Raises:
        NotFound: if there is no such invoice, or the actor may not see it.
    """
    rows = _differences(actor, invoice_id, Wanted(kind)).filter(state__in=states)
    told = rows.order_by().aggregate(n=Count("id"), claim=Sum("claim_tiyn"))
    return told["n"], told["claim"] or 0


def difference_row(actor: Actor, difference_id: int) -> DifferenceRow:
    """Return one difference.

    Raises:
        NotFound: if there is none, or the actor may not see its invoice.
    """
    visible = Invoice.objects.visible_to(actor)
    found = Difference.objects.filter(pk=difference_id, invoice__in=visible)
    rows = _told(list(found.select_related("line", "mission")))
    if not rows:
        raise NotFound
    return rows[0]


def _differences(actor: Actor, invoice_id: int, wanted: Wanted) -> QuerySet[Difference]:
    if not Invoice.objects.visible_to(actor).filter(pk=invoice_id).exists():
        raise NotFound
    rows = Difference.objects.filter(invoice=invoice_id)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state == "undecided":
        return rows.filter(state__in=UNDECIDED)
    if wanted.state:
        return rows.filter(state=wanted.state)
    return rows.exclude(state=DifferenceState.LAPSED)


def _told(found: list[Difference]) -> list[DifferenceRow]:
    names = names_of({row.answered_by for row in found if row.answered_by is not None})
    return [
        DifferenceRow(
            id=row.pk,
            invoice_id=row.invoice_id,
            kind=row.kind,
            state=row.state,
            tail=row.tail,
            off_at=row.off_at,
            theirs_min=row.theirs_min,
            ours_min=row.ours_min,
            billed_tiyn=row.billed_tiyn,
            ours_tiyn=row.ours_tiyn,
            claim_tiyn=row.claim_tiyn,
            mission_id=row.mission_id,
            mission_number=row.mission.number if row.mission else "",
            line_row=row.line.row if row.line else None,
            route=row.line.route if row.line else "",
            reason=row.reason,
            note=row.note,
            answered_by=names.get(row.answered_by or -1, "") if row.answered_at else "",
            answered_at=row.answered_at,
        )
        for row in found
    ]
