"""Others pay for the same: payments are stopped, what they pay is not asked of the budget."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.funding.commands.paying import BeyondContract
from qanat.care.funding.commands.posting import (
    Papers,
    book,
    home_price,
    locked_obligation,
    need_amount,
    tell_obligation,
)
from qanat.care.funding.commands.reserving import need_state
from qanat.care.funding.permissions import COMMIT
from qanat.care.funding.rules.movements import one, share
from qanat.care.funding.states import Bucket, EntryKind, ObligationState
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day


@command(needs=COMMIT)
def stop_payments(actor: Actor, *, obligation_id: int) -> None:
    """Pay nothing of an obligation until it is settled what others pay."""
    _set_stopped(actor, obligation_id, is_stopped=True)


@command(needs=COMMIT)
def resume_payments(actor: Actor, *, obligation_id: int) -> None:
    """Pay again."""
    _set_stopped(actor, obligation_id, is_stopped=False)


def _set_stopped(actor: Actor, obligation_id: int, *, is_stopped: bool) -> None:
    _year, row = locked_obligation(actor, obligation_id)
    row.is_stopped = is_stopped
    row.save(update_fields=["is_stopped"])
    tell_obligation(row)


@command(needs=COMMIT)
def deduct_from_contract(
    actor: Actor,
    *,
    obligation_id: int,
    amount: int,
    currency: str,
    amount_tiyn: int,
    document: str,
    now: datetime,
) -> None:
    """Take out of a commitment what others pay; it returns to the year.

    Args:
        actor: who takes it out.
        obligation_id: of the commitment.
        amount: in hundredths of a currency; in another than the contract's it counts as so much of
            this as its worth in tenge was committed for.
        currency: ISO 4217 code.
        amount_tiyn: its worth in tenge.
        document: which says so.
        now: the moment.

    Raises:
        BeyondContract: if less of the contract is open: what was paid too much comes back first.
    """
    year, row = locked_obligation(actor, obligation_id)
    need_state(row, ObligationState.COMMITTED, str(_("Deduct what others pay")))
    is_own = currency == row.currency
    asked, left = (amount, row.open_minor) if is_own else (amount_tiyn, row.committed_tiyn)
    if asked > left:
        raise BeyondContract
    amount_minor = amount if is_own else share(row.open_minor, amount_tiyn, row.committed_tiyn)
    need_amount(amount_minor)
    worth = share(row.committed_tiyn, amount_minor, row.open_minor)
    today = national_day(now)
    papers = Papers(document=document, on=today, price=home_price(worth, today))
    movements = one(EntryKind.RETURN, Bucket.COMMITTED, Bucket.FREE, worth)
    book(actor, year, movements, papers, obligation=row, now=now)
    row.open_minor -= amount_minor
    row.others_minor += amount_minor
    row.save(update_fields=["open_minor", "others_minor"])
    tell_obligation(row)
