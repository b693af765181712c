"""Fields of money: currencies and clinics to choose from."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from qanat.care.clinics.queries.brief import active_clinics
from qanat.care.funding.queries.rates import CURRENCIES, HOME
from qanat.foundation.texts import local
from qanat.web.forms import OneOf


def currency_field() -> OneOf:
    """Return a field for a currency."""
    codes = [(code, code) for code in (HOME, *CURRENCIES)]
    return OneOf(label=_("Currency"), choices=codes)


def clinic_choices() -> list[tuple[object, Any]]:
    """Return the clinics to which patients are sent, and none of them."""
    rows = [
        (row.id, f"{row.name}, {row.city}, {local(row.country_name)}") for row in active_clinics()
    ]
    return [("", "–"), *rows]
