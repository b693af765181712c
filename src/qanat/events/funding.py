"""What can happen to the money of treatment abroad."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationChanged(Event):
    """Money was put aside for a case, committed, paid or returned.

    Attributes:
        matter: by which the case is known outside of its context, a UUID.
    """

    kind: ClassVar[str] = "funding.obligation_changed.1"
    obligation_id: int
    appropriation_id: int
    matter: str
    purpose: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChanged(Event):
    """The money of a year became more or less, or the year was closed."""

    kind: ClassVar[str] = "funding.year_changed.1"
    appropriation_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceChanged(Event):
    """An invoice came in, was accepted, paid or rejected."""

    kind: ClassVar[str] = "funding.invoice_changed.1"
    invoice_id: int
    obligation_id: int
    matter: str
    state: str
