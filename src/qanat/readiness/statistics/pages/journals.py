"""Journals: look at a file, take it in, get back what has to be mended."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.readiness.statistics.commands import (
    FileWish,
    ImportResult,
    NotAJournal,
    take_file,
    told,
    write_rejected,
    write_stored_rejects,
)
from qanat.readiness.statistics.forms import JournalForm
from qanat.readiness.statistics.permissions import IMPORT
from qanat.readiness.statistics.queries.intake import (
    count_files,
    file_row,
    file_rows,
    rejected_rows,
)
from qanat.web import wording
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import again, done, page
from qanat.web.tables import Column, Row, Table

JOURNALS: Final = "statistics/journals.html"
FILE: Final = "statistics/journal_file.html"
SHOWN: Final = 100
"""So many rejected rows of a look are shown; the file has them all."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the files that were taken in, and the form for the next."""
    actor = actor_of(request)
    actor.need(IMPORT)
    return page(request, JOURNALS, {**_files(request, actor), "form": JournalForm()})


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Look at a file, take it in, or give its rejected rows back."""
    actor = actor_of(request)
    actor.need(IMPORT)
    form = JournalForm(request.POST, request.FILES)
    act = request.POST.get("act", "look")
    if not form.is_valid():
        return again(request, JOURNALS, {**_files(request, actor), "form": form})
    try:
        result = _taken(actor, form, is_dry=act != "take")
    except NotAJournal as refusal:
        form.add_error("file", refusal.message())
        return again(request, JOURNALS, {**_files(request, actor), "form": form})
    if act == "rejects":
        out = io.StringIO(newline="")
        write_rejected(result, out)
        return _csv(out.getvalue())
    if result.file_id is not None:
        message = _("The journal was taken in.")
        return done(request, to="statistics:journal_file", args=(result.file_id,), message=message)
    context = {**_files(request, actor), "form": form, "looked": _looked(result)}
    return page(request, JOURNALS, context)


@require_GET
def show(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show what became of the rows of a file."""
    actor = actor_of(request)
    file = file_row(actor, file_id)
    rows = one_page(
        request,
        Behind(
            lambda: file.rejected,
            lambda first, count: rejected_rows(actor, file_id, first=first, count=count),
        ),
    )
    lines = [
        (row.row.line, row.row.row_no, " ".join(told(finding) for finding in row.faults))
        for row in rows.items
    ]
    context = {"file": file, "rows": rows, "table": _rejects_table(lines)}
    return page(request, FILE, context, fragment="rejected")


@require_GET
def rejects(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give the rejected rows of a file back, to be mended."""
    out = io.StringIO(newline="")
    write_stored_rejects(actor_of(request), file_id, out)
    return _csv(out.getvalue())


def _csv(text: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rejects.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _taken(actor: Actor, form: JournalForm, *, is_dry: bool) -> ImportResult:
    typed = form.cleaned_data
    mapping = typed["mapping"].read().decode("utf-8-sig", "replace") if typed["mapping"] else ""
    with _on_disk(typed["file"]) as path:
        wish = FileWish(
            path=path,
            file_name=typed["file"].name,
            mapping=mapping,
            journal=typed["journal"],
            is_dry=is_dry,
        )
        return take_file(actor, wish=wish, now=timezone.now())


@contextmanager
def _on_disk(upload: "UploadedFile[bytes]") -> Iterator[Path]:
    """Keep an upload in a file of our own while it is read; nobody else may read it."""
    with tempfile.NamedTemporaryFile(prefix="qanat-journal-") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        yield Path(kept.name)


def _files(request: HttpRequest, actor: Actor) -> dict[str, object]:
    rows: Page[object] = one_page(
        request,
        Behind(
            lambda: count_files(actor),
            lambda first, count: file_rows(actor, first=first, count=count),
        ),
    )
    return {"rows": rows}


def _looked(result: ImportResult) -> dict[str, object]:
    settled = result.settled
    lines = [
        (row.row.line, row.row.row_no, " ".join(told(finding) for finding in row.faults))
        for row in settled.rejected[:SHOWN]
    ]
    return {
        "journal": result.journal,
        "counts": result.counts,
        "table": _rejects_table(lines),
        "is_cut": len(settled.rejected) > SHOWN,
    }


def _rejects_table(lines: list[tuple[int, int | None, str]]) -> Table:
    columns = (
        Column("line", _("Line of the file"), numeric=True),
        Column("row_no", _("Row number"), numeric=True),
        Column("why", _("Why it was rejected")),
    )
    rows = tuple(
        Row((wording.number(line), "" if number is None else str(number), why))
        for line, number, why in lines
    )
    return Table(columns, rows, _("No rejected rows"))
