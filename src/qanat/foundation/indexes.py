"""Indexes that serve nothing cost every write: they are dropped when the database is migrated.

Django gives every foreign key an index of its own, also where another one begins with it, and
every indexed text a second one for patterns, which nothing here asks for.
"""

from typing import Final

from django.db import connection, transaction

_IDLE: Final = r"""
SELECT format('%I.%I', n.nspname, i.relname)
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = i.relnamespace
JOIN pg_am m ON m.oid = i.relam AND m.amname = 'btree'
WHERE n.oid = current_schema()::regnamespace
  AND NOT x.indisunique AND x.indpred IS NULL AND x.indexprs IS NULL
  AND (i.relname LIKE '%\_like' OR EXISTS (
    SELECT FROM pg_index y JOIN pg_class j ON j.oid = y.indexrelid AND j.relam = i.relam
    WHERE y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid
      AND y.indisvalid AND y.indpred IS NULL
      AND (y.indkey::int2[])[0:x.indnatts - 1] = (x.indkey::int2[])[0:x.indnatts - 1]
      AND (y.indclass::oid[])[0:x.indnatts - 1] = (x.indclass::oid[])[0:x.indnatts - 1]
      AND (y.indnatts > x.indnatts OR y.indisunique
        OR (j.relname ~ '_[0-9a-f]{8}$', y.indexrelid)
           < (i.relname ~ '_[0-9a-f]{8}$', x.indexrelid))))
ORDER BY 1
"""
"""Indexes for patterns, and those whose columns are the first of another's.

Of two alike the one that was named stays, not the one which Django made and named by itself.
"""


def drop_idle() -> int:
    """Drop the indexes that serve nothing; return how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_IDLE)
        idle = [name for (name,) in cursor.fetchall()]
        for name in idle:
            cursor.execute(f"DROP INDEX {name}")
    return len(idle)
