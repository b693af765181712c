"""Invoices: take one in, look at it, work on what differs, take the lists away."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.registry.changing import asked
from qanat.registry.choosing import OperatorFilter
from qanat.response.operators.commands.comparing import compare_again
from qanat.response.operators.commands.deciding import (
    Batch,
    accept_difference,
    agree_invoice,
    answer_differences,
    concede_difference,
    decide_differences,
    dispute_invoice,
    insist_on_difference,
    reconsider_difference,
    reopen_invoice,
    strike_difference,
    withdraw_invoice,
)
from qanat.response.operators.commands.taking import (
    Looked,
    check_operator,
    look_at_invoice,
    read_file,
    take_invoice,
)
from qanat.response.operators.forms import (
    AllForm,
    DifferenceFilter,
    InvoiceForm,
    ReasonForm,
)
from qanat.response.operators.pages.tables import (
    difference_table,
    figures,
    invoice_table,
    looked_facts,
    rejected_table,
)
from qanat.response.operators.pages.words import invoice_state, left_out
from qanat.response.operators.permissions import BILL, SEE
from qanat.response.operators.queries.differences import (
    Wanted,
    count_by_kind,
    count_differences,
    difference_row,
    difference_rows,
    waiting_of_kind,
)
from qanat.response.operators.queries.files import file_rows, last_headings
from qanat.response.operators.queries.fleet import own_operators
from qanat.response.operators.queries.invoices import (
    InvoiceRow,
    InvoicesWanted,
    count_invoices,
    invoice_row,
    invoice_rows,
)
from qanat.response.operators.states import (
    BY_BUTTON,
    DIFFERENCE,
    INVOICE,
    WORKED_ON,
    DifferenceKind,
)
from qanat.web.figures import Tab
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import Question, Values, again, done, page, wants_fragment
from qanat.web.wording import number, tenge

LIST: Final = "operators/invoices.html"
TAKE: Final = "operators/take.html"
PAGE: Final = "operators/invoice.html"
DIFFERENCE_MOVES: Final = {
    "accept": accept_difference,
    "strike": strike_difference,
    "concede": concede_difference,
    "insist": insist_on_difference,
    "reconsider": reconsider_difference,
}
ALL_MOVES: Final = {
    "accept": decide_differences,
    "strike": decide_differences,
    "concede": answer_differences,
    "insist": answer_differences,
}
BOTH = ["GET", "POST"]
SHOWN: Final = 100
"""So many rejected rows of a look are shown; the file has them all."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the invoices, the newest first."""
    actor = actor_of(request)
    actor.need(SEE)
    operators = own_operators(actor)
    form = OperatorFilter(request.GET, operators=operators)
    wanted = InvoicesWanted(form.cleaned_data["operator"] if form.is_valid() else None)
    rows = one_page_of_invoices(request, actor, wanted)
    context = {
        "form": form if len(operators) > 1 else None,
        "rows": rows,
        "table": invoice_table(rows.items, with_operator=len(operators) > 1),
        "can_bill": actor.may(BILL),
    }
    return page(request, LIST, context, fragment="list")


def one_page_of_invoices(
    request: HttpRequest, actor: Actor, wanted: InvoicesWanted
) -> Page[InvoiceRow]:
    """Return one page of a list of invoices."""
    return one_page(
        request,
        Behind(
            lambda: count_invoices(actor, wanted),
            lambda first, count: invoice_rows(actor, wanted, first=first, count=count),
        ),
    )


@require_http_methods(BOTH)
def take(request: HttpRequest) -> HttpResponse:
    """Look at the file of an invoice, or take it in."""
    actor = actor_of(request)
    actor.need(BILL)
    form = _form(actor, request)
    if request.method == "GET":
        return page(request, TAKE, {"form": form})
    if not form.is_valid():
        return _again(request, form)
    try:
        looked = _taken(actor, form, is_dry=request.POST.get("act") != "take")
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        reasons = _reasons(actor, form)
        form.add_error("file", refusal.message())
        return _again(request, form, reasons)
    if looked.invoice_id is not None:
        message = _("This file is on record already.") if looked.is_known else _("Taken in.")
        if looked.rejected and not looked.is_known:
            messages.warning(request, left_out(len(looked.rejected)))
            message = ""
        return done(request, to="operators:invoice", args=(looked.invoice_id,), message=message)
    return page(request, TAKE, {"form": form, **_seen(looked)}, fragment="looked")


def _seen(looked: Looked) -> dict[str, Any]:
    return {
        "looked": looked,
        "facts": looked_facts(looked),
        "rejected": rejected_table(looked.rejected[:SHOWN]),
        "is_cut": len(looked.rejected) > SHOWN,
    }


def _reasons(actor: Actor, form: InvoiceForm) -> dict[str, Any]:
    """Return what a look at a refused file shows, as far as it can be read."""
    try:
        return _seen(_taken(actor, form, is_dry=True))
    except Refusal:
        return {}


def _form(actor: Actor, request: HttpRequest) -> InvoiceForm:
    scope = actor.scope_of(BILL)
    mine = [o for o in own_operators(actor) if scope.nation or o[0] in scope.operators]
    if request.method == "POST":
        return InvoiceForm(request.POST, request.FILES, operators=mine)
    initial: dict[str, Any] = {}
    if len(mine) == 1:
        initial = {f"own_{name}": text for name, text in last_headings(mine[0][0]).items()}
    today = timezone.localdate()
    initial |= {"first": today.replace(day=1), "last": today}
    return InvoiceForm(operators=mine, initial=initial)


def _again(
    request: HttpRequest, form: InvoiceForm, seen: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show the form once more; a look under htmx asked for another part of the page."""
    response = again(request, TAKE, {"form": form, **(seen or {})}, fragment="take")
    if wants_fragment(request):
        response["HX-Retarget"], response["HX-Reswap"] = "#take", "outerHTML"
    return response


def _taken(actor: Actor, form: InvoiceForm, *, is_dry: bool) -> Looked:
    """Read a file from the disk, where nobody else may read it, and look at it or take it in."""
    draft = form.draft()
    check_operator(actor, draft.operator_id)
    with tempfile.NamedTemporaryFile(prefix="qanat-invoice-") as copy:
        for block in form.cleaned_data["file"].chunks():
            copy.write(block)
        copy.flush()
        file = read_file(Path(copy.name), draft)
    if is_dry:
        return look_at_invoice(actor, draft=draft, file=file)
    return take_invoice(actor, draft=draft, file=file, now=timezone.now())


@require_GET
def show(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Show an invoice: its sums, its files, and what differs."""
    actor = actor_of(request)
    actor.need(SEE)
    row = invoice_row(actor, invoice_id)
    form = DifferenceFilter(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    wanted = Wanted(typed.get("kind") or "", typed.get("state") or "")
    rows = one_page(
        request,
        Behind(
            lambda: count_differences(actor, invoice_id, wanted),
            lambda first, count: difference_rows(
                actor, invoice_id, wanted, first=first, count=count
            ),
        ),
    )
    context = {
        "row": row,
        "state": invoice_state(row.state),
        "figures": figures(row.sums, row.declared_tiyn),
        "moves": _moves(actor, row),
        "all_moves": _all_moves(actor, row, wanted.kind) if row.state in WORKED_ON else [],
        "tabs": _tabs(row, count_by_kind(actor, invoice_id), wanted),
        "form": form,
        "rows": rows,
        "table": difference_table(actor, rows.items, is_open=row.state in WORKED_ON),
        "files": file_rows(actor, invoice_id),
        "can_compare": actor.may(BILL) and row.state in WORKED_ON,
    }
    return page(request, PAGE, context, fragment="invoice")


def _tabs(row: InvoiceRow, counts: dict[str, int], wanted: Wanted) -> list[Tab]:
    here = reverse("operators:invoice", args=(row.id,))
    total = sum(counts.values())
    undecided = row.sums.undecided
    is_plain = not wanted.kind and not wanted.state
    return [
        Tab(_("All differences"), here, current=is_plain, count=total),
        Tab(
            _("Not decided"),
            f"{here}?state=undecided",
            current=wanted.state == "undecided",
            count=undecided,
        ),
        *(
            Tab(
                DifferenceKind(kind).label,
                f"{here}?kind={kind}",
                current=wanted.kind == kind,
                count=counts[kind],
            )
            for kind in DifferenceKind.values
            if kind in counts
        ),
    ]


def _all_moves(actor: Actor, row: InvoiceRow, kind: str) -> list[dict[str, object]]:
    """Return what may be said of all differences of the kind that is shown at once."""
    if not kind:
        return []
    return [
        {
            "label": arrow.label,
            "url": reverse("operators:decide_all", args=(row.id, kind, name)),
        }
        for name in ALL_MOVES
        if actor.may((arrow := DIFFERENCE.move(name)).needs)
        and waiting_of_kind(actor, row.id, kind, arrow.sources)[0] > 1
    ]


def _moves(actor: Actor, row: InvoiceRow) -> list[dict[str, object]]:
    tones = {"agree": "primary", "withdraw": "danger"}
    return [
        {
            "label": arrow.label,
            "url": reverse("operators:invoice_move", args=(row.id, arrow.name)),
            "tone": tones.get(arrow.name, ""),
        }
        for arrow in INVOICE.open_moves(row.state)
        if actor.may(arrow.needs)
    ]


@require_POST
def compare(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Hold an invoice against our record as it is now."""
    actor = actor_of(request)
    compare_again(actor, invoice_id=invoice_id)
    to, message = "operators:invoice", _("Compared with what is on record now.")
    return done(request, to=to, args=(invoice_id,), message=message)


@require_http_methods(BOTH)
def move(request: HttpRequest, invoice_id: int, name: str) -> HttpResponse:
    """Agree an invoice, dispute it, open it again, take it back."""
    arrow = next((one for one in INVOICE.moves if one.name == name), None)
    if arrow is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(arrow.needs)
    row = invoice_row(actor, invoice_id)
    form = ReasonForm(_typed(request), reason_list=arrow.reasons)

    def run(typed: Values) -> None:
        if name == "agree":
            agree_invoice(actor, invoice_id=invoice_id, note=typed["note"])
            return
        do = {"dispute": dispute_invoice, "reopen": reopen_invoice, "withdraw": withdraw_invoice}
        do[name](actor, invoice_id=invoice_id, reason=typed["reason"], note=typed["note"])

    question = Question(
        arrow.label, details=row.number, label=arrow.label, danger=name == "withdraw"
    )
    return asked(request, form, run, question, to=("operators:invoice", invoice_id))


@require_http_methods(BOTH)
def decide(request: HttpRequest, difference_id: int, name: str) -> HttpResponse:
    """Answer or decide about a difference, with a reason."""
    if name not in BY_BUTTON:
        raise NotFound
    actor, arrow = actor_of(request), DIFFERENCE.move(name)
    actor.need(arrow.needs)
    row = difference_row(actor, difference_id)
    form = ReasonForm(_typed(request), reason_list=arrow.reasons)

    def run(typed: Values) -> None:
        DIFFERENCE_MOVES[name](
            actor,
            difference_id=difference_id,
            reason=typed["reason"],
            note=typed["note"],
            now=timezone.now(),
        )

    about = [str(DifferenceKind(row.kind).label), row.tail, row.mission_number]
    details = " · ".join(part for part in about if part)
    question = Question(arrow.label, details=details, label=arrow.label)
    return asked(request, form, run, question, to=("operators:invoice", row.invoice_id))


@require_http_methods(BOTH)
def decide_all(request: HttpRequest, invoice_id: int, kind: str, name: str) -> HttpResponse:
    """Answer or decide about all differences of a kind at once, with one reason."""
    if name not in ALL_MOVES or kind not in DifferenceKind.values:
        raise NotFound
    actor, arrow = actor_of(request), DIFFERENCE.move(name)
    actor.need(arrow.needs)
    count, claim_tiyn = waiting_of_kind(actor, invoice_id, kind, arrow.sources)
    form = AllForm(_typed(request), reason_list=arrow.reasons, initial={"seen": count})

    def run(typed: Values) -> None:
        batch = Batch(invoice_id=invoice_id, kind=kind, move=name, **typed)
        ALL_MOVES[name](actor, batch=batch, now=timezone.now())

    told = {"kind": DifferenceKind(kind).label, "count": number(count), "sum": tenge(claim_tiyn)}
    details = _("%(kind)s: %(count)s, together %(sum)s") % told
    question = Question(arrow.label, details=details, label=arrow.label)
    return asked(request, form, run, question, to=("operators:invoice", invoice_id))


def _typed(request: HttpRequest) -> Values | None:
    return request.POST if request.method == "POST" else None
