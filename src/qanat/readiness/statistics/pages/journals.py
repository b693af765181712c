"""Journals: look at a file, take it in, get back what has to be mended."""

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.tabular.writing import csv_text
from qanat.readiness.statistics.commands import (
    FileWish,
    ImportResult,
    NotAJournal,
    Upload,
    checked_upload,
    drop_checked,
    keep_checked,
    take_file,
    told,
    write_rejected,
    write_stored_rejects,
)
from qanat.readiness.statistics.forms import JournalForm
from qanat.readiness.statistics.permissions import IMPORT
from qanat.readiness.statistics.queries.intake import (
    count_files,
    doubted_rows,
    file_row,
    file_rows,
    rejected_rows,
)
from qanat.readiness.statistics.rules.journal.sample import column_words, sample_lines
from qanat.readiness.statistics.rules.journal.settling import SettledRow
from qanat.web import wording
from qanat.web.forms import whole_number
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import CSV, again, done, download, page
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


@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """Give a small journal of invented rows, to see its columns and to try."""
    actor_of(request).need(IMPORT)
    return download(csv_text(sample_lines()), CSV, "qanat-journal-sample.csv")


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Look at a file, take it in, or give its rejected rows back."""
    actor = actor_of(request)
    actor.need(IMPORT)
    kept = request.POST.get("kept", "")
    form = JournalForm() if kept else JournalForm(request.POST, request.FILES)
    if not kept and not form.is_valid():
        return again(request, JOURNALS, {**_files(request, actor), "form": form})
    upload = checked_upload(actor, whole_number(kept) or 0) if kept else _upload(form)
    act = request.POST.get("act", "look")
    try:
        result = _taken(actor, upload, is_dry=act != "take")
    except NotAJournal as refusal:
        if kept:
            raise
        form.add_error("file", refusal.message())
        return again(request, JOURNALS, {**_files(request, actor), "form": form})
    if act == "rejects":
        out = io.StringIO(newline="")
        write_rejected(result, out)
        return _csv(out.getvalue(), upload.name)
    if result.file_id is not None:
        if kept:
            drop_checked(actor, checked_id=int(kept))
        return _told(request, result, result.file_id)
    kept_id = keep_checked(actor, upload=upload, now=timezone.now())
    context = {**_files(request, actor), "form": JournalForm(), "looked": _looked(result)}
    return page(request, JOURNALS, context | {"kept": kept_id, "file_name": upload.name})


def _told(request: HttpRequest, result: ImportResult, file_id: int) -> HttpResponse:
    """Lead to the file that was taken in; only what was taken is told as done."""
    counts = result.counts
    taken = counts["accepted_rows"] + counts["repeated_rows"]
    message = _("The journal was taken in.") if taken and not counts["rejected_rows"] else ""
    return done(request, to="statistics:journal_file", args=(file_id,), message=message)


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
    doubted = doubted_rows(actor, file_id, count=SHOWN)
    context = {
        "file": file,
        "rows": rows,
        "table": _rejects_table(lines),
        "doubts": _doubts_table(doubted) if doubted else None,
    }
    return page(request, FILE, context, fragment="rejected")


@require_GET
def rejects(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give the rejected rows of a file back, to be mended."""
    actor, out = actor_of(request), io.StringIO(newline="")
    write_stored_rejects(actor, file_id, out)
    return _csv(out.getvalue(), file_row(actor, file_id).file_name)


def _csv(text: str, file_name: str) -> HttpResponse:
    """Answer with rejected rows, named after their journal's file."""
    stem = PurePath(file_name).stem.removesuffix(".rejects")
    return download("\ufeff" + text, CSV, f"{stem}.rejects.csv")


def _upload(form: JournalForm) -> Upload:
    typed = form.cleaned_data
    mapping = typed["mapping"].read().decode("utf-8-sig", "replace") if typed["mapping"] else ""
    file = typed["file"]
    return Upload(name=file.name, content=file.read(), journal=typed["journal"], mapping=mapping)


def _taken(actor: Actor, upload: Upload, *, is_dry: bool) -> ImportResult:
    """Read a file from the disk, where nobody else may read it, and take it in."""
    with tempfile.NamedTemporaryFile(prefix="qanat-journal-") as copy:
        copy.write(upload.content)
        copy.flush()
        wish = FileWish(
            path=Path(copy.name),
            file_name=upload.name,
            mapping=upload.mapping,
            journal=upload.journal,
            is_dry=is_dry,
        )
        return take_file(actor, wish=wish, now=timezone.now())


def _files(request: HttpRequest, actor: Actor) -> dict[str, object]:
    rows: Page[object] = one_page(
        request,
        Behind(
            lambda: count_files(actor),
            lambda first, count: file_rows(actor, first=first, count=count),
        ),
    )
    return {"rows": rows, "columns": column_words()}


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
        "doubts": _doubts_table(settled.doubted[:SHOWN]) if settled.doubted else None,
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


def _doubts_table(doubted: Sequence[SettledRow]) -> Table:
    columns = (
        Column("line", _("Line of the file"), numeric=True),
        Column("row_no", _("Row number"), numeric=True),
        Column("why", _("What looks wrong")),
    )
    rows = tuple(
        Row(
            (
                wording.number(row.row.line),
                "" if row.row.row_no is None else str(row.row.row_no),
                " ".join(told(finding) for finding in row.doubts),
            )
        )
        for row in doubted
    )
    return Table(columns, rows, _("No doubts"))
