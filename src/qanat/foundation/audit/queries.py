"""Read the audit, and prove that nobody altered it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection

from qanat.foundation.audit import chain
from qanat.foundation.audit.models import AuditEntry, AuditSeal
from qanat.foundation.audit.sealing import DIGEST, heads_file

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One change."""

    id: int
    at: datetime
    actor_id: int | None
    command: str
    move: str
    reason: str
    note: str
    table: str
    row_id: str
    action: str
    changes: dict[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is wrong with a stream's chain."""

    stream: str
    seal: int
    what: str
    """altered (a row changed, removed or inserted) | seal_missing | tail_cut | head_differs |
    bad_signature | nobody (changes made past the commands)."""
    entries: int = 0


def history(table: str, row_id: object, limit: int = MOST) -> list[EntryRow]:
    """Return the changes of one row, oldest first."""
    rows = AuditEntry.objects.filter(table_name=table, row_id=str(row_id)).order_by("id")[:limit]
    return [entry_row(r) for r in rows]


def entry_row(r: AuditEntry) -> EntryRow:
    """Return an entry as a frozen row."""
    return EntryRow(
        id=r.pk,
        at=r.at,
        actor_id=r.actor_id,
        command=r.command,
        move=r.move,
        reason=r.reason,
        note=r.note,
        table=r.table_name,
        row_id=r.row_id,
        action=r.action,
        changes=r.changes,
    )


def verify() -> list[Finding]:
    """Recompute every chain and hold it against the seals and the signed heads."""
    streams = AuditSeal.objects.values_list("stream", flat=True).distinct().order_by("stream")
    signed, bad = chain.read_heads(settings.QANAT_AUDIT_KEY, heads_file())
    findings = [f for stream in streams for f in _verify_stream(stream)]
    findings += [f for head in signed for f in _verify_head(head)]
    if bad:
        findings.append(Finding("", 0, "bad_signature", bad))
    if nobody := AuditEntry.objects.filter(actor_id=None).count():
        findings.append(Finding("", 0, "nobody", nobody))
    return findings


def _verify_stream(stream: str) -> list[Finding]:
    findings: list[Finding] = []
    head, number = chain.START, 0
    for seal in AuditSeal.objects.filter(stream=stream).order_by("number").iterator():
        if seal.number != number + 1:
            findings.append(Finding(stream, number + 1, "seal_missing"))
        digests = _digests(seal)
        closed = chain.close(
            chain.extend(head, digests), seal.era, seal.low_xact, seal.high_xact
        )
        if closed != bytes(seal.hash) or len(digests) != seal.entries:
            findings.append(Finding(stream, seal.number, "altered", len(digests) - seal.entries))
        head, number = bytes(seal.hash), seal.number
    return findings


def _digests(seal: AuditSeal) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {DIGEST} FROM audit_entry WHERE stream = %s AND era = %s"  # noqa: S608
            " AND xact >= %s AND xact < %s ORDER BY xact, id",
            (seal.stream, seal.era, seal.low_xact, seal.high_xact),
        )
        return [bytes(row[0]) for row in cursor.fetchall()]


def _verify_head(head: chain.Head) -> list[Finding]:
    seal = AuditSeal.objects.filter(stream=head.stream, number=head.number).first()
    if seal is None:
        return [Finding(head.stream, head.number, "tail_cut")]
    if bytes(seal.hash).hex() != head.hash:
        return [Finding(head.stream, head.number, "head_differs")]
    return []
