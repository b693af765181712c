"""What changed since one looked: for those who keep what they read, in a process of their own.

The trail names every change of an audited row. A look at the database is told apart by its
snapshot, not by a time or a number: what was committed later is found even if it was begun or
numbered before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

_HERE: Final = """
SELECT coalesce((SELECT h.era FROM audit_horizon h), 1), pg_current_snapshot()::text
"""
_NEWS: Final = """
WITH here AS (
  SELECT coalesce((SELECT h.era FROM audit_horizon h), 1) AS era, pg_current_snapshot() AS snapshot
), news AS (
  SELECT e.table_name, e.row_id FROM audit_entry e
  WHERE e.era = %(era)s AND e.xact >= %(oldest)s AND e.table_name = ANY(%(tables)s)
    AND NOT pg_visible_in_snapshot(e.xact::text::xid8, %(snapshot)s::pg_snapshot)
  LIMIT %(most)s + 1
)
SELECT h.era, h.snapshot::text, n.table_name, n.row_id FROM here h LEFT JOIN news n ON true
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw of the database."""

    era: int
    snapshot: str

    @property
    def oldest(self) -> int:
        """The first transaction that may have been unseen."""
        return int(self.snapshot.split(":", 1)[0])


@dataclass(frozen=True, slots=True)
class News:
    """What was changed since a look.

    Attributes:
        look: what is seen now; read what changed after this, and nothing is missed.
        changed: ids of changed rows by table; ``None`` if there are too many to tell, or the
            database was restored meanwhile.
    """

    look: Look
    changed: dict[str, set[str]] | None


def look() -> Look:
    """Return what is seen of the database now; read after it, and nothing is missed."""
    with connection.cursor() as cursor:
        cursor.execute(_HERE)
        found = cursor.fetchone()
    assert found is not None  # noqa: S101 - a row without FROM
    return Look(*found)


def news_since(before: Look, tables: Collection[str], most: int) -> News:
    """Return which rows of audited tables changed since a look."""
    told: dict[str, int | str | list[str]] = {
        "era": before.era,
        "oldest": before.oldest,
        "snapshot": before.snapshot,
        "tables": sorted(tables),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, told)
        rows = cursor.fetchall()
    here = Look(*rows[0][:2])
    if here.era != before.era or len(rows) > most:
        return News(here, None)
    changed: dict[str, set[str]] = {}
    for _era, _snapshot, table, row_id in rows:
        if table is not None:
            changed.setdefault(table, set()).add(row_id)
    return News(here, changed)
