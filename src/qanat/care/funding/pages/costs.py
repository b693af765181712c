"""What a payment costs, in words, before it is made."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from qanat.care.funding.commands.paying import BeyondContract
from qanat.care.funding.commands.posting import OverBudget
from qanat.care.funding.pages.words import rate_number
from qanat.care.funding.queries.costs import Cost, cost_of_invoice
from qanat.care.funding.queries.obligations import ObligationRow
from qanat.care.funding.queries.rates import HOME, RateMissing, in_tenge
from qanat.care.funding.queries.years import year_row
from qanat.foundation.actors import Actor
from qanat.web.wording import day, in_currency, tenge


def cost_words(
    actor: Actor, invoice_id: int, row: ObligationRow, on: date
) -> tuple[list[str], str]:
    """Return what an invoice costs on a day, and what speaks against paying it then."""
    try:
        cost = cost_of_invoice(actor, invoice_id, on)
    except RateMissing as missing:
        return [], missing.message()
    if cost is None:
        return [], str(BeyondContract.text)
    free = year_row(actor, row.year_id).buckets["free"]
    return list(_told(cost, row.currency, on)), _warning(cost, free)


def advance_words(row: ObligationRow, on: date) -> tuple[list[str], str]:
    """Return what all that is left of a contract costs on a day, and what speaks against it.

    An advance costs its share of that: how much it will be is not known before it is typed.
    """
    if not row.open_minor:
        return [], ""
    try:
        price = in_tenge(row.open_minor, row.currency, on)
    except RateMissing as missing:
        return [], missing.message()
    cost = Cost(0, row.open_minor, 0, row.sums["committed"], price)
    return list(_told(cost, row.currency, on)), _old(cost)


def _told(cost: Cost, currency: str, on: date) -> Iterator[str]:
    if cost.used_minor:
        yield _("The advance pays %(used)s of it.") % {
            "used": in_currency(cost.used_minor, currency)
        }
    if cost.price is None or currency == HOME:
        return
    yield _("Paid on %(day)s it costs %(cost)s: %(rate)s ₸ for 1 %(currency)s, of %(rated)s.") % {
        "day": day(on),
        "cost": tenge(cost.price.tiyn),
        "rate": rate_number(cost.price.rate),
        "currency": currency,
        "rated": day(cost.price.on),
    }
    told = {"held": tenge(cost.held_tiyn), "difference": tenge(abs(cost.difference_tiyn))}
    if cost.difference_tiyn > 0:
        yield (
            _(
                "The contract holds %(held)s for it; the exchange difference, %(difference)s,"
                " is taken from the free money."
            )
            % told
        )
    elif cost.difference_tiyn < 0:
        yield (
            _(
                "The contract holds %(held)s for it; the exchange difference, %(difference)s,"
                " returns to the free money."
            )
            % told
        )
    yield _("On another day it costs what the rate of that day says.")


def _warning(cost: Cost, free_tiyn: int) -> str:
    if cost.difference_tiyn > free_tiyn:
        fault = OverBudget(wanted=tenge(cost.difference_tiyn), free=tenge(free_tiyn))
        return fault.message()
    return _old(cost)


def _old(cost: Cost) -> str:
    if cost.price and cost.price.is_old:
        told = {"day": day(cost.price.on)}
        return _("The rate is of %(day)s. Enter a newer one first, if there is one.") % told
    return ""
