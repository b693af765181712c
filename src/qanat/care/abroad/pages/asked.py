"""The desk of a clinic abroad: its own requests, its own patients, nothing of others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.abroad.commands import answering
from qanat.care.abroad.forms import carrying as forms
from qanat.care.abroad.forms.cases import NoteForm
from qanat.care.abroad.forms.examining import INCLUDES, CorrectForm, QuoteForm
from qanat.care.abroad.pages.carried import Button, words_for_clinic
from qanat.care.abroad.pages.labels import file_words
from qanat.care.abroad.permissions import CLINIC
from qanat.care.abroad.queries.asked import AskedFile, AskedRow, asked_count, asked_file, asked_rows
from qanat.care.abroad.states import OFFER, CaseState, OfferState
from qanat.care.funding.queries.entries import InvoiceRow
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text
from qanat.registry.changing import asked, typed_of
from qanat.registry.patients.queries import shown_name
from qanat.registry.terminology.queries import names_of
from qanat.web.figures import Tab
from qanat.web.forms import Form
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import Question, Values, page
from qanat.web.wording import in_currency

BOARD: Final = "abroad/asked_list.html"
ONE: Final = "abroad/asked.html"


@dataclass(frozen=True, slots=True)
class Answer:
    """Something which a clinic says of a request."""

    label: Text
    form: type[Form]
    do: Callable[[Actor, int, Any, datetime], object]
    is_possible: Callable[[AskedRow], bool]
    tone: str = ""


def _is_asked(row: AskedRow) -> bool:
    return row.offer.state == OfferState.ASKED


def _is_quoted(row: AskedRow) -> bool:
    return row.offer.state == OfferState.QUOTED and row.is_sought


def _is_treated_now(row: AskedRow) -> bool:
    return row.case_state == CaseState.ADMITTED


def _is_ours(row: AskedRow) -> bool:
    return row.person is not None and row.case_state != CaseState.CLOSED


def _quote(actor: Actor, offer_id: int, form: QuoteForm, now: datetime) -> None:
    answering.answer_request(actor, offer_id=offer_id, quote=form.quote(), now=now)


def _correct(actor: Actor, offer_id: int, form: CorrectForm, now: datetime) -> None:
    reason = form.cleaned_data["reason"]
    answering.correct_answer(actor, offer_id=offer_id, quote=form.quote(), reason=reason, now=now)


def _decline(actor: Actor, offer_id: int, form: Form, now: datetime) -> None:
    answering.decline_request(actor, offer_id=offer_id, now=now, **form.cleaned_data)


def _report(actor: Actor, offer_id: int, form: Form, now: datetime) -> None:
    answering.report_treatment(actor, offer_id=offer_id, now=now, **form.cleaned_data)


def _more(actor: Actor, offer_id: int, form: forms.MoreForm, now: datetime) -> None:
    answering.report_complication(actor, offer_id=offer_id, more=form.more(), now=now)


def _bill(actor: Actor, offer_id: int, form: forms.InvoiceForm, now: datetime) -> None:
    bill = form.bill(timezone.localdate())
    answering.send_invoice(actor, offer_id=offer_id, bill=bill, now=now)


ANSWERS: Final[Mapping[str, Answer]] = {
    "offer": Answer(_("Make an offer"), QuoteForm, _quote, _is_asked, "primary"),
    "correct": Answer(OFFER.move("correct").label, CorrectForm, _correct, _is_quoted),
    "decline": Answer(_("The clinic declines"), NoteForm, _decline, _is_asked, "danger"),
    "report": Answer(_("Treatment is over"), forms.EndForm, _report, _is_treated_now, "primary"),
    "more": Answer(_("A complication, or a longer stay"), forms.MoreForm, _more, _is_treated_now),
    "invoice": Answer(_("Send an invoice"), forms.InvoiceForm, _bill, _is_ours),
}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the requests to one's clinic."""
    actor = actor_of(request)
    actor.need(CLINIC)
    is_open = request.GET.get("view") != "all"
    found = Behind(
        lambda: asked_count(actor, is_open=is_open),
        lambda first, count: asked_rows(actor, is_open=is_open, first=first, count=count),
    )
    rows: Page[AskedRow] = one_page(request, found, size=25)
    here = reverse("abroad:asked_list")
    tabs = [
        Tab(gettext("Waits for you"), here, is_open),
        Tab(pgettext("cases", "All"), f"{here}?view=all", not is_open),
    ]
    context: Values = {"rows": rows, "lines": [_line(one) for one in rows.items], "tabs": tabs}
    return page(request, BOARD, context, fragment="board")


@require_GET
def one(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Show a request, and what became of it."""
    actor, now = actor_of(request), timezone.now()
    actor.need(CLINIC)
    found = asked_file(actor, offer_id, now)
    is_more_asked = found.carried is not None and found.carried.is_more_asked
    acts = [
        Button(answer.label, reverse("abroad:answer", args=(offer_id, name)), answer.tone)
        for name, answer in ANSWERS.items()
        if answer.is_possible(found.row) and not (name == "more" and is_more_asked)
    ]
    context: Values = {
        "line": _line(found.row),
        "asked": found,
        "acts": acts,
        "offer": found.row.offer,
        "includes": dict(INCLUDES),
        "why_corrected": names_of("reason.correct_offer"),
    }
    if found.about:
        context |= file_words(found.about, timezone.localdate())
    if found.carried:
        context |= words_for_clinic(actor, found.carried) | {"bills": _bills(found)}
    return page(request, ONE, context)


def _bills(found: AskedFile) -> list[tuple[str, InvoiceRow]]:
    return [(in_currency(one.amount_minor, one.currency), one) for one in found.invoices]


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, offer_id: int, name: str) -> HttpResponse:
    """Ask, and take down what the clinic says.

    Raises:
        NotFound: if there is no such answer, or no such request to the actor's clinic.
    """
    actor, now = actor_of(request), timezone.now()
    actor.need(CLINIC)
    found = ANSWERS.get(name)
    if found is None:
        raise NotFound
    row = asked_file(actor, offer_id, now).row
    form = found.form(typed_of(request), initial=CorrectForm.told(row.offer))
    question = Question(found.label, details=row.diagnosis, label=found.label)

    def run(_typed: Values) -> None:
        found.do(actor, offer_id, form, timezone.now())

    return asked(request, form, run, question, to=("abroad:asked", offer_id))


def _line(row: AskedRow) -> Values:
    return {
        "row": row,
        "name": shown_name(row.person) if row.person else "",
        "state": OfferState(row.offer.state).label,
        "case_state": CaseState(row.case_state).label if row.case_state else "",
        "price": in_currency(row.offer.amount_cents, row.offer.currency),
    }
