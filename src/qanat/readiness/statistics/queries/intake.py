"""Files that were taken in, and their rows that have to be mended."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.foundation.tabular.layout import Layout
from qanat.readiness.statistics.models import JournalFile, JournalRow
from qanat.readiness.statistics.permissions import IMPORT
from qanat.readiness.statistics.rules.journal.columns import COLUMNS
from qanat.readiness.statistics.rules.journal.records import Finding, ReadRow
from qanat.readiness.statistics.rules.journal.settling import SettledRow
from qanat.readiness.statistics.states import Doubt, Fault, RowState

_REJECTED: Final = (RowState.REJECTED, RowState.CONFLICT)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was taken in."""

    id: int
    journal: str
    file_name: str
    imported_at: datetime
    is_synthetic: bool
    accepted: int
    repeated: int
    rejected: int


def file_rows(actor: Actor, *, first: int = 0, count: int = 50) -> list[FileRow]:
    """Return files, the newest first."""
    rows = _files(actor).order_by("-imported_at", "-id")[first : first + count]
    return [_row(file) for file in rows]


def count_files(actor: Actor) -> int:
    """Return how many files were taken in."""
    return _files(actor).count()


def file_row(actor: Actor, file_id: int) -> FileRow:
    """Return one file.

    Raises:
        NotFound: if there is none, or it is not the person's.
    """
    found = _files(actor).filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return _row(found)


def _files(actor: Actor) -> QuerySet[JournalFile]:
    """Return all files for the nation; a region sees those which it brought itself."""
    actor.need(IMPORT)
    files = JournalFile.objects.select_related("journal")
    return files if actor.scope_of(IMPORT).nation else files.filter(by_id=actor.id)


def _row(file: JournalFile) -> FileRow:
    return FileRow(
        id=file.pk,
        journal=file.journal.name,
        file_name=file.file_name,
        imported_at=file.imported_at,
        is_synthetic=file.journal.is_synthetic,
        accepted=file.accepted,
        repeated=file.repeated,
        rejected=file.rejected + file.conflicts,
    )


def layout_of(actor: Actor, file_id: int) -> Layout:
    """Return the columns of a file."""
    headings = _files(actor).filter(pk=file_id).values_list("headings", flat=True).first()
    return COLUMNS.lay_out(headings or [])


def rejected_rows(
    actor: Actor, file_id: int, *, first: int = 0, count: int | None = None
) -> list[SettledRow]:
    """Return the rejected rows of a file as they stood, with the reasons."""
    file_row(actor, file_id)
    rows = JournalRow.objects.filter(file_id=file_id, state__in=_REJECTED).order_by("line", "id")
    last = None if count is None else first + count
    return [_settled(row) for row in rows[first:last]]


def doubted_rows(actor: Actor, file_id: int, *, count: int) -> list[SettledRow]:
    """Return the first accepted rows of a file in which something looks wrong."""
    file_row(actor, file_id)
    rows = JournalRow.objects.filter(file_id=file_id, state=RowState.ACCEPTED).exclude(codes=[])
    return [_settled(row) for row in rows.order_by("line", "id")[:count]]


def _settled(row: JournalRow) -> SettledRow:
    said = json.loads(decrypt(bytes(row.sealed)))
    faults = tuple(Finding(Fault(code), *words) for code, *words in said["faults"])
    doubts = tuple(Finding(Doubt(code), *words) for code, *words in said["doubts"])
    read = ReadRow(row.line, row.row_no, row.content, tuple(said["cells"]), None, faults, doubts)
    return SettledRow(read, RowState(row.state), None, faults, doubts)
