"""Appropriate money for a year, amend it, close the year."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.funding.commands.posting import (
    DocumentMissing,
    Papers,
    book,
    locked_year,
    need_amount,
    need_past,
    tell_year,
)
from qanat.care.funding.models import Appropriation
from qanat.care.funding.permissions import BUDGET
from qanat.care.funding.rules.movements import amended, one
from qanat.care.funding.states import LIVE, OUTSIDE, YEAR, Bucket, EntryKind
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid
from qanat.foundation.turns import wait_for_turn

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199


class YearKnown(Conflict):
    """A programme has one appropriation a year; what changes it is an amendment."""

    code = "year_known"
    field = "year"
    text = _("The money of %(programme)s for %(year)s is on record. Amend it instead.")


class YearImpossible(Invalid):
    """Nobody can mean this year."""

    code = "year_impossible"
    field = "year"
    text = _("This year can't be meant.")


class StillLive(Conflict):
    """A year is closed when nothing of its money is promised any more."""

    code = "obligations_live"
    text = _("%(count)s obligations are not closed, released or carried over yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """So much money for a programme and a year, by an order of a day."""

    programme: str
    year: int
    amount_tiyn: int
    order: str
    on: date


@command(needs=BUDGET)
def appropriate(actor: Actor, *, grant: Grant, now: datetime) -> int:
    """Put the money of a programme for a year on record and return its id. Twice alike is once.

    Raises:
        YearKnown: if another amount or order is on record.
    """
    programme, order = " ".join(grant.programme.split()), grant.order.strip()
    need_amount(grant.amount_tiyn)
    need_past(grant.on, now)
    if not programme or not order:
        raise DocumentMissing
    if not FIRST_YEAR <= grant.year <= LAST_YEAR:
        raise YearImpossible
    wait_for_turn("funding.year", grant.year)
    known = Appropriation.objects.filter(programme=programme, year=grant.year).first()
    if known is not None:
        first = known.entries.order_by("id").first()
        if known.order == order and first and first.amount_tiyn == grant.amount_tiyn:
            return known.pk
        raise YearKnown(programme=programme, year=grant.year)
    year = Appropriation.objects.create(
        programme=programme, year=grant.year, order=order, at=now, by_id=actor.id
    )
    movements = one(EntryKind.APPROPRIATE, OUTSIDE, Bucket.FREE, grant.amount_tiyn)
    book(actor, year, movements, Papers(document=order, on=grant.on), now=now)
    tell_year(year)
    return year.pk


@command(needs=BUDGET)
def amend_appropriation(
    actor: Actor, *, appropriation_id: int, amount_tiyn: int, order: str, on: date, now: datetime
) -> None:
    """Make the money of a year more or less, by another order; the same amount again is nothing.

    Raises:
        OverBudget: if less would be left than is promised.
    """
    year = locked_year(actor, appropriation_id)
    need_amount(amount_tiyn)
    need_past(on, now)
    movements = amended(year.amount_tiyn, amount_tiyn)
    book(actor, year, movements, Papers(document=order, on=on), now=now)
    if movements:
        tell_year(year)


@command(needs=BUDGET)
def close_year(actor: Actor, *, appropriation_id: int, note: str = "") -> None:
    """Close a year: nothing of its money moves any more.

    Raises:
        StillLive: if an obligation is neither closed nor released nor carried over.
    """
    year = locked_year(actor, appropriation_id)
    if waiting := year.obligations.filter(state__in=LIVE).count():
        raise StillLive(count=waiting)
    make_move(actor, year, YEAR, "close", note=note)
    tell_year(year)
