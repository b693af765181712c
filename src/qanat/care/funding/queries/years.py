"""The money of years."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Count, Q, QuerySet, Sum

from qanat.care.funding.models import Appropriation, Obligation
from qanat.care.funding.models.budget import SUMS
from qanat.care.funding.states import LIVE, Bucket, YearState
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class YearRow:
    """The money of a programme for a year, in whole tiyn by bucket."""

    id: int
    programme: str
    year: int
    order: str
    state: str
    amount_tiyn: int
    buckets: Mapping[str, int]
    at: datetime
    is_synthetic: bool

    @property
    def is_open(self) -> bool:
        """Tell whether its money moves."""
        return self.state == YearState.OPEN


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """What a year's money is put aside for."""

    purpose: str
    count: int
    live: int
    sums: Mapping[str, int]


def year_rows(actor: Actor) -> list[YearRow]:
    """Return the years on record, the newest first."""
    found = Appropriation.objects.visible_to(actor)
    return [_row(row) for row in found.order_by("-year", "programme", "id")]


def year_row(actor: Actor, appropriation_id: int) -> YearRow:
    """Return one year.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    found = Appropriation.objects.visible_to(actor).filter(pk=appropriation_id).first()
    if found is None:
        raise NotFound
    return _row(found)


def current_year(actor: Actor, today: date) -> YearRow | None:
    """Return the open year of today, else the newest open one; None where none is open."""
    rows = [row for row in year_rows(actor) if row.is_open]
    of_today = [row for row in rows if row.year == today.year]
    return next(iter((*of_today, *rows)), None)


def purpose_rows(actor: Actor, appropriation_id: int) -> list[PurposeRow]:
    """Return what a year's money is put aside for, by purpose."""
    found = _obligations(actor, appropriation_id).values("purpose").order_by("purpose")
    totals: dict[str, Any] = {name: Sum(name) for name in SUMS}
    totals |= {"n": Count("id"), "live": Count("id", filter=Q(state__in=LIVE))}
    rows = cast("Iterable[dict[str, Any]]", found.annotate(**totals))
    return [
        PurposeRow(row["purpose"], row["n"], row["live"], {name: row[name] or 0 for name in SUMS})
        for row in rows
    ]


def _obligations(actor: Actor, appropriation_id: int) -> QuerySet[Obligation]:
    return Obligation.objects.visible_to(actor).filter(appropriation=appropriation_id)


def _row(row: Appropriation) -> YearRow:
    return YearRow(
        id=row.pk,
        programme=row.programme,
        year=row.year,
        order=row.order,
        state=row.state,
        amount_tiyn=row.amount_tiyn,
        buckets={one.value: getattr(row, f"{one.value}_tiyn") for one in Bucket},
        at=row.at,
        is_synthetic=row.is_synthetic,
    )
