"""Journals: look at a file, take it in, get back what has to be mended."""

import io
from pathlib import PurePath
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.tabular.writing import csv_text
from qanat.readiness.statistics.commands import (
    SHOWN,
    Line,
    NotAJournal,
    Outcome,
    Upload,
    checked_row,
    drop_checked,
    keep_checked,
    line_of,
    opened,
    outcome_in,
    outcome_of,
    take_upload,
    wish_for,
    wished_files,
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
from qanat.readiness.statistics.states import Wish
from qanat.web import wording
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import CSV, again, done, download, page, wants_fragment
from qanat.web.tables import Column, Row, Table

JOURNALS: Final = "statistics/journals.html"
FILE: Final = "statistics/journal_file.html"
WAITING: Final = "statistics/journal_waiting.html"
AT_ONCE_BYTES: Final = 200_000
"""About a thousand rows: a smaller file is read while its person waits."""


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
    """Look at a file or take it in; a large one waits for the worker."""
    actor = actor_of(request)
    actor.need(IMPORT)
    form = JournalForm(request.POST, request.FILES)
    if not form.is_valid():
        return again(request, JOURNALS, {**_files(request, actor), "form": form})
    upload, now = _upload(form), timezone.now()
    wish = Wish.TAKE if request.POST.get("act") == "take" else Wish.LOOK
    if _is_large(upload):
        kept = keep_checked(actor, upload=upload, now=now, wish=wish)
        return done(request, to="statistics:checked", args=(kept,))
    try:
        outcome = outcome_of(take_upload(actor, upload, is_dry=wish == Wish.LOOK, now=now))
    except NotAJournal as refusal:
        form.add_error("file", refusal.message())
        return again(request, JOURNALS, {**_files(request, actor), "form": form})
    if outcome.file_id is not None:
        return _told(request, outcome)
    kept = keep_checked(actor, upload=upload, now=now, outcome=outcome)
    return _looked(request, actor, outcome, file_name=upload.name, kept=kept)


@require_POST
def take_checked(request: HttpRequest, checked_id: int) -> HttpResponse:
    """Take in the file one has looked at."""
    actor = actor_of(request)
    upload = opened(checked_row(actor, checked_id))
    if _is_large(upload):
        wish_for(actor, checked_id=checked_id, wish=Wish.TAKE)
        return done(request, to="statistics:checked", args=(checked_id,))
    outcome = outcome_of(take_upload(actor, upload, is_dry=False, now=timezone.now()))
    drop_checked(actor, checked_id=checked_id)
    return _told(request, outcome)


@require_GET
def checked(request: HttpRequest, checked_id: int) -> HttpResponse:
    """Show how far the worker is with a file of one's own, then what became of it."""
    actor = actor_of(request)
    row = checked_row(actor, checked_id)
    outcome, name = outcome_in(row), row.file_name
    if outcome is None:
        return page(request, WAITING, {"row": row}, fragment="progress")
    if wants_fragment(request):
        return done(request, to="statistics:checked", args=(checked_id,))
    if outcome.refused:
        context = {"form": JournalForm(), "refused": outcome.refused, "file_name": name}
        return page(request, JOURNALS, {**_files(request, actor), **context})
    if outcome.file_id is not None:
        return _told(request, outcome)
    return _looked(request, actor, outcome, file_name=name, kept=checked_id)


@require_GET
def checked_rejects(request: HttpRequest, checked_id: int) -> HttpResponse:
    """Give the rejected rows of a file that was looked at, to be mended."""
    row = checked_row(actor_of(request), checked_id)
    outcome = outcome_in(row)
    if outcome is None:
        raise NotFound
    return _csv(outcome.rejects, row.file_name)


def _is_large(upload: Upload) -> bool:
    return len(upload.content) > AT_ONCE_BYTES


def _told(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Lead to the file that was taken in; only what was taken is told as done."""
    counts = outcome.counts
    taken = counts["accepted_rows"] + counts["repeated_rows"]
    message = _("The journal was taken in.") if taken and not counts["rejected_rows"] else ""
    return done(request, to="statistics:journal_file", args=(outcome.file_id,), message=message)


def _looked(
    request: HttpRequest, actor: Actor, outcome: Outcome, *, file_name: str, kept: int
) -> HttpResponse:
    looked = {
        "journal": outcome.journal,
        "counts": outcome.counts,
        "table": _rejects_table(outcome.rejected),
        "is_cut": outcome.counts["rejected_rows"] > SHOWN,
        "doubts": _doubts_table(outcome.doubted) if outcome.doubted else None,
    }
    context = {**_files(request, actor), "form": JournalForm(), "looked": looked}
    return page(request, JOURNALS, context | {"kept": kept, "file_name": file_name})


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
    doubted = doubted_rows(actor, file_id, count=SHOWN)
    context = {
        "file": file,
        "rows": rows,
        "table": _rejects_table([line_of(row, row.faults) for row in rows.items]),
        "doubts": _doubts_table([line_of(row, row.doubts) for row in doubted]) if doubted else None,
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


def _files(request: HttpRequest, actor: Actor) -> dict[str, object]:
    rows: Page[object] = one_page(
        request,
        Behind(
            lambda: count_files(actor),
            lambda first, count: file_rows(actor, first=first, count=count),
        ),
    )
    return {"rows": rows, "columns": column_words(), "wished": wished_files(actor)}


def _rejects_table(lines: list[Line]) -> Table:
    return _lines_table(lines, _("Why it was rejected"), _("No rejected rows"))


def _doubts_table(lines: list[Line]) -> Table:
    return _lines_table(lines, _("What looks wrong"), _("No doubts"))


def _lines_table(lines: list[Line], why: str, nothing: str) -> Table:
    columns = (
        Column("line", _("Line of the file"), numeric=True),
        Column("row_no", _("Row number"), numeric=True),
        Column("why", why),
    )
    rows = tuple(
        Row((wording.number(line), "" if number is None else str(number), told))
        for line, number, told in lines
    )
    return Table(columns, rows, nothing)
