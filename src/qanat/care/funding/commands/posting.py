"""Lock what money moves between, always in one order, and book the movements.

The order is: years by their ids, then obligations, then invoices. Entries alone change sums:
the database sees to it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qanat.care.funding.models import Appropriation, Entry, Invoice, Obligation
from qanat.care.funding.models.budget import SUMS
from qanat.care.funding.queries.rates import InTenge
from qanat.care.funding.rules.movements import Movements, wanted_free
from qanat.care.funding.states import YearState
from qanat.events.funding import InvoiceChanged, ObligationChanged, YearChanged
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.web.wording import tenge


class OverBudget(Conflict):
    """There is not enough free money."""

    code = "over_budget"
    text = _(
        "This needs %(wanted)s of free money; %(free)s is free this year. Nothing was changed."
    )


class YearIsClosed(Conflict):
    """No money of a closed year moves."""

    code = "year_is_closed"
    text = _("The year %(year)s is closed: its money moves no more.")


class DayImpossible(Invalid):
    """A document is not of a day to come."""

    code = "day_impossible"
    field = "on"
    text = _("A document is not of a day to come.")


class AmountImpossible(Invalid):
    """An amount is above zero."""

    code = "amount_impossible"
    field = "amount"
    text = _("An amount is above zero.")


class DocumentMissing(Invalid):
    """Money moves by a document."""

    code = "document_missing"
    field = "document"
    text = _("Name the document by which money moves.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """By what money moves: the document, its day, and the amount in its currency."""

    document: str
    on: date
    reason: str = ""
    amount_minor: int | None = None
    price: InTenge | None = None


def locked_year(actor: Actor, appropriation_id: int) -> Appropriation:
    """Return a year's money, locked.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    visible = Appropriation.objects.visible_to(actor).filter(pk=appropriation_id)
    found = visible.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def locked_obligation(actor: Actor, obligation_id: int) -> tuple[Appropriation, Obligation]:
    """Return an obligation with its year, both locked, the year first.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    visible = Obligation.objects.visible_to(actor).filter(pk=obligation_id)
    year_id = visible.values_list("appropriation_id", flat=True).first()
    year = locked_year(actor, year_id or 0)
    return year, Obligation.objects.select_for_update(of=("self",)).get(pk=obligation_id)


def locked_invoice(actor: Actor, invoice_id: int) -> tuple[Appropriation, Obligation, Invoice]:
    """Return an invoice with its obligation and year, all locked.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    visible = Invoice.objects.visible_to(actor).filter(pk=invoice_id)
    obligation_id = visible.values_list("obligation_id", flat=True).first()
    year, obligation = locked_obligation(actor, obligation_id or 0)
    # Carried over meanwhile, it is no longer this obligation's: whoever asked looks again.
    found = obligation.invoices.select_for_update(of=("self",)).filter(pk=invoice_id).first()
    if found is None:
        raise Conflict
    return year, obligation, found


def book(
    actor: Actor,
    year: Appropriation,
    movements: Movements,
    papers: Papers,
    *,
    obligation: Obligation | None = None,
    now: datetime,
) -> None:
    """Book movements of money; the sums of the rows follow.

    Raises:
        YearIsClosed: if the year is closed.
        OverBudget: if there is not enough free money.
        DocumentMissing: if no document is named.
    """
    need_open(year)
    if not papers.document.strip():
        raise DocumentMissing
    if (wanted := wanted_free(movements)) > year.free_tiyn:
        raise OverBudget(wanted=tenge(wanted), free=tenge(year.free_tiyn))
    price = papers.price
    for move in movements:  # one after another: the database books each
        Entry.objects.create(
            appropriation=year,
            obligation=obligation,
            kind=move.kind,
            amount_tiyn=move.tiyn,
            source=move.source,
            target=move.target,
            currency=price.currency if price else "",
            amount_minor=papers.amount_minor,
            rate=price.rate if price else None,
            rate_on=price.on if price else None,
            document=papers.document.strip()[:120],
            reason=papers.reason,
            on=papers.on,
            at=now,
            by_id=actor.id,
        )
    year.refresh_from_db(fields=["amount_tiyn", "free_tiyn", *SUMS])
    if obligation is not None:
        obligation.refresh_from_db(fields=[*SUMS])


def need_open(year: Appropriation) -> None:
    """Refuse to move money of a closed year.

    Raises:
        YearIsClosed: if it is closed.
    """
    if year.state != YearState.OPEN:
        raise YearIsClosed(year=year.year)


def need_past(on: date, now: datetime) -> None:
    """Refuse a document of a day to come.

    Raises:
        DayImpossible: if the day is ahead.
    """
    if on > national_day(now):
        raise DayImpossible


def need_amount(amount: int) -> None:
    """Refuse an amount which is none.

    Raises:
        AmountImpossible: if it is not above zero.
    """
    if amount <= 0:
        raise AmountImpossible


def tell_year(year: Appropriation) -> None:
    """Count a change of a year up and tell everybody who looks at it."""
    year.version += 1
    year.save(update_fields=["version"])
    announce(YearChanged(appropriation_id=year.pk, state=year.state))


def tell_obligation(obligation: Obligation) -> None:
    """Count a change of an obligation up and tell everybody who looks at it."""
    obligation.version += 1
    obligation.save(update_fields=["version"])
    announce(
        ObligationChanged(
            obligation_id=obligation.pk,
            appropriation_id=obligation.appropriation_id,
            matter=str(obligation.matter),
            purpose=obligation.purpose,
            state=obligation.state,
        )
    )


def tell_invoice(obligation: Obligation, invoice: Invoice) -> None:
    """Tell everybody who looks at an invoice that it changed."""
    announce(
        InvoiceChanged(
            invoice_id=invoice.pk,
            obligation_id=obligation.pk,
            matter=str(obligation.matter),
            state=invoice.state,
        )
    )


def home_price(tiyn: int, on: date) -> InTenge:
    """Return an amount which is in tenge from the start."""
    return InTenge(tiyn, "KZT", Decimal(1), on, 0, is_old=False, source="")
