"""Entries of money, and the invoices by which it was asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from qanat.care.funding.models import Entry, Invoice
from qanat.care.funding.parameters import PAY_D
from qanat.care.funding.queries.obligations import obligation_row
from qanat.care.funding.queries.years import year_row
from qanat.care.funding.states import UNPAID, InvoiceState
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound


@dataclass(frozen=True, slots=True)
class EntryRow:
    """So much went from one place to another."""

    id: int
    kind: str
    amount_tiyn: int
    source: str
    target: str
    currency: str
    amount_minor: int | None
    rate: Decimal | None
    rate_on: date | None
    document: str
    reason: str
    on: date
    at: datetime
    by: str
    obligation_id: int | None
    obligation_number: str


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """What a clinic or a carrier asked for."""

    id: int
    obligation_id: int
    obligation_number: str
    number: str
    currency: str
    amount_minor: int
    service_from: date
    service_until: date
    received_on: date
    state: str
    reason: str
    note: str
    paid_on: date | None
    accepted_by: int | None
    pay_by: date | None


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice which is not paid yet, and by when it is to be."""

    matter: UUID
    number: str
    pay_by: date


def owed_invoices() -> list[Owed]:
    """Return the invoices which are not paid yet, whoever asks: for the alerts."""
    found = Invoice.objects.filter(state__in=UNPAID).select_related("obligation").order_by("id")
    return [Owed(one.obligation.matter, one.number, _pay_by(one.received_on)) for one in found]


def _pay_by(received_on: date) -> date:
    return received_on + timedelta(days=round(parameter(PAY_D, on=received_on).number))


def entries_of(actor: Actor, obligation_id: int) -> list[EntryRow]:
    """Return the entries of an obligation, the oldest first."""
    row = obligation_row(actor, obligation_id)
    return _rows(list(Entry.objects.filter(obligation=row.id).order_by("id")))


def year_entries(
    actor: Actor, appropriation_id: int, place: str, *, first: int = 0, count: int = 50
) -> list[EntryRow]:
    """Return the entries of a year which touch a place, "" for all, the newest first."""
    found = _of_year(actor, appropriation_id, place).order_by("-id")
    return _rows(list(found.select_related("obligation")[first : first + count]))


def count_entries(actor: Actor, appropriation_id: int, place: str) -> int:
    """Return how many entries of a year touch a place."""
    return _of_year(actor, appropriation_id, place).count()


def invoices_of(actor: Actor, obligation_id: int) -> list[InvoiceRow]:
    """Return the invoices of an obligation, the newest first."""
    row = obligation_row(actor, obligation_id)
    found = Invoice.objects.filter(obligation=row.id).select_related("obligation")
    return [_invoice(one) for one in found.order_by("-id")]


def invoices_of_matter(actor: Actor, matter: UUID) -> list[InvoiceRow]:
    """Return the invoices of a case, the newest first."""
    found = Invoice.objects.visible_to(actor).filter(obligation__matter=matter)
    return [_invoice(one) for one in found.select_related("obligation").order_by("-id")]


def has_invoice(matter: UUID, purposes: Collection[str]) -> bool:
    """Tell whether an invoice of a case is on record which was not rejected."""
    found = Invoice.objects.filter(obligation__matter=matter, obligation__purpose__in=purposes)
    return found.exclude(state=InvoiceState.REJECTED).exists()


def invoice_row(actor: Actor, invoice_id: int) -> InvoiceRow:
    """Return one invoice.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    visible = Invoice.objects.visible_to(actor).filter(pk=invoice_id)
    found = visible.select_related("obligation").first()
    if found is None:
        raise NotFound
    return _invoice(found)


def unpaid_invoices(actor: Actor, *, first: int = 0, count: int = 50) -> list[InvoiceRow]:
    """Return the invoices which wait for somebody, the oldest first."""
    found = _unpaid(actor).select_related("obligation").order_by("id")
    return [_invoice(one) for one in found[first : first + count]]


def count_unpaid(actor: Actor) -> int:
    """Return how many invoices wait for somebody."""
    return _unpaid(actor).count()


def _unpaid(actor: Actor) -> QuerySet[Invoice]:
    return Invoice.objects.visible_to(actor).filter(state__in=UNPAID)


def _of_year(actor: Actor, appropriation_id: int, place: str) -> QuerySet[Entry]:
    row = year_row(actor, appropriation_id)
    found = Entry.objects.filter(appropriation=row.id)
    return found.filter(Q(source=place) | Q(target=place)) if place else found


def _rows(found: list[Entry]) -> list[EntryRow]:
    names = names_of({row.by_id for row in found})
    return [
        EntryRow(
            row.pk,
            row.kind,
            row.amount_tiyn,
            row.source,
            row.target,
            row.currency,
            row.amount_minor,
            row.rate,
            row.rate_on,
            row.document,
            row.reason,
            row.on,
            row.at,
            names.get(row.by_id, ""),
            row.obligation_id,
            row.obligation.number if row.obligation is not None else "",
        )
        for row in found
    ]


def _invoice(row: Invoice) -> InvoiceRow:
    return InvoiceRow(
        row.pk,
        row.obligation_id,
        row.obligation.number,
        row.number,
        row.obligation.currency,
        row.amount_minor,
        row.service_from,
        row.service_until,
        row.received_on,
        row.state,
        row.reason,
        row.note,
        row.paid_on,
        row.accepted_by,
        _pay_by(row.received_on) if row.state in UNPAID else None,
    )
