"""Work in a shift: join, leave, write its log."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.idempotency.commands import KeyReused
from qanat.foundation.refusals import Conflict, Invalid
from qanat.response.shifts.commands.finding import locked_shift, tell
from qanat.response.shifts.models import Shift, ShiftEntry, ShiftMember
from qanat.response.shifts.permissions import WORK
from qanat.response.shifts.states import CURRENT, EntryKind


class NotOfThisShift(Conflict):
    """A shift that is over is joined and noted in by nobody any more."""

    code = "not_of_this_shift"
    text = _("This shift is over. Work on in the one which is at work now.")


class NothingSaid(Invalid):
    """An entry without words says nothing."""

    code = "nothing_said"
    text = _("Write what is to be noted.")


class NotBeforeItHappens(Invalid):
    """What is noted has happened, and within the shift."""

    code = "not_in_this_shift"
    text = _("Such a time does not lie between the beginning of the shift and now.")


@command(needs=WORK)
def join_shift(actor: Actor, *, shift_id: int, now: datetime) -> None:
    """Work in a shift from now on; who works in it already changes nothing."""
    row = _at_work(actor, shift_id)
    add_member(row, actor.id, now)
    tell(row)


@command(needs=WORK)
def leave_shift(actor: Actor, *, shift_id: int, now: datetime) -> None:
    """Stop working in a shift."""
    row = _at_work(actor, shift_id)
    ShiftMember.objects.filter(shift=row, account_id=actor.id, left_at=None).update(left_at=now)
    tell(row)


@command(needs=WORK)
def write_entry(
    actor: Actor,
    *,
    shift_id: int,
    text: str,
    kind: str = EntryKind.NOTE,
    at: datetime | None = None,
    sent_key: UUID | None = None,
    now: datetime,
) -> int:
    """Write a line into the log of the shift at work and return its id.

    What was sent under a key is stored once.

    Raises:
        NotOfThisShift: if the shift is over.
        KeyReused: if somebody else sent something under the key.
        NothingSaid: if there are no words.
        NotBeforeItHappens: if it lies ahead of now, or before the shift.
    """
    row = _at_work(actor, shift_id)
    if sent_key is not None:
        known = ShiftEntry.objects.filter(sent_key=sent_key).first()
        if known is not None and known.by_id != actor.id:
            raise KeyReused
        if known is not None:
            return known.pk
    if not text.strip():
        raise NothingSaid
    happened = at or now
    if not min(row.opened_at, row.planned_start_at) <= happened <= now:
        raise NotBeforeItHappens
    made = ShiftEntry.objects.create(
        shift=row,
        kind=EntryKind(kind),
        at=happened,
        recorded_at=now,
        by_id=actor.id,
        text=text.strip(),
        sent_key=sent_key,
    )
    tell(row)
    return made.pk


def add_member(row: Shift, account_id: int, now: datetime) -> None:
    """Have somebody work in a shift, once."""
    ShiftMember.objects.get_or_create(
        shift=row, account_id=account_id, left_at=None, defaults={"joined_at": now}
    )


def _at_work(actor: Actor, shift_id: int) -> Shift:
    row = locked_shift(actor, shift_id)
    if row.state not in CURRENT:
        raise NotOfThisShift
    return row
