"""Sittings as lines, and one of them whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from qanat.care.commission.models import Attendance, Sitting, SittingQuerySet
from qanat.care.commission.queries.bodies import BodyRow, MemberRow, body_row, members_of
from qanat.care.commission.queries.items import ItemRow, items_of
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.votes import voters_of
from qanat.care.commission.rules.procedure import Procedure
from qanat.care.commission.states import Kind, SittingState
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local

LATEST: Final = 10
"""So many sittings a commission's own page shows."""


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting as a line."""

    id: int
    number: str
    body_id: int
    body: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str
    revision: int
    changed_at: datetime
    signed_at: datetime | None
    signed_by: int | None
    matters: int
    is_synthetic: bool

    @property
    def is_written(self) -> bool:
        """Tell whether it is a written vote."""
        return self.kind == Kind.WRITTEN


@dataclass(frozen=True, slots=True)
class VoterRow:
    """A member with a vote in a sitting."""

    member: MemberRow
    is_there: bool


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """A sitting with its agenda and who is there.

    Attributes:
        viewer: the viewer's seat; None for the system.
    """

    row: SittingRow
    body: BodyRow
    voters: tuple[VoterRow, ...]
    items: tuple[ItemRow, ...]
    procedure: Procedure
    signed_by: str

    @property
    def there(self) -> int:
        """Return how many with a vote are there."""
        return sum(one.is_there for one in self.voters)


def sitting_rows(
    actor: Actor, view: str, now: datetime, *, first: int = 0, count: int = 50
) -> list[SittingRow]:
    """Return sittings of the actor's commissions: to come, to be signed, or over."""
    order = ("-starts_at", "-id") if view == "past" else ("starts_at", "id")
    rows = _viewed(actor, view, now).order_by(*order)[first : first + count]
    return _rows(rows)


def sitting_count(actor: Actor, view: str, now: datetime) -> int:
    """Return how many sittings there are in a view."""
    return _viewed(actor, view, now).count()


def calendar_rows(actor: Actor, since: datetime) -> list[SittingRow]:
    """Return the sittings of the actor's commissions from a moment on, cancelled ones too."""
    rows = Sitting.objects.visible_to(actor).filter(ends_at__gte=since)
    return _rows(rows.order_by("starts_at", "id"))


def sitting_row(actor: Actor, sitting_id: int) -> SittingRow:
    """Return a sitting.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    return _rows([_get(actor, sitting_id)])[0]


def sitting_record(actor: Actor, sitting_id: int) -> SittingRecord:
    """Return a sitting with its agenda.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    row = _get(actor, sitting_id)
    day = national_day(row.starts_at)
    voters = voters_of(row)
    members = members_of(voter.member_id for voter in voters)
    there = set(
        Attendance.objects.filter(sitting=row, left_at=None).values_list("member_id", flat=True)
    )
    came = set(Attendance.objects.filter(sitting=row).values_list("member_id", flat=True))
    present = there if row.state == SittingState.OPEN else came
    shown = [VoterRow(m, row.is_written or m.id in present) for m in members]
    names = names_of([row.signed_by])
    return SittingRecord(
        row=_rows([row])[0],
        body=body_row(actor, row.body_id, day),
        voters=tuple(shown),
        items=tuple(items_of(actor, row)),
        procedure=procedure_on(day),
        signed_by=names[row.signed_by] if row.signed_by is not None else "",
    )


def latest_of(actor: Actor, body_id: int, count: int = LATEST) -> list[SittingRow]:
    """Return the sittings of a commission, the latest first."""
    rows = Sitting.objects.visible_to(actor).filter(body=body_id)
    return _rows(rows.order_by("-starts_at", "-id")[:count])


def planned_of(body_id: int) -> list[SittingRow]:
    """Return the sittings of a commission in which matters can be placed, the next first."""
    rows = Sitting.objects.filter(body=body_id, state__in=[SittingState.PLANNED, SittingState.OPEN])
    return _rows(rows.order_by("starts_at", "id"))


_VIEWS: Final[Mapping[str, Callable[[datetime], Q]]] = {
    "coming": lambda now: (
        Q(state=SittingState.PLANNED, ends_at__gte=now) | Q(state=SittingState.OPEN)
    ),
    "unsigned": lambda _now: Q(state=SittingState.CLOSED),
    "past": lambda now: (
        Q(state=SittingState.PLANNED, ends_at__lt=now)
        | Q(state__in=[SittingState.CLOSED, SittingState.SIGNED, SittingState.CANCELLED])
    ),
}
"""A planned sitting whose time has passed was never opened: it is over, not to come."""


def _viewed(actor: Actor, view: str, now: datetime) -> SittingQuerySet:
    return Sitting.objects.visible_to(actor).filter(_VIEWS[view](now))


def _get(actor: Actor, sitting_id: int) -> Sitting:
    row = Sitting.objects.visible_to(actor).select_related("body").filter(pk=sitting_id).first()
    if row is None:
        raise NotFound
    return row


def written_votes_over(now: datetime) -> list[int]:
    """Return the ids of open written votes whose time is over."""
    over = Sitting.objects.filter(kind=Kind.WRITTEN, state=SittingState.OPEN, ends_at__lte=now)
    return list(over.order_by("ends_at", "id").values_list("pk", flat=True))


def _rows(rows: SittingQuerySet | Sequence[Sitting]) -> list[SittingRow]:
    found = list(rows.select_related("body")) if isinstance(rows, SittingQuerySet) else list(rows)
    counts = dict(
        Sitting.objects.filter(pk__in=[r.pk for r in found])
        .annotate(matters=Count("items"))
        .values_list("pk", "matters")
    )
    return [_row(r, counts.get(r.pk, 0)) for r in found]


def _row(r: Sitting, matters: int) -> SittingRow:
    return SittingRow(
        id=r.pk,
        number=r.number,
        body_id=r.body_id,
        body=local(r.body.name),
        kind=r.kind,
        state=r.state,
        starts_at=r.starts_at,
        ends_at=r.ends_at,
        place=r.place,
        revision=r.revision,
        changed_at=r.changed_at,
        signed_at=r.signed_at,
        signed_by=r.signed_by,
        matters=matters,
        is_synthetic=r.is_synthetic,
    )
