"""Enter exchange rates."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.care.funding.commands.posting import need_past
from qanat.care.funding.models import Rate
from qanat.care.funding.permissions import RATE
from qanat.care.funding.queries.rates import HOME
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid
from qanat.foundation.turns import wait_for_turn

DEAREST: Final = Decimal(1_000_000)


class RateImpossible(Invalid):
    """A rate is of another currency, positive, and from somewhere."""

    code = "rate_impossible"
    field = "tenge"
    text = _("A rate needs the three letters of a currency, a price above zero and a source.")


@command(needs=RATE)
def enter_rate(
    actor: Actor, *, currency: str, on: date, tenge: Decimal, source: str, now: datetime
) -> int:
    """Enter what a unit of a currency cost on a day. Twice alike is once; a correction holds.

    The earlier entry of that day stays on record; what was booked by it stays as it was booked.
    """
    code = currency.strip().upper()
    need_past(on, now)
    if not re.fullmatch("[A-Z]{3}", code) or code == HOME or not source.strip():
        raise RateImpossible
    if not 0 < tenge < DEAREST:
        raise RateImpossible
    wait_for_turn("funding.rate", code, on.isoformat())
    known = Rate.objects.filter(currency=code, on=on).order_by("-id").first()
    if known is not None and known.tenge == tenge:
        return known.pk
    row = Rate.objects.create(
        currency=code, on=on, tenge=tenge, source=source.strip(), at=now, by_id=actor.id
    )
    return row.pk
