"""Others pay for the same treatment: payments stop until it is deducted or found not to concern."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.abroad.commands.choosing import find_chosen
from qanat.care.abroad.commands.finding import decided_case, locked_case
from qanat.care.abroad.commands.funding import release_all
from qanat.care.abroad.models import Case, Gift
from qanat.care.abroad.permissions import CARRY, FUND, PETITION, WORK
from qanat.care.abroad.queries.money import PURPOSES, still_asked
from qanat.care.abroad.states import GIFT, OPEN, GiftState, Teller
from qanat.care.funding.commands.others import (
    deduct_from_contract,
    resume_payments,
    stop_payments,
)
from qanat.care.funding.commands.reserving import change_reserve
from qanat.care.funding.queries.obligations import find_live, is_committed
from qanat.care.funding.queries.rates import in_tenge
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid, NotFound


class GiverMissing(Invalid):
    """Somebody pays."""

    code = "giver_missing"
    field = "giver"
    text = _("Say who pays, and how much.")


class CaseOver(Conflict):
    """What others pay concerns a case which is not over."""

    code = "case_over"
    text = _("This case is over.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftDraft:
    """Who pays how much for the same treatment, and how that is known."""

    giver: str
    currency: str
    amount: int
    teller: str
    note: str = ""


@command(needs=PETITION)
def tell_gift(actor: Actor, *, case_id: int, draft: GiftDraft, now: datetime) -> int:
    """Take down that others pay too: until it is settled nothing is paid. Twice alike is once.

    Raises:
        GiverMissing: if nobody is named, or nothing is given.
        CaseOver: if the case is.
        RateMissing: if there is no rate of the currency.
    """
    row = locked_case(actor, case_id, PETITION)
    return take_gift(actor, row, draft, now)


@command(needs=CARRY)
def find_gift(actor: Actor, *, case_id: int, draft: GiftDraft, now: datetime) -> int:
    """Take down what the working body found that others pay; raises as :func:`tell_gift` does."""
    return take_gift(actor, locked_case(actor, case_id, CARRY), draft, now)


@command(needs=WORK)
def declare_gift(actor: Actor, *, case_id: int, draft: GiftDraft, now: datetime) -> int:
    """Take down what an applicant or a clinic says; raises as :func:`tell_gift` does."""
    return take_gift(actor, locked_case(actor, case_id, WORK), draft, now)


def take_gift(actor: Actor, row: Case, draft: GiftDraft, now: datetime) -> int:
    """Take down within a command that others pay for a locked case."""
    giver = " ".join(draft.giver.split())
    if not giver or draft.amount <= 0 or draft.teller not in Teller.values:
        raise GiverMissing
    if row.state not in OPEN:
        raise CaseOver
    same = {"giver": giver, "currency": draft.currency, "amount_minor": draft.amount}
    if (known := Gift.objects.filter(case=row, **same).order_by("id").first()) is not None:
        return known.pk
    worth = in_tenge(draft.amount, draft.currency, national_day(now))
    gift = Gift.objects.create(
        case=row,
        teller=draft.teller,
        amount_tiyn=worth.tiyn,
        note=draft.note,
        told_at=now,
        told_by=actor.id,
        **same,
    )
    if (obligation_id := _obligation(row)) is not None:
        stop_payments(SYSTEM, obligation_id=obligation_id)
    return gift.pk


@command(needs=FUND)
def deduct_gift(actor: Actor, *, gift_id: int, document: str, now: datetime) -> None:
    """Pay so much less: the reserve becomes smaller, or the commitment. Payments go on.

    A reserve for which nothing is left is given back.

    Raises:
        BeyondContract: if so much was paid already: the clinic pays it back first.
        DocumentMissing: if no document is named.
    """
    row, gift = _locked_gift(actor, gift_id)
    gift.document, gift.ended_at = document.strip()[:120], now
    make_move(actor, gift, GIFT, "deduct", also=("document", "ended_at"))
    offer, obligation_id = find_chosen(row), _obligation(row)
    if offer is not None and obligation_id is not None:
        if is_committed(row.matter, PURPOSES[row.decision]):
            deduct_from_contract(
                actor,
                obligation_id=obligation_id,
                amount=gift.amount_minor,
                currency=gift.currency,
                amount_tiyn=gift.amount_tiyn,
                document=document,
                now=now,
            )
        elif (left := still_asked(offer)[0]) > 0:
            change_reserve(
                actor, obligation_id=obligation_id, amount_tiyn=left, document=document, now=now
            )
        else:
            release_all(actor, row, "paid_by_others", now)
    _resume(actor, row)


@command(needs=FUND)
def dismiss_gift(actor: Actor, *, gift_id: int, reason: str, note: str = "", now: datetime) -> None:
    """Say that what others pay does not concern this treatment: payments go on."""
    row, gift = _locked_gift(actor, gift_id)
    gift.reason, gift.ended_at = reason, now
    make_move(actor, gift, GIFT, "dismiss", reason=reason, note=note, also=("reason", "ended_at"))
    _resume(actor, row)


def _locked_gift(actor: Actor, gift_id: int) -> tuple[Case, Gift]:
    found = Gift.objects.filter(pk=gift_id).first()
    if found is None:
        raise NotFound
    row = decided_case(actor, found.case_id, FUND)
    return row, Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)


def _resume(actor: Actor, row: Case) -> None:
    if Gift.objects.filter(case=row, state=GiftState.TOLD).exists():
        return
    if (obligation_id := _obligation(row)) is not None:
        resume_payments(actor, obligation_id=obligation_id)


def _obligation(row: Case) -> int | None:
    """Return the obligation for the treatment itself, while it holds money."""
    purpose = PURPOSES.get(row.decision)
    return find_live(row.matter, purpose) if purpose else None
