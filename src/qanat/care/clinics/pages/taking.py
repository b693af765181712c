"""Take in a file of clinics; give back the rows which were kept aside."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.clinics.commands.importing import take_clinics
from qanat.care.clinics.forms import ImportForm
from qanat.care.clinics.pages.register import tabs
from qanat.care.clinics.permissions import EDIT
from qanat.care.clinics.queries.register import (
    FileRow,
    RejectedRow,
    file_row,
    file_rows,
    rejected_rows,
)
from qanat.care.clinics.rules.reading import COLUMNS
from qanat.care.clinics.states import Fault
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Refusal
from qanat.foundation.tabular.writing import Line, csv_text
from qanat.web.marks import moment
from qanat.web.paging import Behind, one_page
from qanat.web.reply import CSV, again, done, download, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import number

IMPORT: Final = "clinics/import.html"
REJECTS: Final = "clinics/rejects.html"
SHOWN_CELLS: Final = 8


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take in a file of clinics."""
    actor = actor_of(request)
    actor.need(EDIT)
    if request.method == "GET":
        return page(request, IMPORT, _context(ImportForm()))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return again(request, IMPORT, _context(form))
    file = form.cleaned_data["file"]
    with tempfile.NamedTemporaryFile(prefix="qanat-clinics-") as copy:
        for block in file.chunks():
            copy.write(block)
        copy.flush()
        try:
            taken = take_clinics(
                actor, path=Path(copy.name), file_name=file.name, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("file", refusal.message())
            return again(request, IMPORT, _context(form))
    message = _("This file is on record already.") if taken.is_known else _("Taken in.")
    return done(request, to="clinics:rejects", args=(taken.file_id,), message=message)


def _context(form: ImportForm) -> dict[str, object]:
    headings = [COLUMNS.heading(name) for name in COLUMNS.headings]
    needed = [COLUMNS.heading(name) for name in COLUMNS.needed]
    return {
        "tabs": tabs("import"),
        "form": form,
        "headings": ", ".join(headings),
        "needed": ", ".join(needed),
        "table": _files(file_rows()),
    }


def _files(rows: Sequence[FileRow]) -> Table:
    return Table(
        columns=(
            Column("file", _("File")),
            Column("at", _("Taken in"), whole=True),
            Column("by", _("By")),
            Column("accepted", _("New clinics"), numeric=True),
            Column("repeated", _("Known"), numeric=True),
            Column("rejected", _("Kept aside"), numeric=True),
        ),
        rows=tuple(
            Row(
                (
                    one.file_name,
                    moment(one.taken_at),
                    one.by,
                    number(one.accepted),
                    number(one.repeated),
                    number(one.rejected),
                ),
                url=reverse("clinics:rejects", args=(one.id,)),
            )
            for one in rows
        ),
        empty=_("No file was taken in yet"),
        caption=_("Files"),
    )


@require_GET
def rejects(request: HttpRequest, clinic_file_id: int) -> HttpResponse:
    """Show what became of a file: the rows which were kept aside, and why."""
    actor = actor_of(request)
    actor.need(EDIT)
    file = file_row(clinic_file_id)
    rows = one_page(
        request,
        Behind(
            lambda: file.rejected,
            lambda first, count: rejected_rows(clinic_file_id, first=first, count=count),
        ),
    )
    context = {"file": file, "rows": rows, "table": _rejected(rows.items)}
    return page(request, REJECTS, context, fragment="rejects")


def _rejected(rows: Sequence[RejectedRow]) -> Table:
    return Table(
        columns=(
            Column("line", _("Line of the file"), numeric=True),
            Column("why", _("Why it was kept aside")),
            Column("cells", _("As it stands")),
        ),
        rows=tuple(
            Row((str(one.row), _why(one), " · ".join(one.cells[:SHOWN_CELLS]))) for one in rows
        ),
        empty=_("Every row was taken"),
        caption=_("Kept aside"),
    )


def _why(one: RejectedRow) -> str:
    return " ".join(str(Fault(fault).label) for fault in one.faults)


@require_GET
def rejects_file(request: HttpRequest, clinic_file_id: int) -> HttpResponse:
    """Give the rows which were kept aside, to be mended and taken in again."""
    actor = actor_of(request)
    actor.need(EDIT)
    file = file_row(clinic_file_id)
    lines: list[Line] = [[*file.headings, _("Why it was kept aside")]]
    lines += ([*one.cells, _why(one)] for one in rejected_rows(clinic_file_id))
    text = csv_text(lines)
    return download(text, CSV, f"{file.file_name}-kept-aside.csv")
