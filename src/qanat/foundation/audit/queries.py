"""Read the audit, and prove that nobody altered it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from qanat.foundation.audit import chain
from qanat.foundation.audit.models import AuditEntry, AuditHorizon, AuditSeal
from qanat.foundation.audit.sealing import DIGEST, heads_file
from qanat.foundation.guards import weakened

MOST: Final = 500
CHUNK: Final = 2000
SIGNED_WITHIN: Final = timedelta(minutes=2)
"""Heads are signed once a minute."""


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
    """altered (a row changed, removed or inserted) | seal_missing | unsealed (a row inserted
    where sealing had passed) | tail_cut | head_differs | unsigned (the file of signed heads ends
    too early) | bad_signature | nobody (changes made past the commands) | guard_off (what the
    database should enforce is switched off)."""
    entries: int = 0
    covered: int = field(default=0, compare=False)
    """How many rows the seal covers."""
    since: datetime | None = field(default=None, compare=False)
    until: datetime | None = field(default=None, compare=False)
    """When the rows of the seal were written, as far as is known."""
    names: tuple[str, ...] = field(default=(), compare=False)
    """The guards which are off."""


def history(table: str, row_id: object, limit: int = MOST) -> list[EntryRow]:
    """Return the changes of one row, oldest first."""
    rows = AuditEntry.objects.filter(table_name=table, row_id=str(row_id)).order_by("id")[:limit]
    return [entry_row(r) for r in rows]


def newest(table: str, row_id: object) -> EntryRow:
    """Return the last change of a row which was changed at least once."""
    rows = AuditEntry.objects.filter(table_name=table, row_id=str(row_id))
    return entry_row(rows.latest("id"))


def first_in(table: str, row_ids: Iterable[object], states: Collection[str]) -> dict[str, datetime]:
    """Return when rows first came into one of some states, by their ids; of others nothing."""
    entries = AuditEntry.objects.filter(table_name=table, row_id__in=map(str, row_ids), action="U")
    found: dict[str, datetime] = {}
    for row_id, at, changes in entries.order_by("id").values_list("row_id", "at", "changes"):
        state = changes.get("state")
        if isinstance(state, list) and state[-1] in states:
            found.setdefault(row_id, at)
    return found


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


def verify(now: datetime | None = None) -> list[Finding]:
    """Recompute every chain and hold it against the seals and the signed heads.

    The signed heads are read first and the entries last: what is written meanwhile is newer
    than all that is compared.
    """
    signed, bad = chain.read_heads(settings.QANAT_AUDIT_KEY, heads_file())
    horizon = AuditHorizon.objects.first() or AuditHorizon()
    until = (horizon.era, horizon.high_xact)
    streams = set(AuditSeal.objects.values_list("stream", flat=True).distinct())
    streams |= set(AuditEntry.objects.values_list("stream", flat=True).distinct())
    findings = [f for stream in sorted(streams) for f in _verify_stream(stream, until)]
    findings += [f for head in signed for f in _verify_head(head)]
    findings += _unsigned({head.stream: head.number for head in signed}, now or timezone.now())
    if bad:
        findings.append(Finding("", 0, "bad_signature", bad))
    if nobody := AuditEntry.objects.filter(actor_id=None).count():
        findings.append(Finding("", 0, "nobody", nobody))
    if off := weakened():
        findings.append(Finding("", 0, "guard_off", len(off), names=tuple(off)))
    return findings


def _verify_stream(stream: str, until: tuple[int, int]) -> list[Finding]:
    """Walk along a stream's seals and entries together."""
    findings: list[Finding] = []
    head, number, since = chain.START, 0, None
    entries = _entries(stream)
    entry = next(entries, None)
    for seal in AuditSeal.objects.filter(stream=stream).order_by("number").iterator():
        if seal.number != number + 1:
            findings.append(Finding(stream, number + 1, "seal_missing"))
        digests, strays = [], 0
        while entry is not None and entry[:2] < (seal.era, seal.high_xact):
            if entry[:2] >= (seal.era, seal.low_xact):
                digests.append(bytes(entry[2]))
            else:
                strays += 1
            entry = next(entries, None)
        closed = chain.close(chain.extend(head, digests), seal.era, seal.low_xact, seal.high_xact)
        more = len(digests) + strays - seal.entries
        if closed != bytes(seal.hash) or more:
            findings.append(
                Finding(stream, seal.number, "altered", more, seal.entries, since, seal.sealed_at)
            )
        head, number, since = bytes(seal.hash), seal.number, seal.sealed_at
    late = 0
    while entry is not None:
        late += entry[:2] < until
        entry = next(entries, None)
    if late:
        findings.append(Finding(stream, number + 1, "unsealed", late, since=since))
    return findings


def _entries(stream: str) -> Iterator[tuple[int, int, bytes]]:
    """Go through a stream's entries in the order of sealing: era, transaction, digest."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT era, xact, {DIGEST} FROM audit_entry WHERE stream = %s"  # noqa: S608 (constants only)
            " ORDER BY era, xact, id",
            [stream],
        )
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _verify_head(head: chain.Head) -> list[Finding]:
    seal = AuditSeal.objects.filter(stream=head.stream, number=head.number).first()
    if seal is None:
        return [Finding(head.stream, head.number, "tail_cut")]
    if bytes(seal.hash).hex() != head.hash:
        return [Finding(head.stream, head.number, "head_differs")]
    return []


def _unsigned(signed: dict[str, int], now: datetime) -> list[Finding]:
    """Find streams whose seals should have been signed by now: the file was cut or is not kept."""
    old = AuditSeal.objects.filter(sealed_at__lt=now - SIGNED_WITHIN)
    newest = old.values_list("stream").annotate(last=Max("number")).order_by("stream")
    return [
        Finding(stream, last, "unsigned") for stream, last in newest if signed.get(stream, 0) < last
    ]
