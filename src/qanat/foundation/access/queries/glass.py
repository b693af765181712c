"""Read emergency accesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from qanat.foundation.access.models import BreakGlass
from qanat.foundation.access.permissions import REVIEW_GLASS
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.records import RECORD_KINDS
from qanat.foundation.access.states import GlassReason, GlassState
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text


@dataclass(frozen=True, slots=True)
class GlassRow:
    """One record which somebody opened in an emergency."""

    id: int
    who: str
    kind: Text
    record_id: int
    reason: Text
    note: str
    opened_at: datetime
    ended_at: datetime
    is_open: bool
    state: GlassState
    reviewed_by: str
    reviewed_at: datetime | None
    review_note: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class GlassRows:
    """Emergency accesses of a list, counted and cut without reading all."""

    actor: Actor
    found: QuerySet[BreakGlass]

    def count(self) -> int:
        """Return how many there are."""
        return self.found.count()

    def __getitem__(self, cut: slice, /) -> Sequence[GlassRow]:
        """Return the rows of a cut; two queries."""
        rows = list(self.found.order_by("-id")[cut])
        names = names_of(one for r in rows for one in (r.account_id, r.reviewed_by_id))
        return [_row(self.actor, r, dict(names)) for r in rows]


def glass_rows(actor: Actor, *, state: str = "") -> GlassRows:
    """Return the emergency accesses which the actor reviews, newest first."""
    actor.need(REVIEW_GLASS)
    found = BreakGlass.objects.visible_to(actor)
    return GlassRows(actor, found.filter(state=state) if state else found)


def get_glass(actor: Actor, glass_id: int) -> GlassRow:
    """Return one emergency access.

    Raises:
        NotFound: if there is none, or the actor does not review it.
    """
    actor.need(REVIEW_GLASS)
    row = BreakGlass.objects.visible_to(actor).filter(pk=glass_id).first()
    if row is None:
        raise NotFound
    return _row(actor, row, dict(names_of((row.account_id, row.reviewed_by_id))))


@dataclass(frozen=True, slots=True)
class Opening:
    """That a record was opened in an emergency, for the history of the record."""

    opened_at: datetime
    account_id: int
    why: tuple[str, str]


def openings_of(kind: str, record_id: int) -> list[Opening]:
    """Return who opened a record in an emergency, whoever asks: for those who see the record."""
    rows = BreakGlass.objects.filter(kind=kind, record_id=record_id).order_by("id")
    return [
        Opening(r.opened_at, r.account_id, (str(GlassReason(r.reason).label), r.note)) for r in rows
    ]


def waiting_for_review(actor: Actor) -> int:
    """Return how many emergency accesses of others wait for the actor's judgement."""
    if not actor.may(REVIEW_GLASS):
        return 0
    waiting = BreakGlass.objects.visible_to(actor).filter(state=GlassState.UNREVIEWED)
    return waiting.exclude(account_id=actor.id).count()


def _row(actor: Actor, r: BreakGlass, names: dict[int | None, str]) -> GlassRow:
    kind = RECORD_KINDS.get(r.kind)
    ended = r.closed_at or r.expires_at
    return GlassRow(
        id=r.pk,
        who=names[r.account_id],
        kind=kind.label if kind else r.kind,
        record_id=r.record_id,
        reason=GlassReason(r.reason).label,
        note=r.note,
        opened_at=r.opened_at,
        ended_at=ended,
        is_open=ended > timezone.now(),
        state=GlassState(r.state),
        reviewed_by=names[r.reviewed_by_id] if r.reviewed_by_id is not None else "",
        reviewed_at=r.reviewed_at,
        review_note=r.review_note,
        is_own=r.account_id == actor.id,
    )
