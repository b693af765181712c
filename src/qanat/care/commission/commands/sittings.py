"""Plan sittings, open and close them, note who is there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.commission.commands.seats import (
    KEEPERS,
    RUNNERS,
    locked_body,
    locked_sitting,
    tell,
)
from qanat.care.commission.models import Attendance, Item, Sitting
from qanat.care.commission.permissions import KEEP, PRESIDE
from qanat.care.commission.queries.bodies import lacking_groups
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.queries.votes import voters_of
from qanat.care.commission.rules.procedure import is_written_term
from qanat.care.commission.states import (
    DISCUSSED,
    SITTING,
    Group,
    ItemState,
    Kind,
    SittingState,
)
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid
from qanat.response.dispatch.commands.numbers import next_number


class WrongTerm(Invalid):
    """A sitting ends after it begins, a written vote within its hours."""

    code = "wrong_term"
    field = "ends_at"
    text = _("A written vote lasts from %(least)s to %(most)s hours.")


class EndsTooEarly(Invalid):
    """A sitting ends after it begins."""

    code = "ends_too_early"
    field = "ends_at"
    text = _("It would end before it begins.")


class NotWhole(Conflict):
    """A commission sits when everybody is in it who has to be."""

    code = "not_whole"
    text = _("The commission is not complete. Missing: %(missing)s. Appoint members first.")


class StillDiscussed(Conflict):
    """A sitting ends when no matter is being heard or voted on."""

    code = "still_discussed"
    text = _("“%(number)s” is heard or voted on. Decide it, or put it off, first.")


class SittingFixed(Conflict):
    """A sitting which has begun stays where it is."""

    code = "sitting_fixed"
    text = _("This sitting has begun or is over.")


class NobodyToNote(Invalid):
    """At a sitting are those who have a vote in it."""

    code = "nobody_to_note"
    field = "member"
    text = _("Choose a member with a vote in this sitting.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingDraft:
    """When, where and how a commission comes together."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""


@command(needs=KEEP)
def plan_sitting(actor: Actor, *, body_id: int, draft: SittingDraft, now: datetime) -> int:
    """Plan a sitting or a written vote; sent twice it is the same. Return its id.

    Raises:
        WrongTerm: if a written vote is too short or too long.
    """
    body = locked_body(actor, body_id, KEEPERS, now)
    _check_term(draft)
    known = body.sittings.filter(
        state=SittingState.PLANNED, kind=draft.kind, starts_at=draft.starts_at
    ).first()
    if known is not None:
        return known.pk
    row = Sitting.objects.create(
        number=next_number("S", "", now),
        body=body,
        kind=draft.kind,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        place=draft.place,
        changed_at=now,
        planned_by=actor.id,
    )
    tell(row.pk)
    return row.pk


@command(needs=KEEP)
def move_sitting(actor: Actor, *, sitting_id: int, draft: SittingDraft, now: datetime) -> None:
    """Give a planned sitting another time, place or manner.

    Raises:
        SittingFixed: if it has begun.
    """
    row = locked_sitting(actor, sitting_id, KEEPERS, now)
    if row.state != SittingState.PLANNED:
        raise SittingFixed
    _check_term(draft)
    row.kind, row.starts_at, row.ends_at = draft.kind, draft.starts_at, draft.ends_at
    row.place = draft.place
    row.revision += 1
    row.changed_at = now
    row.save()
    tell(row.pk)


@command(needs=KEEP)
def cancel_sitting(actor: Actor, *, sitting_id: int, reason: str, now: datetime) -> None:
    """Cancel a planned sitting; its matters wait for another one."""
    row = locked_sitting(actor, sitting_id, KEEPERS, now)
    row.revision += 1
    row.changed_at = now
    make_move(actor, row, SITTING, "cancel", reason=reason, also=("revision", "changed_at"))
    for item in row.items.filter(state=ItemState.ON_AGENDA).select_for_update().order_by("id"):
        item.sitting, item.place = None, None
        item.save(update_fields=["sitting", "place"])
    tell(row.pk)


@command(needs=PRESIDE)
def open_sitting(actor: Actor, *, sitting_id: int, now: datetime) -> None:
    """Open a sitting; opened twice it is open.

    Raises:
        NotWhole: if the commission lacks members it has to have.
    """
    row = locked_sitting(actor, sitting_id, RUNNERS, now)
    if row.state == SittingState.OPEN:
        return
    if fault := not_whole(row.body_id, row.starts_at):
        raise fault
    row.opened_at = now
    make_move(actor, row, SITTING, "open", also=("opened_at",))
    tell(row.pk)


def not_whole(body_id: int, at: datetime) -> NotWhole | None:
    """Return what refuses a sitting of a commission at a moment, if it lacks members."""
    missing = lacking_groups(body_id, national_day(at)).items()
    names = ", ".join(f"{Group(kind).label}: {count}" for kind, count in missing)
    return NotWhole(missing=names) if names else None


@command(needs=PRESIDE)
def note_presence(
    actor: Actor, *, sitting_id: int, member_id: int, is_there: bool, now: datetime
) -> None:
    """Note that a member came or left; noted twice nothing changes.

    Raises:
        SittingFixed: if the sitting is not open, or is a written vote.
        NobodyToNote: if it is nobody with a vote.
    """
    row = locked_sitting(actor, sitting_id, RUNNERS, now)
    if row.state != SittingState.OPEN or row.kind == Kind.WRITTEN:
        raise SittingFixed
    if member_id not in {voter.member_id for voter in voters_of(row)}:
        raise NobodyToNote
    here = Attendance.objects.filter(sitting=row, member=member_id, left_at=None)
    if is_there and not here.exists():
        Attendance.objects.create(sitting=row, member_id=member_id, came_at=now)
    elif not is_there:
        here.update(left_at=now)
    tell(row.pk)


@command(needs=PRESIDE)
def close_sitting(actor: Actor, *, sitting_id: int, now: datetime) -> None:
    """Close a sitting; matters it did not reach wait for another one.

    Raises:
        StillDiscussed: if a matter is being heard or voted on.
    """
    row = locked_sitting(actor, sitting_id, RUNNERS, now)
    if row.state == SittingState.CLOSED:
        return
    items = list(Item.objects.filter(sitting=row).select_for_update().order_by("id"))
    if (open_one := next((one for one in items if one.state in DISCUSSED), None)) is not None:
        raise StillDiscussed(number=open_one.matter_number)
    row.closed_at = now
    make_move(actor, row, SITTING, "close", also=("closed_at",))
    Attendance.objects.filter(sitting=row, left_at=None).update(left_at=now)
    for item in items:
        if item.state == ItemState.ON_AGENDA:
            item.sitting, item.place = None, None
            item.save(update_fields=["sitting", "place"])
    tell(row.pk)


def _check_term(draft: SittingDraft) -> None:
    if draft.ends_at <= draft.starts_at:
        raise EndsTooEarly
    hours = procedure_on(national_day(draft.starts_at)).written_h
    if draft.kind == Kind.WRITTEN and not is_written_term(draft.starts_at, draft.ends_at, hours):
        raise WrongTerm(least=round(hours[0]), most=round(hours[1]))
