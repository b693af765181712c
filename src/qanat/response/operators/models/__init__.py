"""Tables of operators: their answers and their invoices."""

from qanat.response.operators.models.answers import Answer, Delay
from qanat.response.operators.models.invoices import (
    Difference,
    Invoice,
    InvoiceFile,
    InvoiceLine,
    Pairing,
    RejectedRow,
)

__all__ = [
    "Answer",
    "Delay",
    "Difference",
    "Invoice",
    "InvoiceFile",
    "InvoiceLine",
    "Pairing",
    "RejectedRow",
]
