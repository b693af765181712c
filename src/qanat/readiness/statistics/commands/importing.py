"""Take a journal of a centre into the records: everything it says, and nothing twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from django.db import connection
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.bulk import copy_rows, take_ids
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid
from qanat.foundation.secrets import encrypt
from qanat.readiness.statistics.commands.scoping import within_scope
from qanat.readiness.statistics.commands.storing import Stored, store_records
from qanat.readiness.statistics.models import Journal, JournalFile, JournalRow
from qanat.readiness.statistics.permissions import IMPORT
from qanat.readiness.statistics.queries.journals import find_journal_of, known_of
from qanat.readiness.statistics.rules.journal.reading import (
    ReadJournal,
    SettledJournal,
    settle_journal,
    uncollected,
)
from qanat.readiness.statistics.rules.journal.records import Finding
from qanat.readiness.statistics.rules.journal.settling import SettledRow
from qanat.readiness.statistics.states import RowState
from qanat.response.dispatch.commands.history import Provenance

LOCK: Final = 0x51414E41
"""Two journals are never taken in at once: rows, numbers and the sky are compared in peace."""
_KEPT: Final = (RowState.ACCEPTED, RowState.REJECTED, RowState.CONFLICT)


class NoJournalName(Invalid):
    """A journal has a name, by which its later files are known."""

    code = "no_journal_name"
    text = _("Give the journal a name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalSource:
    """Where a journal comes from.

    Attributes:
        name: name of the journal; if empty, the one the file says or whose rows it repeats,
            else that of the file.
        file_name: name of the file.
        digest: SHA-256 of the file.
        is_synthetic: its rows tell of nobody real.
    """

    file_name: str
    digest: bytes
    name: str = ""
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file; ``file_id`` is absent after a dry run."""

    journal: str
    settled: SettledJournal
    file_id: int | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Rows by fate, in words of the files of results."""
        count = self.settled.count
        return {
            "rows": len(self.settled.rows),
            "accepted_rows": count(RowState.ACCEPTED),
            "repeated_rows": count(RowState.REPEATED),
            "rejected_rows": count(RowState.REJECTED, RowState.CONFLICT),
            "conflicting_rows": count(RowState.CONFLICT),
        }


def preview_journal(actor: Actor, *, read: ReadJournal, source: JournalSource) -> ImportResult:
    """Tell what taking a journal in would do, and do nothing."""
    actor.need(IMPORT)
    name = _name(read, source)
    read = within_scope(read, actor.scope_of(IMPORT))
    return ImportResult(name, settle_journal(read, known_of(name, read)))


@command(needs=IMPORT)
def import_journal(
    actor: Actor, *, read: ReadJournal, source: JournalSource, now: datetime
) -> ImportResult:
    """Take a journal in: accepted rows become records, rejected ones are kept to be mended.

    Repeating it changes nothing: a row that is on record is passed over, whether the journal
    has it, or another journal says the same.

    Raises:
        NoJournalName: if neither the file nor the caller names the journal.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    with uncollected():
        return _take_in(actor, read, source, now)


def _take_in(actor: Actor, read: ReadJournal, source: JournalSource, now: datetime) -> ImportResult:
    name = _name(read, source)
    read = within_scope(read, actor.scope_of(IMPORT))
    settled = settle_journal(read, known_of(name, read))
    journal, _made = Journal.objects.get_or_create(
        name=name, defaults={"is_synthetic": source.is_synthetic, "created_at": now}
    )
    result = ImportResult(name, settled, _keep_file(actor, journal, source, settled, now))
    accepted = [row for row in settled.rows if row.state == RowState.ACCEPTED]
    origin = Provenance(now, journal.is_synthetic)
    stored = store_records(actor, journal_id=journal.pk, rows=accepted, source=origin)
    _keep_rows(journal.pk, result.file_id or 0, settled, stored)
    return result


def _name(read: ReadJournal, source: JournalSource) -> str:
    plain = source.file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    name = source.name or read.name or find_journal_of(read) or plain.removesuffix(".rejects")
    name = " ".join(name.split())[:120]
    if not name:
        raise NoJournalName
    return name


def _keep_file(
    actor: Actor, journal: Journal, source: JournalSource, settled: SettledJournal, now: datetime
) -> int:
    return JournalFile.objects.create(
        journal=journal,
        file_name=source.file_name[-200:],
        digest=source.digest,
        headings=[text[:400] for text in settled.layout.headings],
        imported_at=now,
        by_id=actor.id,
        accepted=settled.count(RowState.ACCEPTED),
        rejected=settled.count(RowState.REJECTED),
        conflicts=settled.count(RowState.CONFLICT),
        repeated=settled.count(RowState.REPEATED),
    ).pk


def _keep_rows(journal_id: int, file_id: int, settled: SettledJournal, stored: Stored) -> None:
    kept = [row for row in settled.rows if row.state in _KEPT]
    ids = take_ids(JournalRow, len(kept))
    copy_rows(
        JournalRow,
        (
            {
                "id": pk,
                "file_id": file_id,
                "journal_id": journal_id,
                "line": row.row.line,
                "row_no": row.row.row_no,
                "content": row.row.content,
                "state": row.state,
                "codes": sorted({str(finding.code) for finding in (*row.faults, *row.doubts)}),
                "sealed": encrypt(_sealed(row)),
                **stored.links(row),
            }
            for pk, row in zip(ids, kept, strict=True)
        ),
    )


def _sealed(row: SettledRow) -> str:
    said = {
        "cells": row.row.cells,
        "faults": [_plain(finding) for finding in row.faults],
        "doubts": [_plain(finding) for finding in row.doubts],
    }
    return msgspec.json.encode(said).decode()


def _plain(finding: Finding) -> tuple[str, str, str, str]:
    return str(finding.code), finding.column, finding.value, finding.other
