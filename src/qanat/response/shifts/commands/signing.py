"""Open a shift, hand it over, take it over: two people, each with his own signature."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict
from qanat.foundation.turns import wait_for_turn
from qanat.response.shifts.commands.finding import locked_shift, tell
from qanat.response.shifts.commands.working import add_member
from qanat.response.shifts.matters import Section
from qanat.response.shifts.models import HandOver, Shift, ShiftMember
from qanat.response.shifts.permissions import SIGN
from qanat.response.shifts.queries.open_matters import open_matters
from qanat.response.shifts.queries.shifts import next_hours
from qanat.response.shifts.rules.signing import digest_of
from qanat.response.shifts.states import SHIFT


class AlreadyAtWork(Conflict):
    """There is one shift at a time."""

    code = "already_at_work"
    text = _("A shift is at work already. Join it, or have it handed over.")


class OwnHandOver(Conflict):
    """Nobody takes over what he has handed over himself."""

    code = "own_hand_over"
    text = _("You have handed this shift over. Somebody else takes it over and signs for it.")


class NotYours(Conflict):
    """A signature is taken back by who gave it."""

    code = "not_yours"
    text = _("Only who has handed the shift over takes the hand-over back.")


class SignedAgain(Conflict):
    """What is taken over is what was read."""

    code = "signed_again"
    text = _("The hand-over was signed again since you opened it. Read it once more.")


@command(needs=SIGN)
def open_shift(actor: Actor, *, now: datetime) -> int:
    """Open a shift where none is at work, and return its id.

    Raises:
        AlreadyAtWork: if one is at work, or waits for who takes it over.
    """
    wait_for_turn("shift")
    if Shift.objects.current().exists():
        raise AlreadyAtWork
    return _opened(actor, now)


@command(needs=SIGN)
def hand_over_shift(actor: Actor, *, shift_id: int, remarks: str = "", now: datetime) -> int:
    """Sign the open matters as they stand now and hand the shift over; return the signing's id.

    Raises:
        WrongState: if it is handed over already.
    """
    row = locked_shift(actor, shift_id)
    row.handed_over_at, row.handed_over_by = now, actor.id
    make_move(actor, row, SHIFT, "hand_over", also=("handed_over_at", "handed_over_by"))
    content = {"remarks": remarks, "at": now.isoformat(), "by": actor.id}
    content |= {"sections": _in_every_language(actor, row.pk, now)}
    signed = HandOver.objects.create(
        shift=row,
        at=now,
        by_id=actor.id,
        remarks=remarks,
        language=get_language() or "",
        content=content,
        digest=digest_of(content),
    )
    tell(row)
    return signed.pk


@command(needs=SIGN)
def take_back_hand_over(actor: Actor, *, shift_id: int, note: str = "") -> None:
    """Work on in a shift that nobody has taken over yet; what was signed stays on record.

    Raises:
        NotYours: if somebody else handed it over.
        WrongState: if it was taken over meanwhile, or never handed over.
    """
    row = locked_shift(actor, shift_id)
    if row.handed_over_by not in (None, actor.id):
        raise NotYours
    row.handed_over_at = row.handed_over_by = None
    also = ("handed_over_at", "handed_over_by")
    make_move(actor, row, SHIFT, "take_back", note=note, also=also)
    tell(row)


@command(needs=SIGN)
def take_over_shift(
    actor: Actor, *, shift_id: int, hand_over_id: int | None, remarks: str = "", now: datetime
) -> int:
    """Sign for what was handed over and open the next shift; return the id of the next one.

    Args:
        actor: who takes over; another than who handed over.
        shift_id: the shift which was handed over.
        hand_over_id: the signed hand-over which was read.
        remarks: what is to be said by who takes over.
        now: the moment.

    Raises:
        OwnHandOver: if the actor has handed it over himself.
        SignedAgain: if another hand-over was signed since the one that was read.
        WrongState: if it is not handed over, or was taken over already.
    """
    row = locked_shift(actor, shift_id)
    if row.handed_over_by == actor.id:
        raise OwnHandOver
    newest = row.hand_overs.order_by("-id").values_list("pk", flat=True).first()
    row.taken_over_at, row.taken_over_by, row.taken_remarks = now, actor.id, remarks
    also = ("taken_over_at", "taken_over_by", "taken_remarks")
    make_move(actor, row, SHIFT, "take_over", also=also)
    if newest != hand_over_id:
        raise SignedAgain
    ShiftMember.objects.filter(shift=row, left_at=None).update(left_at=now)
    tell(row)
    return _opened(actor, now)


def _opened(actor: Actor, now: datetime) -> int:
    hours = next_hours(now)
    row = Shift.objects.create(
        planned_start_at=hours.start_at,
        planned_end_at=hours.end_at,
        opened_at=now,
        opened_by=actor.id,
    )
    add_member(row, actor.id, now)
    tell(row)
    return row.pk


def _in_every_language(actor: Actor, shift_id: int, now: datetime) -> dict[str, Any]:
    """Return the open matters in each language: who takes over may read another one."""
    told = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            told[code] = [_plain(section) for section in open_matters(actor, shift_id, now)]
    return told


def _plain(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": str(section.title),
        "empty": str(section.empty),
        "total": section.total,
        "matters": [matter.as_plain() for matter in section.matters],
    }
