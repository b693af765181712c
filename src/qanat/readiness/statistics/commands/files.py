"""Take a file in: read it, compare it, and write what has to be mended into another file."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Invalid, Text
from qanat.foundation.tabular.sheets import TableError
from qanat.foundation.tabular.words import why
from qanat.readiness.statistics.commands.importing import (
    ImportResult,
    JournalSource,
    import_journal,
    preview_journal,
)
from qanat.readiness.statistics.permissions import IMPORT
from qanat.readiness.statistics.queries.intake import file_row, layout_of, rejected_rows
from qanat.readiness.statistics.rules.journal.mapping import OUR_WORDS, read_mapping
from qanat.readiness.statistics.rules.journal.reading import ReadJournal, read_journal
from qanat.readiness.statistics.rules.journal.records import Finding
from qanat.readiness.statistics.rules.journal.rejects import write_rejects

Progress = Callable[[int], None]


class NotAJournal(Invalid):
    """The file as a whole can't be read as a journal."""

    code = "not_a_journal"
    text = _("This file can't be read as a journal: %(why)s")


_WHY: Final[dict[str, Text]] = {
    "mapping_json": _("the mapping of columns is no JSON: look at line and column %(detail)s."),
    "mapping": _("the mapping of columns can't be used (%(detail)s)."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWish:
    """What is to be done with a file.

    Attributes:
        path: CSV or XLSX.
        file_name: its name as people know it; the path's own if empty.
        mapping: text of a mapping file, "" for none.
        journal: name of the journal, "" to have it found.
        is_dry: only tell what would be done.
        is_synthetic: its rows tell of nobody real.
    """

    path: Path
    file_name: str = ""
    mapping: str = ""
    journal: str = ""
    is_dry: bool = False
    is_synthetic: bool = False


def silent(_rows: int) -> None:
    """Tell nobody how far we are."""


def take_file(
    actor: Actor, *, wish: FileWish, now: datetime, progress: Progress = silent
) -> ImportResult:
    """Take the journal of a file in, or tell what that would do.

    Reading is slow and done before the transaction of :func:`import_journal`.

    Raises:
        NotAJournal: if the file as a whole cannot be read.
    """
    actor.need(IMPORT)
    read = _read(wish, now, progress)
    source = JournalSource(
        name=wish.journal,
        file_name=wish.file_name or wish.path.name,
        digest=_digest(wish.path),
        is_synthetic=wish.is_synthetic,
    )
    if wish.is_dry:
        return preview_journal(actor, read=read, source=source)
    return import_journal(actor, read=read, source=source, now=now)


def _read(wish: FileWish, now: datetime, progress: Progress) -> ReadJournal:
    try:
        words = read_mapping(wish.mapping) if wish.mapping else OUR_WORDS
        return read_journal(wish.path, national_day(now), words, progress)
    except TableError as error:
        raise NotAJournal(why=why(error, _WHY)) from error


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def told(finding: Finding) -> str:
    """Put a fault or doubt into words in the active language."""
    return str(finding.code.label) % {
        "column": finding.column,
        "value": finding.value,
        "other": finding.other,
    }


def write_rejected(result: ImportResult, out: TextIO) -> int:
    """Write the rejected rows of a result with their reasons; return how many they are."""
    settled = result.settled
    return write_rejects(settled.rejected, settled.layout, out, result.journal, told)


def write_stored_rejects(actor: Actor, file_id: int, out: TextIO) -> int:
    """Write the rejected rows of a file that was taken in; return how many they are."""
    file, layout = file_row(actor, file_id), layout_of(actor, file_id)
    return write_rejects(rejected_rows(actor, file_id), layout, out, file.journal, told)
