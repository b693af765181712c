"""Input of the pages of money."""

from qanat.care.funding.forms.obligations import (
    AmountForm,
    BillForm,
    ContractForm,
    ObligationFilter,
    PayForm,
    PaymentForm,
    RaiseForm,
    ReasonForm,
    ReserveForm,
)
from qanat.care.funding.forms.years import AmendForm, GrantForm, PriceFilter, RateFilter, RateForm

__all__ = [
    "AmendForm",
    "AmountForm",
    "BillForm",
    "ContractForm",
    "GrantForm",
    "ObligationFilter",
    "PayForm",
    "PaymentForm",
    "PriceFilter",
    "RaiseForm",
    "RateFilter",
    "RateForm",
    "ReasonForm",
    "ReserveForm",
]
