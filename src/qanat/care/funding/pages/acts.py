"""What is done with an obligation and its invoices: each a question with a small form."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from qanat.care.funding.commands.contracts import (
    carry_over,
    close_obligation,
    commit_contract,
    raise_commitment,
)
from qanat.care.funding.commands.invoices import (
    accept_invoice,
    pay_invoice,
    record_invoice,
    reject_invoice,
)
from qanat.care.funding.commands.paying import pay_advance, refund_advance
from qanat.care.funding.commands.reserving import change_reserve, release_reserve, reserve
from qanat.care.funding.forms import (
    AmountForm,
    BillForm,
    ContractForm,
    PayForm,
    PaymentForm,
    RaiseForm,
    ReasonForm,
    ReserveForm,
)
from qanat.care.funding.pages.costs import advance_words, cost_words
from qanat.care.funding.pages.words import purpose_word
from qanat.care.funding.permissions import BILL, COMMIT, PAY, SEE
from qanat.care.funding.ports import still_needed
from qanat.care.funding.queries.entries import InvoiceRow, invoice_row
from qanat.care.funding.queries.obligations import ObligationRow, obligation_row
from qanat.care.funding.queries.years import year_row
from qanat.care.funding.states import INVOICE, OBLIGATION
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.lifecycle import Move
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, typed_of
from qanat.web.forms import Form
from qanat.web.reply import Question, Values
from qanat.web.wording import in_currency, tenge

BOTH: Final = ["GET", "POST"]
ENDS: Final = ("release", "close")
"""Moves after which nothing more is paid."""
NEEDS: Final = {"reserve": COMMIT, "bill": BILL, "advance": PAY, "refund": PAY, "raise": COMMIT}


@require_http_methods(BOTH)
def new(request: HttpRequest, year_id: int) -> HttpResponse:
    """Put money aside for a case."""
    actor = actor_of(request)
    actor.need(COMMIT)
    row = year_row(actor, year_id)
    form = ReserveForm(typed_of(request))
    about = f"{row.year} · {row.programme} · {tenge(row.buckets['free'])}"
    question = Question(_("Put money aside"), about, pgettext("button", "Put aside"))

    def run(_typed: Values) -> None:
        reserve(actor, draft=form.draft(year_id), now=timezone.now())

    return asked(request, form, run, question, to=("funding:obligations",))


@require_http_methods(BOTH)
def move(request: HttpRequest, obligation_id: int, name: str) -> HttpResponse:
    """Enter the contract of an obligation, release it, close it, carry it over."""
    arrow = next((one for one in OBLIGATION.moves if one.name == name), None)
    if arrow is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(SEE)
    actor.need(arrow.needs)
    row = obligation_row(actor, obligation_id)
    form = _move_form(request, arrow, row)
    warning = still_needed(row.matter, row.purpose) if name in ENDS else ""
    danger = name == "release"
    question = Question(arrow.label, about(row), arrow.label, danger=danger, warning=warning)
    now = timezone.now()

    def run(typed: Values) -> None:
        if isinstance(form, ContractForm):
            contract = form.contract()
            commit_contract(actor, obligation_id=obligation_id, contract=contract, now=now)
        elif name == "release":
            release_reserve(actor, obligation_id=obligation_id, now=now, **typed)
        elif name == "close":
            close_obligation(actor, obligation_id=obligation_id, note=typed["note"], now=now)
        else:
            carry_over(actor, obligation_id=obligation_id, note=typed["note"], now=now)

    return asked(request, form, run, question, to=("funding:obligation", obligation_id))


def _move_form(request: HttpRequest, arrow: Move[Any], row: ObligationRow) -> Form:
    if arrow.name != "commit":
        return ReasonForm(typed_of(request), reason_list=arrow.reasons)
    clinic_id = row.clinic.id if row.clinic else None
    initial = {"clinic": clinic_id, "payee": "" if clinic_id else row.payee}
    return ContractForm(typed_of(request), initial=initial)


def about(row: ObligationRow) -> str:
    """Say which obligation is meant."""
    held = row.sums["reserved"] or row.sums["committed"]
    return " · ".join(
        part
        for part in (row.number, row.case_number, purpose_word(row.purpose), row.payee, tenge(held))
        if part
    )


@require_http_methods(BOTH)
def act(request: HttpRequest, obligation_id: int, name: str) -> HttpResponse:
    """Change a reserve, take an invoice in, pay in advance, take that back, raise a contract."""
    if name not in NEEDS:
        raise NotFound
    actor = actor_of(request)
    actor.need(SEE)
    actor.need(NEEDS[name])
    row = obligation_row(actor, obligation_id)
    form, text, run = _acts(actor, request, row)[name]()
    left = in_currency(row.open_minor, row.currency)
    details = about(row)
    if left:
        details += " · " + _("left of the contract: %(left)s") % {"left": left}
    told, warning = advance_words(row, _day_of(form)) if name == "advance" else ([], "")
    question = Question(text, " ".join((f"{details}.", *told)), text, warning=warning)
    return asked(request, form, run, question, to=("funding:obligation", obligation_id))


Act = tuple[Form, str, Callable[[Values], object]]


def _acts(actor: Actor, request: HttpRequest, row: ObligationRow) -> dict[str, Callable[[], Act]]:
    typed, now, today = typed_of(request), timezone.now(), timezone.localdate()
    of: dict[str, Any] = {"obligation_id": row.id, "now": now}

    def change() -> Act:
        form = AmountForm(typed, initial={"amount": row.sums["reserved"]})
        return (
            form,
            _("Change the reserve"),
            lambda said: change_reserve(
                actor, amount_tiyn=said["amount"], document=said["document"], **of
            ),
        )

    def bill() -> Act:
        form = BillForm(typed, initial={"received_on": today})
        text = _("Take an invoice in")
        return form, text, lambda _said: record_invoice(actor, bill=form.bill(), **of)

    def advance() -> Act:
        form = PaymentForm(typed, initial={"on": today})
        text = _("Pay in advance")
        return form, text, lambda _said: pay_advance(actor, payment=form.payment(), **of)

    def refund() -> Act:
        form = PaymentForm(typed, initial={"on": today})
        text = _("Take an advance back")
        return form, text, lambda _said: refund_advance(actor, payment=form.payment(), **of)

    def more() -> Act:
        form = RaiseForm(typed)
        text = _("Raise the commitment")
        return form, text, lambda _said: raise_commitment(actor, more=form.more(), **of)

    return {"reserve": change, "bill": bill, "advance": advance, "refund": refund, "raise": more}


@require_http_methods(BOTH)
def invoice_move(request: HttpRequest, invoice_id: int, name: str) -> HttpResponse:
    """Accept an invoice, reject it, pay it."""
    arrow = next((one for one in INVOICE.moves if one.name == name), None)
    if arrow is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(SEE)
    actor.need(arrow.needs)
    row = invoice_row(actor, invoice_id)
    form: Form
    if name == "pay":
        form = PayForm(typed_of(request), initial={"on": timezone.localdate()})
    else:
        form = ReasonForm(typed_of(request), reason_list=arrow.reasons)
    told, warning = ([], "") if name == "reject" else _cost(actor, row, form)
    details = " ".join((f"{_invoice(row)}.", *told)) if told else _invoice(row)
    question = Question(arrow.label, details, arrow.label, danger=name == "reject", warning=warning)

    def run(typed: Values) -> None:
        if name == "pay":
            pay_invoice(actor, invoice_id=invoice_id, now=timezone.now(), **typed)
        elif name == "reject":
            reject_invoice(actor, invoice_id=invoice_id, **typed)
        else:
            accept_invoice(actor, invoice_id=invoice_id, note=typed["note"])

    return asked(request, form, run, question, to=("funding:obligation", row.obligation_id))


def _cost(actor: Actor, row: InvoiceRow, form: Form) -> tuple[list[str], str]:
    """Return what an invoice costs on the day which is typed, else today."""
    return cost_words(actor, row.id, obligation_row(actor, row.obligation_id), _day_of(form))


def _day_of(form: Form) -> date:
    typed = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return typed or timezone.localdate()


def _invoice(row: InvoiceRow) -> str:
    return f"{row.number} · {row.obligation_number} · {in_currency(row.amount_minor, row.currency)}"
