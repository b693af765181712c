"""Lists of an invoice to take away: files, a sheet of paper, rows to be mended."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.tabular.writing import Line, csv_text, xlsx_bytes
from qanat.foundation.texts import local
from qanat.registry.terminology.queries import reason_names
from qanat.response.operators.pages.tables import (
    difference_table,
    fault_words,
    figures,
    rejected_table,
)
from qanat.response.operators.pages.words import invoice_state
from qanat.response.operators.permissions import SEE
from qanat.response.operators.queries.differences import Wanted, difference_rows
from qanat.response.operators.queries.files import file_row, line_rows, rejected_rows
from qanat.response.operators.queries.invoices import InvoiceRow, invoice_row
from qanat.response.operators.rules.reading import whole_minutes
from qanat.response.operators.states import DifferenceKind, DifferenceState, FlightKind
from qanat.web.paging import Behind, one_page
from qanat.web.reply import CSV, XLSX, download, page
from qanat.web.wording import TIYN_PER_TENGE, moment

PAPER: Final = "operators/paper.html"
REJECTS: Final = "operators/rejects.html"


@require_GET
def export(request: HttpRequest, invoice_id: int, kind: str) -> HttpResponse:
    """Give the differences, and in a spreadsheet the lines too."""
    actor = actor_of(request)
    actor.need(SEE)
    row = invoice_row(actor, invoice_id)
    name = f"{row.number}-differences.{kind}"
    if kind == "csv":
        return download(csv_text(difference_lines(actor, row)), CSV, name)
    if kind == "xlsx":
        sheets = [
            (_("Differences"), list(difference_lines(actor, row))),
            (pgettext("invoice", "Lines"), list(invoice_lines(actor, row))),
        ]
        return download(xlsx_bytes(sheets), XLSX, name)
    raise NotFound


def difference_lines(actor: Actor, row: InvoiceRow) -> Iterator[Line]:
    """Return the differences as lines of a file; money in tenge, time in minutes."""
    yield [
        _("What differs"), pgettext("column", "Aircraft"), pgettext("column", "Departure"),
        _("Mission"), _("Line of the file"), _("Billed, min"), _("Ours, min"),
        _("Billed, tenge"), _("Ours, tenge"), _("Difference, tenge"), _("State"), _("Reason"),
        _("Note"), _("Who"), _("When"),
    ]  # fmt: skip
    reasons = reason_names()
    for one in difference_rows(actor, row.id, Wanted(), count=None):
        yield [
            str(DifferenceKind(one.kind).label),
            one.tail,
            moment(one.off_at),
            one.mission_number,
            one.line_row,
            one.theirs_min,
            one.ours_min,
            one.billed_tiyn / TIYN_PER_TENGE,
            one.ours_tiyn / TIYN_PER_TENGE,
            one.claim_tiyn / TIYN_PER_TENGE,
            str(DifferenceState(one.state).label),
            reasons.get(one.reason, one.reason),
            one.note,
            one.answered_by,
            moment(one.answered_at) if one.answered_at else "",
        ]


def invoice_lines(actor: Actor, row: InvoiceRow) -> Iterator[Line]:
    """Return the lines of an invoice with the missions they bill."""
    yield [
        _("Line of the file"), pgettext("column", "Aircraft"), pgettext("column", "Departure"),
        pgettext("column", "Landing"), _("Billed, min"), _("Ours, min"),
        pgettext("column", "Kind of flight"), _("Price of an hour, tenge"), _("Billed, tenge"),
        pgettext("column", "Route"), _("Mission"),
    ]  # fmt: skip
    for one in line_rows(actor, row.id):
        yield [
            one.row,
            one.tail,
            moment(one.off_at),
            moment(one.on_at) if one.on_at else "",
            one.minutes,
            whole_minutes(one.ours_s) if one.ours_s is not None else None,
            str(FlightKind(one.kind).label),
            one.price_tiyn / TIYN_PER_TENGE if one.price_tiyn is not None else None,
            one.amount_tiyn / TIYN_PER_TENGE,
            one.route,
            one.mission_number,
        ]


@require_GET
def paper(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Show an invoice on one sheet, to be printed and signed."""
    actor = actor_of(request)
    actor.need(SEE)
    row = invoice_row(actor, invoice_id)
    rows = difference_rows(actor, invoice_id, Wanted(), count=None)
    context = {
        "row": row,
        "operator": local(row.operator_name),
        "state": invoice_state(row.state),
        "figures": figures(row.sums, row.declared_tiyn),
        "table": difference_table(actor, rows, is_open=False),
    }
    return page(request, PAPER, context)


@require_GET
def rejects(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show the rows of a file which were kept aside."""
    actor = actor_of(request)
    actor.need(SEE)
    file = file_row(actor, file_id)
    rows = one_page(
        request,
        Behind(
            lambda: file.rejected,
            lambda first, count: rejected_rows(actor, file_id, first=first, count=count),
        ),
    )
    context = {"file": file, "rows": rows, "table": rejected_table(rows.items)}
    return page(request, REJECTS, context, fragment="rejects")


@require_GET
def rejects_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give the rows which were kept aside back, to be mended and taken in again."""
    actor = actor_of(request)
    actor.need(SEE)
    file = file_row(actor, file_id)
    width = len(file.headings)
    lines: list[Line] = [[*file.headings, _("Why it was rejected")]]
    for one in rejected_rows(actor, file_id):
        cells = [*one.cells, *[""] * (width - len(one.cells))][:width]
        lines.append([*cells, fault_words(one.faults)])
    return download(csv_text(lines), CSV, f"{PurePath(file.file_name).stem}-rejects.csv")
