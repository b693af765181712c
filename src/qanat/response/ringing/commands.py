"""Tell that a telephone rings, look a number up, put a ring aside, sit down at a telephone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.events.ringing import TelephoneRang
from qanat.foundation.access.queries.accounts import find_account_id
from qanat.foundation.access.queries.colleagues import holders
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid, NotFound
from qanat.foundation.secrets import encrypt
from qanat.foundation.telephones import plain_telephone, telephone_key
from qanat.foundation.turns import wait_for_turn
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.ringing.models import BY_HAND, Extension, Ring
from qanat.response.ringing.permissions import ANSWER, RING

AHEAD: Final = timedelta(minutes=2)
"""The clocks of two systems may differ by so much."""
KEPT: Final = timedelta(hours=24)


class NotANumber(Invalid):
    """What was typed can't be a telephone number."""

    code = "not_a_number"
    field = "number"
    text = _("This can't be a telephone number. Write it as you hear it, such as 8 701 123 45 67.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """A telephone that rings, as the telephone system tells it."""

    reference: str
    rang_at: datetime
    number: str = ""
    extension: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """What came of it: whether it is new, and whether somebody is shown it."""

    id: int
    is_new: bool
    is_shown: bool


@command(needs=RING)
def ring(actor: Actor, *, ringing: Ringing, now: datetime) -> Rung:
    """Show somebody who telephones; the same call told again is the same ring.

    Raises:
        FromTheFuture: if it rang after now.
    """
    if ringing.rang_at > now + AHEAD:
        raise FromTheFuture(field=_("Rang"))
    wait_for_turn("ring", actor.id, ringing.reference)
    known = Ring.objects.filter(sender_id=actor.id, reference=ringing.reference).first()
    if known is not None:
        return Rung(known.pk, is_new=False, is_shown=known.account_id is not None)
    account_id = _concerned(ringing, now)
    plain = plain_telephone(ringing.number)
    made = Ring.objects.create(
        sender_id=actor.id,
        reference=ringing.reference,
        extension=ringing.extension,
        account_id=account_id,
        number_sealed=encrypt(plain) if plain else None,
        number_key=telephone_key(plain) if plain else None,
        rang_at=min(ringing.rang_at, now),
    )
    if account_id is not None:
        announce(TelephoneRang(ring_id=made.pk, account_id=account_id))
    return Rung(made.pk, is_new=True, is_shown=account_id is not None)


@command(needs=ANSWER)
def look_number_up(actor: Actor, *, number: str, now: datetime) -> int:
    """Look up a number which somebody reads from his telephone; return the ring.

    Raises:
        NotANumber: if it can't be one.
    """
    if not (plain := plain_telephone(number)):
        raise NotANumber
    made = Ring.objects.create(
        sender_id=actor.id,
        reference=BY_HAND,
        account_id=actor.id,
        number_sealed=encrypt(plain),
        number_key=telephone_key(plain),
        rang_at=now,
        aside_at=now,  # it is open already: nothing is to pop up
    )
    return made.pk


@command(needs=ANSWER)
def put_aside(actor: Actor, *, ring_id: int, now: datetime) -> None:
    """Put a ring aside: it is shown no more. Repeating it changes nothing.

    Raises:
        NotFound: if there is none, or it concerns somebody else.
    """
    row = Ring.objects.visible_to(actor).select_for_update().filter(pk=ring_id).first()
    if row is None:
        raise NotFound
    if row.aside_at is None:
        row.aside_at = now
        row.save(update_fields=["aside_at"])
        announce(TelephoneRang(ring_id=row.pk, account_id=actor.id))


@command(needs=ANSWER)
def sit_at(actor: Actor, *, extension: str, now: datetime) -> None:
    """Sit down at a telephone; who sat there has left it. An empty extension: at none."""
    wait_for_turn("extension")
    Extension.objects.filter(account_id=actor.id).delete()
    if extension:
        Extension.objects.update_or_create(
            number=extension, defaults={"account_id": actor.id, "since": now}
        )


@command(needs=RING)
def forget_rings(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001 (who is told to the audit)
    """Forget who telephoned longer ago than a day; return how many rings."""
    return Ring.objects.filter(rang_at__lt=now - KEPT).delete()[0]


def _concerned(ringing: Ringing, now: datetime) -> int | None:
    """Return whom a ring concerns: the named account, else who sits at the extension."""
    account_id = find_account_id(ringing.account) if ringing.account else None
    if account_id is None and ringing.extension:
        sits = Extension.objects.filter(number=ringing.extension)
        account_id = sits.values_list("account_id", flat=True).first()
    is_his = account_id is not None and account_id in holders(ANSWER, [account_id], now)
    return account_id if is_his else None
