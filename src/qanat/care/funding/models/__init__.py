"""Tables of the money of treatment abroad."""

from qanat.care.funding.models.budget import Appropriation, Entry, Obligation
from qanat.care.funding.models.invoices import Invoice
from qanat.care.funding.models.rates import Rate

__all__ = ["Appropriation", "Entry", "Invoice", "Obligation", "Rate"]
