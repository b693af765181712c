"""Open one record in an emergency, and have somebody else judge it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.commands.locking import rights_changed
from qanat.foundation.access.events import GlassOpened, GlassReviewed
from qanat.foundation.access.models import Account, BreakGlass
from qanat.foundation.access.parameters import GLASS_H, span
from qanat.foundation.access.permissions import BREAK_GLASS, REVIEW_GLASS
from qanat.foundation.access.records import BIGGEST, RECORD_KINDS
from qanat.foundation.access.states import GLASS, GlassReason
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound


class GlassReasonNeeded(Invalid):
    """An emergency access is always explained."""

    code = "glass_reason_needed"
    text = _("Choose a reason. For “other”, say in words why.")


class OpenAlready(Conflict):
    """The record is open for this person."""

    code = "open_already"
    text = _("This record is already open for you.")


class OwnGlass(Conflict):
    """Nobody judges himself."""

    code = "own_glass"
    text = _("You opened this record yourself. Somebody else has to judge it.")


class NoteNeeded(Invalid):
    """An objection says what is wrong."""

    code = "note_needed"
    text = _("Say in words why it was not justified.")


@command(needs=BREAK_GLASS)
def open_glass(actor: Actor, *, kind: str, record_id: int, reason: str, note: str = "") -> int:
    """Open exactly one record for some hours; it is announced and will be reviewed.

    Whether there is such a record is not asked: who guesses numbers does so under his name.
    """
    if reason not in GlassReason.values or (reason == GlassReason.OTHER and not note.strip()):
        raise GlassReasonNeeded
    if kind not in RECORD_KINDS or record_id > BIGGEST:
        raise NotFound
    now = timezone.now()
    account = Account.objects.select_for_update(of=("self",)).get(pk=actor.id)
    mine = BreakGlass.objects.filter(account=account, closed_at=None, expires_at__gt=now)
    if mine.filter(kind=kind, record_id=record_id).exists():
        raise OpenAlready
    glass = BreakGlass.objects.create(
        account=account,
        kind=kind,
        record_id=record_id,
        reason=reason,
        note=note.strip()[:500],
        opened_at=now,
        expires_at=now + span(GLASS_H),
    )
    announce(GlassOpened(glass_id=glass.pk, account_id=account.pk, record_kind=kind))
    rights_changed(account.pk)
    return glass.pk


@command(needs=BREAK_GLASS)
def close_glass(actor: Actor, *, glass_id: int) -> None:
    """Close a record which one has opened, before its time is over."""
    mine = BreakGlass.objects.filter(account_id=actor.id, closed_at=None)
    glass = mine.select_for_update(of=("self",)).filter(pk=glass_id).first()
    now = timezone.now()
    if glass is None or glass.expires_at <= now:
        raise NotFound
    glass.closed_at = now
    glass.save(update_fields=["closed_at"])
    rights_changed(actor.id)


@command(needs=REVIEW_GLASS)
def review_glass(actor: Actor, *, glass_id: int, is_justified: bool, note: str = "") -> None:
    """Judge whether an emergency access of somebody else was justified."""
    seen = BreakGlass.objects.visible_to(actor).select_for_update(of=("self",))
    glass = seen.filter(pk=glass_id).first()
    if glass is None:
        raise NotFound
    if glass.account_id == actor.id:
        raise OwnGlass
    if not is_justified and not note.strip():
        raise NoteNeeded
    glass.reviewed_by_id = actor.id
    glass.reviewed_at = timezone.now()
    glass.review_note = note.strip()[:500]
    move = "justify" if is_justified else "object"
    also = ("reviewed_by_id", "reviewed_at", "review_note")
    make_move(actor, glass, GLASS, move, note=glass.review_note, also=also)
    announce(
        GlassReviewed(glass_id=glass.pk, account_id=glass.account_id, is_justified=is_justified)
    )
