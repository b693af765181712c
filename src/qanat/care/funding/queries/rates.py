"""Exchange rates, and amounts in tenge by the rate of a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from babel.numbers import get_territory_currencies
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qanat.care.funding.models import Rate
from qanat.care.funding.parameters import RATE_OLD_D
from qanat.care.funding.rules.movements import in_tiyn
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Invalid
from qanat.web.wording import day

HOME: Final = "KZT"
CURRENCIES: Final = (
    "EUR", "USD", "TRY", "RUB", "INR", "KRW", "BYN", "ILS", "CNY", "GBP", "CHF", "AED", "UZS",
)  # fmt: skip
"""Offered in lists; a rate may be entered of any currency."""


def usual_currency(country: str) -> str:
    """Return the currency in which a country usually pays, of those which are offered."""
    found = get_territory_currencies(country) if country else []
    return next((one for one in found if one in (*CURRENCIES, HOME)), CURRENCIES[0])


class RateMissing(Invalid):
    """There is no rate of a currency on or before a day."""

    code = "rate_missing"
    field = "currency"
    text = _("There is no rate of %(currency)s for %(day)s or before. Enter it first.")


@dataclass(frozen=True, slots=True)
class InTenge:
    """An amount in whole tiyn, and by which rate.

    Attributes:
        on: of which day the rate is; ``age_d``: how many days before the day asked for.
        is_old: older than the parameter says.
    """

    tiyn: int
    currency: str
    rate: Decimal
    on: date
    age_d: int
    is_old: bool
    source: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate as it was entered; ``holds`` unless a later entry for its day took its place."""

    id: int
    currency: str
    on: date
    tenge: Decimal
    source: str
    at: datetime
    by: str
    holds: bool


def in_tenge(amount_minor: int, currency: str, on: date) -> InTenge:
    """Return hundredths of a currency in tiyn by the latest rate on or before a day.

    Raises:
        RateMissing: if there is none.
    """
    if currency == HOME:
        return InTenge(amount_minor, HOME, Decimal(1), on, 0, is_old=False, source="")
    found = Rate.objects.filter(currency=currency, on__lte=on).order_by("-on", "-id").first()
    if found is None:
        raise RateMissing(currency=currency, day=day(on))
    return _priced(found, amount_minor, on)


def rate_rows(currency: str, *, first: int = 0, count: int = 50) -> list[RateRow]:
    """Return rates as they were entered, the newest day first; "" for all currencies."""
    found = list(_rates(currency).order_by("-on", "-id")[first : first + count])
    days = {(row.currency, row.on) for row in found}
    later = Rate.objects.filter(on__in={on for _, on in days}).values_list("currency", "on", "id")
    latest: dict[tuple[str, date], int] = {}
    for code, on, rate_id in later:
        latest[code, on] = max(rate_id, latest.get((code, on), 0))
    names = names_of({row.by_id for row in found})
    return [_row(row, names.get(row.by_id, ""), latest) for row in found]


def count_rates(currency: str) -> int:
    """Return how many rates were entered."""
    return _rates(currency).count()


def latest_rates(on: date, currencies: Collection[str] = CURRENCIES) -> list[InTenge]:
    """Return the rate of each currency which has one on or before a day."""
    known = Rate.objects.filter(currency__in=currencies, on__lte=on)
    latest = known.order_by("currency", "-on", "-id").distinct("currency")
    return [_priced(row, 100, on) for row in latest]


def _priced(row: Rate, amount_minor: int, on: date) -> InTenge:
    age_d = (on - row.on).days
    return InTenge(
        in_tiyn(amount_minor, row.tenge),
        row.currency,
        row.tenge,
        row.on,
        age_d,
        is_old=age_d > parameter(RATE_OLD_D, on).number,
        source=row.source,
    )


def _rates(currency: str) -> QuerySet[Rate]:
    return Rate.objects.filter(currency=currency) if currency else Rate.objects.all()


def _row(row: Rate, by: str, latest: dict[tuple[str, date], int]) -> RateRow:
    holds = latest.get((row.currency, row.on)) == row.pk
    return RateRow(row.pk, row.currency, row.on, row.tenge, row.source, row.at, by, holds)
