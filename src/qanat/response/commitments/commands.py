"""Promise, confirm, move and release scarce things; the database proves there is no overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.bulk import backfilling, store_rows
from qanat.foundation.commands import command, intention
from qanat.foundation.moving import make_move
from qanat.foundation.periodic import every
from qanat.foundation.refusals import Conflict, NotFound
from qanat.response.commitments.models import Commitment, resource_key
from qanat.response.commitments.permissions import COMMIT
from qanat.response.commitments.queries import CommitmentRow, commitment_row
from qanat.response.commitments.states import ACTIVE, COMMITMENT, CommitmentState
from qanat.web.wording import offset

EXPIRED_AT_ONCE = 500


class ResourceTaken(Conflict):
    """Somebody else has the resource in that time.

    ``values`` hold what, who (the purpose), by whom, the times and ``holder``
    (:class:`CommitmentRow`).
    """

    code = "resource_taken"
    text = _("%(what)s is already promised to %(who)s from %(start)s to %(end)s, by %(by)s.")


class ExpiryMissing(Conflict):
    """A hold must say when it expires by itself."""

    status = 422
    code = "expiry_missing"
    text = _("A hold needs a time at which it expires.")


@dataclass(frozen=True, slots=True)
class Want:
    """A resource wanted for a time."""

    kind: int
    resource_id: int
    label: str
    start_at: datetime
    end_at: datetime


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a resource is promised to."""

    kind: str
    id: int
    label: str
    is_exercise: bool = False


@command(needs=COMMIT)
def hold(
    actor: Actor, *, wants: Sequence[Want], purpose: Purpose, expires_at: datetime | None
) -> list[int]:
    """Promise resources until a time at which the hold ends by itself; all or none.

    Raises:
        ResourceTaken: if one of them is promised to somebody else.
        ExpiryMissing: if no end of the hold is given.
    """
    if expires_at is None:
        raise ExpiryMissing
    ordered = sorted(wants, key=lambda w: (w.kind, w.resource_id))
    return [_hold_one(actor, want, purpose, expires_at) for want in ordered]


@command(needs=COMMIT)
def commit(actor: Actor, *, wants: Sequence[Want], purpose: Purpose) -> list[int]:
    """Promise resources firmly; all or none.

    Raises:
        ResourceTaken: if one of them is promised to somebody else.
    """
    last = max((want.end_at for want in wants), default=None)
    ids = hold(actor, wants=wants, purpose=purpose, expires_at=last) if wants else []
    confirm(actor, commitment_ids=ids)
    return ids


@command(needs=COMMIT)
def confirm(actor: Actor, *, commitment_ids: Sequence[int]) -> None:
    """Make holds firm."""
    for row in _locked(commitment_ids):
        row.expires_at = None
        make_move(actor, row, COMMITMENT, "confirm", also=("expires_at",))


@command(needs=COMMIT)
def release(actor: Actor, *, commitment_ids: Sequence[int], note: str = "") -> None:
    """Give resources back."""
    for row in _locked(commitment_ids):
        make_move(actor, row, COMMITMENT, "release", note=note)


@command(needs=COMMIT)
def release_purpose(actor: Actor, *, purpose_kind: str, purpose_id: int, note: str = "") -> None:
    """Give back everything that is promised to a purpose."""
    rows = Commitment.objects.active().filter(purpose_kind=purpose_kind, purpose_id=purpose_id)
    for row in rows.select_for_update(of=("self",)).order_by("resource_key", "id"):
        make_move(actor, row, COMMITMENT, "release", note=note)


@command(needs=COMMIT)
def move(_actor: Actor, *, commitment_id: int, start_at: datetime, end_at: datetime) -> None:
    """Shift or extend a promise in time.

    Raises:
        ResourceTaken: if the new time belongs to somebody else.
    """
    for row in _locked([commitment_id]):
        want = Want(row.resource_kind, row.resource_id, row.label, start_at, end_at)
        _lock_free(want, row.pk)
        row.during = DateTimeTZRange(start_at, end_at)
        row.save(update_fields=["during"])


@dataclass(frozen=True, slots=True)
class Grown:
    """How far a promise reaches now, and who stands in the way of more."""

    end_at: datetime
    next: CommitmentRow | None = None


@command(needs=COMMIT)
def extend(_actor: Actor, *, commitment_id: int, end_at: datetime) -> Grown:
    """Let a promise last longer, up to the next promise of its resource; never shorter.

    Unlike :func:`move` it takes what is free and says who has the rest: who is late can't be
    refused to be late.
    """
    (row,) = _locked([commitment_id])
    if row.state not in ACTIVE or end_at <= row.during.upper:
        return Grown(row.during.upper)
    _queue_for(row.resource_kind, row.resource_id)
    others = Commitment.objects.active().of(row.resource_kind, row.resource_id).exclude(pk=row.pk)
    found = others.within(row.during.upper, end_at).order_by("during", "id").first()
    free_until = min(end_at, found.during.lower) if found else end_at
    if free_until > row.during.upper:
        row.during = DateTimeTZRange(row.during.lower, free_until)
        row.save(update_fields=["during"])
    return Grown(row.during.upper, commitment_row(found) if found else None)


@command(needs=COMMIT)
def swap(actor: Actor, *, commitment_id: int, resource_id: int, label: str) -> int:
    """Give a promise to another resource of the same kind; return the new promise.

    Raises:
        ResourceTaken: if the other resource is promised to somebody else.
    """
    (row,) = _locked([commitment_id])
    make_move(actor, row, COMMITMENT, "release")
    want = Want(row.resource_kind, resource_id, label, row.during.lower, row.during.upper)
    purpose = Purpose(row.purpose_kind, row.purpose_id, row.purpose, row.is_exercise)
    return commit(actor, wants=[want], purpose=purpose)[0]


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise of the past that was kept."""

    want: Want
    purpose: Purpose


@command(needs=COMMIT)
def store_kept(actor: Actor, *, rows: Sequence[Kept]) -> None:
    """Store promises of the past as they were kept; the database proves that none overlap."""
    with backfilling():
        store_rows(
            Commitment,
            [
                {
                    "resource_kind": row.want.kind,
                    "resource_id": row.want.resource_id,
                    "resource_key": resource_key(row.want.kind, row.want.resource_id),
                    "label": row.want.label,
                    "during": DateTimeTZRange(row.want.start_at, row.want.end_at),
                    "state": CommitmentState.FIRM,
                    "purpose_kind": row.purpose.kind,
                    "purpose_id": row.purpose.id,
                    "purpose": row.purpose.label,
                    "made_by": actor.id,
                    "made_at": row.want.start_at,
                }
                for row in rows
            ],
        )


@every(seconds=5)
def expire_holds(now: datetime) -> int:
    """Let the holds go whose time is over; return how many."""
    with intention(SYSTEM, "expire_holds"):
        due = Commitment.objects.filter(state="held", expires_at__lte=now)
        rows = list(
            due.select_for_update(of=("self",), skip_locked=True).order_by("resource_key", "id")[
                :EXPIRED_AT_ONCE
            ]
        )
        for row in rows:
            make_move(SYSTEM, row, COMMITMENT, "expire")
    return len(rows)


def _hold_one(actor: Actor, want: Want, purpose: Purpose, expires_at: datetime) -> int:
    _lock_free(want)
    row = Commitment(
        resource_kind=want.kind,
        resource_id=want.resource_id,
        resource_key=resource_key(want.kind, want.resource_id),
        label=want.label,
        during=DateTimeTZRange(want.start_at, want.end_at),
        purpose_kind=purpose.kind,
        purpose_id=purpose.id,
        purpose=purpose.label,
        expires_at=expires_at,
        made_by=actor.id,
        is_exercise=purpose.is_exercise,
    )
    row.save(force_insert=True)
    return row.pk


def _lock_free(want: Want, own_id: int = 0) -> None:
    """Lock a resource for this transaction and refuse if somebody has it in that time.

    Writers of one resource queue here; without it they would wait for each other's rows inside
    the exclusion constraint and deadlock. The constraint remains the proof.
    """
    _queue_for(want.kind, want.resource_id)
    others = Commitment.objects.active().of(want.kind, want.resource_id).exclude(pk=own_id)
    if holder := others.within(want.start_at, want.end_at).order_by("during", "id").first():
        raise taken_by(commitment_row(holder))


def _queue_for(kind: int, resource_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (resource_key(kind, resource_id),))


def taken_by(holder: CommitmentRow) -> ResourceTaken:
    """Return the refusal which says who has a resource, and until when."""
    return ResourceTaken(
        what=holder.label,
        who=holder.purpose,
        by=names_of({holder.made_by})[holder.made_by],
        start=f"{localtime(holder.start_at):%d.%m.%Y %H:%M}",
        end=f"{localtime(holder.end_at):%d.%m.%Y %H:%M} ({offset(holder.end_at)})",
        holder=holder,
    )


def _locked(commitment_ids: Sequence[int]) -> list[Commitment]:
    rows = list(
        Commitment.objects.select_for_update(of=("self",))
        .filter(pk__in=commitment_ids)
        .order_by("resource_key", "id")
    )
    if len(rows) != len(set(commitment_ids)):
        raise NotFound
    return rows
