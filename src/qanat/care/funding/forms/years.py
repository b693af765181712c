"""Input about years, exchange rates and prices."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.care.funding.forms.fields import clinic_choices
from qanat.care.funding.queries.rates import CURRENCIES
from qanat.web.forms import DayField, Form, NumberField, OneOf, TextField, WholeField
from qanat.web.money_fields import MoneyField, tenge_field
from qanat.web.wording import TENGE

CODES: Final = [(code, code) for code in CURRENCIES]


class GrantForm(Form):
    """The money of a programme for a year."""

    programme = TextField(label=_("Programme"), max_length=120)
    year = WholeField(label=_("Year"), min_value=2000, max_value=2199)
    amount = tenge_field(_("Amount"))
    order = TextField(label=_("Order by which it was appropriated"), max_length=120)
    on = DayField(label=_("Day of the order"))


class AmendForm(Form):
    """What the money of a year becomes."""

    amount = MoneyField(label=_("New amount of the whole year"), unit=TENGE)
    order = TextField(label=_("Order by which it was amended"), max_length=120)
    on = DayField(label=_("Day of the order"))


class RateForm(Form):
    """What a currency cost on a day."""

    currency = OneOf(label=_("Currency"), choices=CODES)
    on = DayField(label=_("Day of the rate"))
    tenge = NumberField(
        label=_("Tenge for one unit"),
        unit=TENGE,
        max_digits=14,
        decimal_places=6,
        min_value=Decimal("0.000001"),
    )
    source = TextField(label=_("Source"), max_length=200)


class RateFilter(Form):
    """Of which currency."""

    currency = OneOf(
        label=_("Currency"),
        choices=[("", pgettext_lazy("currency", "All")), *CODES],
        required=False,
    )


class PriceFilter(Form):
    """Of which diagnosis and clinic."""

    icd10 = TextField(label=_("Diagnosis (ICD-10)"), max_length=8, required=False)
    clinic = OneOf(
        label=_("Clinic"), choices=clinic_choices, coerce=int, empty_value=None, required=False
    )
