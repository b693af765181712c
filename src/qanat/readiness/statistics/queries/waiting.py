"""How clean the journals behind the figures are: rows not taken in, rows told twice."""

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.readiness.statistics.permissions import READ

_REJECTED: str = """
SELECT count(DISTINCT (r.journal_id, r.row_no, r.content)) FROM statistics_journalrow r
WHERE r.state IN ('rejected', 'conflict') AND NOT EXISTS (
  SELECT FROM statistics_journalrow a
  WHERE a.journal_id = r.journal_id AND a.row_no = r.row_no AND a.state = 'accepted'
    AND (r.state = 'rejected' OR a.content = r.content))"""
_REPEATED: str = """
SELECT coalesce(sum(f.repeated), 0) FROM statistics_journalfile f
WHERE NOT EXISTS (
  SELECT FROM statistics_journalfile b
  WHERE b.journal_id = f.journal_id AND b.digest = f.digest AND b.id < f.id)"""


def rows_left_out(actor: Actor) -> dict[str, int]:
    """Count rows of all journals that wait to be mended, and rows that came twice in a file.

    Nothing for those who do not see the whole nation. A file taken in again is counted once.
    """
    if not actor.scope_of(READ).nation:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({_REJECTED}), ({_REPEATED})")
        rejected, repeated = cursor.fetchone()
    return {"rejected_rows": int(rejected), "repeated_rows": int(repeated)}
