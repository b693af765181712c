"""Reads of shifts, their people, log and signed hand-overs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound
from qanat.response.alerts.parameters import SHIFT_LASTS, SHIFT_STARTS
from qanat.response.alerts.queries.shifts import shift_of
from qanat.response.shifts.matters import Matter, Section
from qanat.response.shifts.models import (
    HandOver,
    Shift,
    ShiftEntry,
    ShiftMember,
    ShiftQuerySet,
)
from qanat.response.shifts.permissions import SEE
from qanat.response.shifts.rules.signing import digest_of
from qanat.response.shifts.states import ShiftState


@dataclass(frozen=True, slots=True)
class Hours:
    """The planned hours of a shift."""

    start_at: datetime
    end_at: datetime


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift with the names of who signed."""

    id: int
    state: str
    planned_start_at: datetime
    planned_end_at: datetime
    opened_at: datetime
    opened_by: str
    handed_over_at: datetime | None
    handed_over_by: str
    handed_over_by_id: int | None
    taken_over_at: datetime | None
    taken_over_by: str
    taken_remarks: str
    is_synthetic: bool

    @property
    def is_current(self) -> bool:
        """Tell whether it is at work, or waits for who takes it over."""
        return self.state != ShiftState.TAKEN_OVER

    @property
    def over_at(self) -> datetime | None:
        """When its work ended; None while it is at work."""
        return self.taken_over_at or self.handed_over_at


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody who works or worked in a shift."""

    account_id: int
    name: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the log."""

    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A hand-over as it was signed.

    Attributes:
        is_whole: what is shown is what was signed, by its digest.
    """

    id: int
    at: datetime
    by: str
    remarks: str
    language: str
    digest: str
    sections: tuple[Section, ...]
    is_whole: bool


def current_shift(actor: Actor) -> ShiftRow | None:
    """Return the shift which is at work, or waits for who takes it over; None if there is none."""
    found = _rows(Shift.objects.visible_to(actor).current().order_by("-id")[:1])
    return found[0] if found else None


def shift_row(actor: Actor, shift_id: int) -> ShiftRow:
    """Return a shift.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    found = _rows(Shift.objects.visible_to(actor).filter(pk=shift_id))
    if not found:
        raise NotFound
    return found[0]


def shift_rows(actor: Actor, *, first: int = 0, count: int = 50) -> list[ShiftRow]:
    """Return shifts, the newest first."""
    rows = Shift.objects.visible_to(actor).order_by("-opened_at", "-id")
    return _rows(rows[first : first + count])


def shift_count(actor: Actor) -> int:
    """Return how many shifts there were."""
    return Shift.objects.visible_to(actor).count()


def members_of(shift_id: int) -> list[MemberRow]:
    """Return who works and worked in a shift, in the order of joining."""
    rows = list(ShiftMember.objects.filter(shift=shift_id).order_by("joined_at", "id"))
    names = names_of({row.account_id for row in rows})
    return [
        MemberRow(row.account_id, names[row.account_id], row.joined_at, row.left_at) for row in rows
    ]


def entry_rows(
    shift_id: int, *, kind: str = "", text: str = "", first: int = 0, count: int = 50
) -> list[EntryRow]:
    """Return lines of the log of a shift, the newest first; every word of ``text`` is in them."""
    rows = _entries(shift_id, kind, text).order_by("-at", "-id")[first : first + count]
    found = list(rows)
    names = names_of({row.by_id for row in found})
    return [
        EntryRow(row.pk, row.kind, row.at, row.recorded_at, names[row.by_id], row.text)
        for row in found
    ]


def entry_count(shift_id: int, *, kind: str = "", text: str = "") -> int:
    """Return how many lines match."""
    return _entries(shift_id, kind, text).count()


def signed_hand_over(shift_id: int) -> SignedRow | None:
    """Return the hand-over of a shift as it was signed last; None if it never was."""
    row = HandOver.objects.filter(shift=shift_id).order_by("-id").first()
    if row is None:
        return None
    sections = tuple(_section(plain) for plain in _told(row))
    is_whole = digest_of(row.content) == row.digest
    by = names_of({row.by_id})[row.by_id]
    return SignedRow(
        row.pk, row.at, by, row.remarks, row.language, row.digest, sections, is_whole=is_whole
    )


def _told(row: HandOver) -> list[dict[str, Any]]:
    """Return what was signed in the reader's language; old ones have the signer's alone."""
    sections: Any = row.content["sections"]
    if isinstance(sections, list):
        return sections
    told: list[dict[str, Any]] = sections.get(get_language()) or sections[row.language]
    return told


def next_hours(at: datetime) -> Hours:
    """Return the planned hours of a shift which is opened at a moment.

    Somebody who takes over in the last quarter of a shift takes over for the next one.
    """
    hours = shift_of(at)
    is_nearly_over = hours.end_at - at < (hours.end_at - hours.start_at) / 4
    meant = shift_of(hours.end_at) if is_nearly_over else hours
    return Hours(meant.start_at, meant.end_at)


def are_hours_verified(at: datetime) -> bool:
    """Tell whether somebody confirmed when shifts change."""
    return all(parameter(key, on=at).verified for key in (SHIFT_STARTS, SHIFT_LASTS))


def sees_shifts(actor: Actor) -> bool:
    """Tell whether the centre's shifts are the actor's to see."""
    return actor.scope_of(SEE).nation


def _entries(shift_id: int, kind: str, text: str) -> QuerySet[ShiftEntry]:
    rows = ShiftEntry.objects.filter(shift=shift_id)
    if kind:
        rows = rows.filter(kind=kind)
    for word in text.split()[:8]:
        rows = rows.filter(text__icontains=word)
    return rows


def _section(plain: dict[str, Any]) -> Section:
    matters = tuple(Matter.from_plain(matter) for matter in plain["matters"])
    return Section(plain["code"], plain["title"], matters, plain["total"], plain["empty"])


def _rows(found: ShiftQuerySet | Iterable[Shift]) -> list[ShiftRow]:
    rows = list(found)
    ids = {one for r in rows for one in (r.opened_by, r.handed_over_by, r.taken_over_by)}
    names = names_of(ids)
    return [
        ShiftRow(
            id=r.pk,
            state=r.state,
            planned_start_at=r.planned_start_at,
            planned_end_at=r.planned_end_at,
            opened_at=r.opened_at,
            opened_by=names[r.opened_by],
            handed_over_at=r.handed_over_at,
            handed_over_by=names[r.handed_over_by] if r.handed_over_by is not None else "",
            handed_over_by_id=r.handed_over_by,
            taken_over_at=r.taken_over_at,
            taken_over_by=names[r.taken_over_by] if r.taken_over_by is not None else "",
            taken_remarks=r.taken_remarks,
            is_synthetic=r.is_synthetic,
        )
        for r in rows
    ]
