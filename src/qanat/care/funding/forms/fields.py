"""Fields of money: currencies and clinics to choose from."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.clinics.queries.brief import active_clinics, clinic_countries
from qanat.care.funding.queries.rates import CURRENCIES, HOME
from qanat.foundation.texts import local
from qanat.web.forms import OneOf

ALL: Final = pgettext_lazy("obligations", "All")


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


def country_choices() -> list[tuple[str, Any]]:
    """Return the countries in which there are clinics, and all of them."""
    rows = sorted((local(name), code) for code, name in clinic_countries())
    return [("", ALL), *((code, name) for name, code in rows)]
