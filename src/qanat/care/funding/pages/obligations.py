"""Obligations: the list, one of them with its entries and invoices."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.care.funding.commands.invoices import SameHands
from qanat.care.funding.forms import ObligationFilter
from qanat.care.funding.pages.budget import entry_table
from qanat.care.funding.pages.words import (
    purpose_word,
    state_mark,
    tabs,
    with_synthetic,
)
from qanat.care.funding.permissions import BILL, COMMIT, PAY, SEE
from qanat.care.funding.queries.entries import (
    InvoiceRow,
    count_unpaid,
    entries_of,
    invoices_of,
    unpaid_invoices,
)
from qanat.care.funding.queries.obligations import (
    ObligationRow,
    Wanted,
    count_obligations,
    obligation_row,
    obligation_rows,
)
from qanat.care.funding.queries.prices import compare_price
from qanat.care.funding.queries.wording import price_words
from qanat.care.funding.queries.years import year_rows
from qanat.care.funding.states import (
    HELD,
    INVOICE,
    OBLIGATION,
    InvoiceState,
    ObligationState,
    Purpose,
)
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.texts import local
from qanat.registry.terminology.queries import reason_names
from qanat.web.figures import Figure
from qanat.web.marks import chip, day
from qanat.web.paging import Behind, one_page
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import in_currency, tenge, whole_tenge

LIST: Final = "funding/obligations.html"
PAGE: Final = "funding/obligation.html"
INVOICES: Final = "funding/invoices.html"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show obligations, the newest first."""
    actor = actor_of(request)
    actor.need(SEE)
    years = [(one.id, f"{one.year} · {one.programme}") for one in year_rows(actor)]
    form = ObligationFilter(request.GET, years=years)
    typed = form.cleaned_data if form.is_valid() else {}
    wanted = Wanted(
        year_id=typed.get("year"),
        state=typed.get("state") or "",
        purpose=typed.get("purpose") or "",
        bucket=typed.get("bucket") or "",
        country=typed.get("country") or "",
        text=typed.get("text") or "",
    )
    rows = one_page(
        request,
        Behind(
            lambda: count_obligations(actor, wanted),
            lambda first, count: obligation_rows(actor, wanted, first=first, count=count),
        ),
    )
    context = {
        "tabs": tabs("obligations"),
        "form": form,
        "rows": rows,
        "table": obligation_table(rows.items),
    }
    return page(request, LIST, context, fragment="list")


def obligation_table(rows: Sequence[ObligationRow]) -> Table:
    """Return obligations with where their money stands."""
    return Table(
        columns=(
            Column("number", _("Number"), whole=True),
            Column("case", _("Case"), whole=True),
            Column("purpose", _("Purpose")),
            Column("payee", _("Who is paid")),
            Column("contract", _("Contract")),
            *(Column(one.value, one.label, numeric=True) for one in HELD),
            Column("state", _("State")),
        ),
        rows=tuple(
            Row(
                (
                    one.number,
                    one.case_number,
                    _purpose(one),
                    one.payee,
                    _contract(one),
                    *(whole_tenge(one.sums[bucket.value] or None) for bucket in HELD),
                    _state(one),
                ),
                url=reverse("funding:obligation", args=(one.id,)),
            )
            for one in rows
        ),
        empty=_("No obligations here"),
        empty_hint=_("Money is put aside when the commission has decided."),
        caption=_("Obligations"),
        is_wide=True,
    )


def _purpose(one: ObligationRow) -> SafeString:
    return format_html('{}<br><span class="meta">{}</span>', purpose_word(one.purpose), one.icd10)


def _contract(one: ObligationRow) -> SafeString | str:
    if not one.contract:
        return ""
    amount = in_currency(one.contract_minor, one.currency)
    return format_html('{}<br><span class="meta nowrap">{}</span>', one.contract, amount)


def _state(one: ObligationRow) -> SafeString:
    mark = state_mark(ObligationState(one.state))
    return with_synthetic(mark, is_synthetic=one.is_synthetic)


@require_GET
def show(request: HttpRequest, obligation_id: int) -> HttpResponse:
    """Show an obligation: its money, its entries, its invoices, its price beside others."""
    actor = actor_of(request)
    actor.need(SEE)
    row = obligation_row(actor, obligation_id)
    invoices = invoices_of(actor, obligation_id)
    context = {
        "row": row,
        "title": f"{row.number} · {purpose_word(row.purpose)}",
        "state": _state(row),
        "figures": [
            Figure(one.label, tenge(row.sums[one.value]), note=_minor(row, one.value))
            for one in HELD
        ],
        "facts": _facts(row),
        "price": _price(row),
        "moves": _moves(actor, row),
        "entries": entry_table(
            entries_of(actor, obligation_id), reason_names(), with_obligation=False
        ),
        "invoices": invoice_table(actor, invoices, with_obligation=False),
    }
    return page(request, PAGE, context, fragment="obligation")


def _minor(row: ObligationRow, bucket: str) -> str:
    known = {
        "committed": row.open_minor if row.state == ObligationState.COMMITTED else None,
        "advanced": row.advanced_minor or None,
        "spent": row.settled_minor or None,
    }
    return in_currency(known.get(bucket), row.currency)


def _facts(row: ObligationRow) -> list[tuple[str, object]]:
    clinic = row.clinic
    where = ", ".join((clinic.name, clinic.city, local(clinic.country_name))) if clinic else ""
    decided = format_html("{} · {}", row.decision, day(row.decided_on))
    facts: list[tuple[str, object]] = [
        (_("Case"), row.case_number),
        (_("Diagnosis"), row.icd10),
        (_("Who is paid"), where or row.payee),
        (_("Decision of the commission"), decided),
    ]
    if row.contract:
        signed = format_html("{} · {}", row.contract, day(row.signed_on))
        worth = tenge(row.contract_tiyn)
        facts.append((_("Contract"), signed))
        amount = f"{in_currency(row.contract_minor, row.currency)} · {worth}"
        facts.append((_("Contract's amount"), amount))
    if row.others_minor:
        facts.append((_("Of it paid by others"), in_currency(row.others_minor, row.currency)))
    if row.carried_from:
        facts.append((_("Carried over from"), row.carried_from))
    if row.carried_to:
        facts.append((_("Carried over to"), row.carried_to))
    return [(label, value) for label, value in facts if value]


def _price(row: ObligationRow) -> dict[str, str] | None:
    if row.purpose != Purpose.TREATMENT or not row.category or not row.contract_tiyn:
        return None
    beside = compare_price(row.category, row.contract_tiyn, but=row.id)
    if beside is None:
        return None
    tone = "warn" if beside.is_far else "info"
    return {"tone": tone, "text": price_words(row.category, beside)}


def _moves(actor: Actor, row: ObligationRow) -> list[dict[str, object]]:
    """Return what can be done next: the moves of the lifecycle, and what leaves the state."""
    tones = {"commit": "primary", "release": "danger"}
    moves: list[dict[str, object]] = [
        {
            "label": arrow.label,
            "url": reverse("funding:move", args=(row.id, arrow.name)),
            "tone": tones.get(arrow.name, ""),
        }
        for arrow in OBLIGATION.open_moves(row.state)
        if actor.may(arrow.needs)
    ]
    acts = {
        ObligationState.RESERVED: [("reserve", _("Change the reserve"), COMMIT)],
        ObligationState.COMMITTED: [
            ("bill", _("Take an invoice in"), BILL),
            ("advance", _("Pay in advance"), PAY),
            ("refund", _("Take an advance back"), PAY),
            ("raise", _("Raise the commitment"), COMMIT),
        ],
    }
    leading: list[dict[str, object]] = [
        {
            "label": label,
            "url": reverse("funding:act", args=(row.id, name)),
            "tone": "primary" if name == "bill" else "",
        }
        for name, label, needs in acts.get(ObligationState(row.state), [])
        if actor.may(needs) and (name != "refund" or row.advanced_minor)
    ]
    return leading + moves if row.contract else moves + leading


@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    """Show the invoices which wait for somebody, the oldest first."""
    actor = actor_of(request)
    actor.need(SEE)
    rows = one_page(
        request,
        Behind(
            lambda: count_unpaid(actor),
            lambda first, count: unpaid_invoices(actor, first=first, count=count),
        ),
    )
    context: dict[str, Any] = {
        "tabs": tabs("invoices"),
        "rows": rows,
        "table": invoice_table(actor, rows.items),
    }
    return page(request, INVOICES, context, fragment="invoices")


def invoice_table(
    actor: Actor, rows: Sequence[InvoiceRow], *, with_obligation: bool = True
) -> Table:
    """Return invoices with the buttons of what may be done about each."""
    return Table(
        columns=(
            Column("number", _("Number"), whole=True),
            *([Column("obligation", _("Obligation"), whole=True)] if with_obligation else []),
            Column("amount", _("Amount"), numeric=True),
            Column("service", pgettext("invoice", "Service"), whole=True),
            Column("received", _("Received on"), whole=True),
            Column("state", _("State")),
        ),
        rows=tuple(
            Row(
                (
                    one.number,
                    *([_obligation(one)] if with_obligation else []),
                    in_currency(one.amount_minor, one.currency),
                    format_html("{} – {}", day(one.service_from), day(one.service_until)),
                    _received(one),
                    format_html("{} {}", _invoice_state(one), _buttons(actor, one)),
                ),
                id=f"invoice-{one.id}",
            )
            for one in rows
        ),
        empty=_("No invoices"),
        caption=_("Invoices"),
    )


def _obligation(one: InvoiceRow) -> SafeString:
    address = reverse("funding:obligation", args=(one.obligation_id,))
    return format_html('<a href="{}">{}</a>', address, one.obligation_number)


def _received(one: InvoiceRow) -> SafeString:
    if one.pay_by is None:
        return day(one.received_on)
    by = format_html(_("to be paid by %(day)s") % {"day": "{}"}, day(one.pay_by))
    is_late = one.pay_by < national_day(timezone.now())
    mark = chip(_("overdue"), "breach", "alert-circle") if is_late else ""
    return format_html('{}<br><span class="meta">{}</span> {}', day(one.received_on), by, mark)


def _invoice_state(one: InvoiceRow) -> SafeString:
    told = reason_names().get(one.reason, "") if one.reason else ""
    told = " · ".join(part for part in (told, one.note) if part)
    paid = day(one.paid_on) if one.paid_on else ""
    mark = state_mark(InvoiceState(one.state))
    return format_html('{} <span class="meta">{}{}</span>', mark, paid, told)


def _buttons(actor: Actor, one: InvoiceRow) -> SafeString:
    is_own = one.state == InvoiceState.ACCEPTED and one.accepted_by == actor.id
    links = [
        format_html(
            '<a class="button small" href="{}" data-qanat-dialog>{}</a>',
            reverse("funding:invoice_move", args=(one.id, arrow.name)),
            arrow.label,
        )
        for arrow in INVOICE.open_moves(one.state)
        if actor.may(arrow.needs) and not (arrow.name == "pay" and is_own)
    ]
    if is_own and actor.may(PAY):
        links.append(format_html('<span class="meta">{}</span>', SameHands.text))
    if not links:
        return SafeString("")
    return format_html('<span class="buttons">{}</span>', SafeString(" ".join(links)))
