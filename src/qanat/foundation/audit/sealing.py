"""Seal what finished transactions wrote into the audit, and sign the heads."""

from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from qanat.foundation.audit import chain
from qanat.foundation.audit.models import AuditHorizon, AuditSeal
from qanat.foundation.periodic import every

DIGEST: Final = """sha256(convert_to(concat_ws(chr(31), stream, era, xact, id,
  extract(epoch from at)::text, coalesce(actor_id::text, ''), command, move, reason, note,
  table_name, row_id, action, changes::text), 'UTF8'))"""


HORIZON: Final = """
WITH seen AS (
  SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS after_all,
         pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest_anywhere
), running AS (
  SELECT backend_xid::text::bigint AS xid FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL
  UNION ALL
  SELECT transaction::text::bigint FROM pg_prepared_xacts WHERE database = current_database()
), strangers AS (
  SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND usename <> current_user
    AND NOT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
)
SELECT CASE WHEN EXISTS (SELECT 1 FROM strangers) THEN oldest_anywhere
  ELSE coalesce((
    SELECT min(after_all - (((after_all % 4294967296) - xid + 4294967296) % 4294967296))
    FROM running), after_all)
  END FROM seen
"""
"""The first transaction of this database that may still write: all before it are finished.

Transactions of other databases of the server don't matter, however long they run. The end of
numbers is taken before the running ones are looked at, so that none can slip between. Where
the numbers of another role's transactions are hidden from us, the server's oldest counts.
"""


def heads_file() -> Path:
    """Return the file of the signed heads."""
    return Path(settings.QANAT_AUDIT_HEADS)


@every(seconds=5)
def seal(now: datetime) -> int:
    """Seal every stream up to the oldest transaction still writing; return entries sealed."""
    with transaction.atomic(), connection.cursor() as cursor:
        AuditHorizon.objects.get_or_create(one=True)
        horizon = AuditHorizon.objects.select_for_update().get()
        cursor.execute(HORIZON)
        (high,) = cursor.fetchone()
        sealed = _seal_window((horizon.era, horizon.high_xact, high), now)
        if sealed:
            horizon.high_xact = high
            horizon.save(update_fields=["high_xact"])
    return sealed


def begin_era(now: datetime) -> int:
    """Begin to count transactions anew, as a restored database does; return the era's number.

    What the old era left unsealed is sealed first. Nobody else may be writing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        AuditHorizon.objects.get_or_create(one=True)
        horizon = AuditHorizon.objects.select_for_update().get()
        cursor.execute(
            "SELECT coalesce(max(era), 0), coalesce(max(xact) FILTER (WHERE era = %s), 0) + 1"
            " FROM audit_entry",
            (horizon.era,),
        )
        newest, high = cursor.fetchone()
        _seal_window((horizon.era, horizon.high_xact, high), now)
        horizon.era, horizon.high_xact = max(newest, horizon.era) + 1, 0
        horizon.save(update_fields=["era", "high_xact"])
    return horizon.era


def _seal_window(window: tuple[int, int, int], now: datetime) -> int:
    """Seal the entries of an era's range of transactions; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT stream, {DIGEST} FROM audit_entry"  # noqa: S608 (constants only)
            " WHERE era = %s AND xact >= %s AND xact < %s ORDER BY stream, xact, id",
            window,
        )
        rows = cursor.fetchall()
    for stream, found in groupby(rows, key=lambda row: row[0]):
        _seal_stream(stream, [bytes(d) for _, d in found], (window[0], window[2]), now)
    return len(rows)


def _seal_stream(stream: str, digests: list[bytes], until: tuple[int, int], now: datetime) -> None:
    """Seal a stream from where its last seal ended, so that no range lies between two seals."""
    era, high = until
    last = AuditSeal.objects.filter(stream=stream).order_by("-number").first()
    head = bytes(last.hash) if last else chain.START
    low = last.high_xact if last and last.era == era else 0
    AuditSeal.objects.create(
        stream=stream,
        number=last.number + 1 if last else 1,
        era=era,
        low_xact=low,
        high_xact=high,
        entries=len(digests),
        hash=chain.close(chain.extend(head, digests), era, low, high),
        sealed_at=now,
    )


@every(seconds=60)
def sign_heads(now: datetime) -> int:
    """Write the signed newest head of every stream that has moved; return how many."""
    file, key = heads_file(), settings.QANAT_AUDIT_KEY
    signed, _ = ([], 0) if chain.rotate(file, now) else chain.read_heads(key, file)
    known = {head.stream: head.number for head in signed}
    heads = []
    for stream in AuditSeal.objects.order_by("stream").values_list("stream", flat=True).distinct():
        last = AuditSeal.objects.filter(stream=stream).order_by("-number").first()
        if last and known.get(stream, 0) < last.number:
            heads.append(chain.Head(stream, last.number, bytes(last.hash).hex(), now.isoformat()))
    if heads:
        chain.sign(heads, key, file)
    return len(heads)
