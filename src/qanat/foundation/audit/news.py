"""What changed since one looked: for those who keep what they read, in a process of their own.

The trail names every change of an audited row. A look at the database is told apart by its
snapshot, not by a time or a number: what was committed later is found even if it was begun or
numbered before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

_OWN: Final = """
here AS (
  SELECT coalesce((SELECT h.era FROM audit_horizon h), 1) AS era, pg_current_snapshot() AS snapshot,
    coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0) AS own
), mine AS (
  SELECT coalesce(max(e.id), 0) AS last, count(e.id) AS count,
    count(e.id) FILTER (WHERE e.id <= %(last)s) AS before
  FROM here h LEFT JOIN audit_entry e
    ON h.own > 0 AND e.era = h.era AND e.xact = h.own AND e.table_name = ANY(%(tables)s)
)
"""
_HERE: Final = f"""
WITH {_OWN}
SELECT h.era, h.snapshot::text, h.own, m.last, m.count FROM here h, mine m
"""  # noqa: S608 - of nothing but the lines above
_NEWS: Final = f"""
WITH {_OWN}, news AS (
  SELECT e.table_name, e.row_id FROM audit_entry e, here h
  WHERE e.era = %(era)s AND e.xact >= %(oldest)s AND e.table_name = ANY(%(tables)s)
    AND CASE WHEN e.xact = h.own THEN e.id > CASE WHEN h.own = %(own)s THEN %(last)s ELSE 0 END
      ELSE NOT pg_visible_in_snapshot(e.xact::text::xid8, %(snapshot)s::pg_snapshot) END
  LIMIT %(most)s + 1
)
SELECT h.era, h.snapshot::text, h.own, m.last, m.count, m.before, n.table_name, n.row_id
FROM here h CROSS JOIN mine m LEFT JOIN news n ON true
"""  # noqa: S608 - of nothing but the lines above


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw of the database.

    Attributes:
        era: of the trail.
        snapshot: which transactions he saw.
        own: the transaction in which he looked, if he has written in it; nobody else sees that
            yet, and it may be undone in part. 0 if he has not.
        last: id of his own last entry then.
        count: how many entries of his own there were.
    """

    era: int
    snapshot: str
    own: int = 0
    last: int = 0
    count: int = 0

    @property
    def oldest(self) -> int:
        """The first transaction that may have been unseen."""
        first = int(self.snapshot.split(":", 1)[0])
        return min(first, self.own) if self.own else first


@dataclass(frozen=True, slots=True)
class News:
    """What was changed since a look.

    Attributes:
        look: what is seen now; read what changed after this, and nothing is missed.
        changed: ids of changed rows by table; ``None`` if there are too many to tell, the
            database was restored meanwhile, or something of one's own was undone.
    """

    look: Look
    changed: dict[str, set[str]] | None


def look(tables: Collection[str] = ()) -> Look:
    """Return what is seen of the database now; read after it, and nothing is missed.

    ``tables`` are those which are followed within a transaction that writes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HERE, {"tables": sorted(tables), "last": 0})
        found = cursor.fetchone()
    assert found is not None  # noqa: S101 - a row without FROM
    return Look(*found)


def news_since(before: Look, tables: Collection[str], most: int) -> News:
    """Return which rows of audited tables changed since a look."""
    told: dict[str, int | str | list[str]] = {
        "own": before.own,
        "last": before.last,
        "era": before.era,
        "oldest": before.oldest,
        "snapshot": before.snapshot,
        "tables": sorted(tables),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, told)
        rows = cursor.fetchall()
    here, still = Look(*rows[0][:5]), rows[0][5]
    is_undone = before.own == here.own and still != before.count
    if here.era != before.era or len(rows) > most or is_undone:
        return News(here, None)
    changed: dict[str, set[str]] = {}
    for *_here, table, row_id in rows:
        if table is not None:
            changed.setdefault(table, set()).add(row_id)
    return News(here, changed)
