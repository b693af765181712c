"""Guards: what the database itself enforces, declared on the models.

``migrate`` installs them after the tables (see the management command), so that a lifecycle or
an audited table is declared in one place and no SQL is written twice.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import connection, models

from qanat.foundation.lifecycle import Lifecycle

M = TypeVar("M", bound=type[models.Model])


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger of one table."""

    model: type[models.Model]
    name: str
    sql: Callable[[str], str]
    """Given the table's name, the SQL which creates the trigger and its function."""


@dataclass(frozen=True, slots=True)
class Audited:
    """An audited table: its stream and the columns kept out of the audit."""

    table: str
    stream: str
    omit: tuple[str, ...]


GUARDS: Final[list[Guard]] = []
AUDITED: Final[dict[str, Audited]] = {}


def guarded(lifecycle: Lifecycle[Any], column: str = "state") -> Callable[[M], M]:
    """Have the database refuse undeclared moves, births in mid-life and moves by nobody."""

    def decorate(model: M) -> M:
        GUARDS.append(Guard(model, "moves", lambda table: _moves_sql(table, lifecycle, column)))
        return model

    return decorate


def audited(stream: str, omit: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Write an audit row for every insert, update and delete.

    Args:
        stream: the hash chain to which the rows belong.
        omit: columns which say nothing or are derived (search keys, caches).
    """

    def decorate(model: M) -> M:
        table = model._meta.db_table
        AUDITED[table] = Audited(table, stream, omit)
        GUARDS.append(Guard(model, "audit", lambda table: _audit_sql(AUDITED[table])))
        return model

    return decorate


def append_only(model: M) -> M:
    """Have the database refuse every update and delete."""
    GUARDS.append(Guard(model, "append_only", _append_only_sql))
    return model


def equal_along(column: str, *links: str) -> Callable[[M], M]:
    """Have the database refuse a row whose linked rows differ in a column.

    Args:
        column: a column of the linked tables, such as ``is_exercise``.
        links: names of two or more foreign keys of the model.
    """

    def decorate(model: M) -> M:
        GUARDS.append(
            Guard(model, f"equal_{column}", lambda table: _equal_sql(model, table, column, links))
        )
        return model

    return decorate


def install() -> int:
    """Install every guard whose table exists; return how many. Nothing is done twice."""
    tables = set(connection.introspection.table_names())
    wanted = [g for g in GUARDS if g.model._meta.db_table in tables]
    sql = _SHARED_SQL + "".join(g.sql(g.model._meta.db_table) for g in wanted)
    digest = hashlib.sha256(sql.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS foundation_guards"
            " (one boolean PRIMARY KEY DEFAULT true CHECK (one), digest text NOT NULL)"
        )
        cursor.execute("SELECT digest FROM foundation_guards")
        if cursor.fetchone() != (digest,):
            connection.connection.execute(sql, prepare=False)
            cursor.execute(
                "INSERT INTO foundation_guards (digest) VALUES (%s)"
                " ON CONFLICT (one) DO UPDATE SET digest = excluded.digest",
                [digest],
            )
    return len(wanted)


_SHARED_SQL: Final = """
CREATE OR REPLACE FUNCTION qanat_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: rows are never changed or removed', TG_TABLE_NAME
    USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION qanat_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  omitted text[] := string_to_array(TG_ARGV[1], ',');
  why jsonb := coalesce(nullif(current_setting('qanat.move', true), ''), '{}')::jsonb;
  actor bigint := nullif(current_setting('qanat.actor', true), '')::bigint;
  command text := coalesce(current_setting('qanat.command', true), '');
  era int := coalesce(nullif(current_setting('qanat.era', true), ''), '1')::int;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,
                             table_name, row_id, action, changes)
    SELECT TG_ARGV[0], era, pg_current_xact_id()::text::bigint, clock_timestamp(), actor, command,
           '', '', '', TG_TABLE_NAME, (j ->> TG_ARGV[2]), 'I', j - omitted
    FROM (SELECT to_jsonb(n) AS j FROM new_rows n) s;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,
                             table_name, row_id, action, changes)
    SELECT TG_ARGV[0], era, pg_current_xact_id()::text::bigint, clock_timestamp(), actor, command,
           '', '', '', TG_TABLE_NAME, (j ->> TG_ARGV[2]), 'D', j - omitted
    FROM (SELECT to_jsonb(o) AS j FROM old_rows o) s;
  ELSE
    INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,
                             table_name, row_id, action, changes)
    SELECT TG_ARGV[0], era, pg_current_xact_id()::text::bigint, clock_timestamp(), actor, command,
           coalesce(why ->> 'move', ''), coalesce(why ->> 'reason', ''),
           coalesce(why ->> 'note', ''), TG_TABLE_NAME, k, 'U', d
    FROM (
      SELECT n.j ->> TG_ARGV[2] AS k,
             (SELECT jsonb_object_agg(e.key, jsonb_build_array(o.j -> e.key, e.value))
              FROM jsonb_each(n.j - omitted) e
              WHERE (o.j -> e.key) IS DISTINCT FROM e.value) AS d
      FROM (SELECT to_jsonb(x) AS j FROM new_rows x) n
      JOIN (SELECT to_jsonb(x) AS j FROM old_rows x) o ON o.j -> TG_ARGV[2] = n.j -> TG_ARGV[2]
    ) s WHERE d IS NOT NULL;
  END IF;
  RETURN NULL;
END $$;
"""


def _append_only_sql(table: str) -> str:
    return f"""
DROP TRIGGER IF EXISTS qanat_append_only ON "{table}";
CREATE TRIGGER qanat_append_only BEFORE UPDATE OR DELETE ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION qanat_append_only();
DROP TRIGGER IF EXISTS qanat_append_only_all ON "{table}";
CREATE TRIGGER qanat_append_only_all BEFORE TRUNCATE ON "{table}"
  FOR EACH STATEMENT EXECUTE FUNCTION qanat_append_only();
"""


def _audit_sql(audited_table: Audited) -> str:
    table, stream = audited_table.table, audited_table.stream
    model = next(g.model for g in GUARDS if g.model._meta.db_table == table)
    pk = model._meta.pk
    key = pk.column if pk is not None else "id"
    arguments = f"'{stream}', '{','.join(audited_table.omit)}', '{key}'"
    parts = []
    for action, tables in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    ):
        name = f"qanat_audit_{action.lower()}"
        parts.append(f"""
DROP TRIGGER IF EXISTS {name} ON "{table}";
CREATE TRIGGER {name} AFTER {action} ON "{table}" REFERENCING {tables}
  FOR EACH STATEMENT EXECUTE FUNCTION qanat_audit({arguments});
""")
    return "".join(parts)


def _equal_sql(model: type[models.Model], table: str, column: str, links: tuple[str, ...]) -> str:
    name = f"{table}_{column}_equal"
    reads = []
    for link in links:
        field: Any = model._meta.get_field(link)
        other = field.related_model._meta
        reads.append(
            f'SELECT {column} AS value FROM "{other.db_table}"'  # noqa: S608 (names of our own tables)
            f" WHERE {other.pk.column} = NEW.{field.column}"
        )
    return f"""
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(DISTINCT value) FROM ({" UNION ALL ".join(reads)}) linked) > 1 THEN
    RAISE EXCEPTION '{table}: {column} differs between the linked records'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS qanat_equal_{column} ON "{table}";
CREATE TRIGGER qanat_equal_{column} BEFORE INSERT OR UPDATE ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION "{name}"();
"""


def _moves_sql(table: str, lifecycle: Lifecycle[Any], column: str) -> str:
    pairs = ", ".join(f"('{a}', '{b}')" for a, b in lifecycle.pairs())
    name = f"{table}_{column}_moves"
    return f"""
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('qanat.actor', true), '') = '' THEN
    RAISE EXCEPTION '{lifecycle.name}: a state is set by a named actor only'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW."{column}" <> '{lifecycle.start.value}'
       AND coalesce(current_setting('qanat.backfill', true), '') <> 'on' THEN
      RAISE EXCEPTION '{lifecycle.name}: % is not a start', NEW."{column}"
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF (OLD."{column}", NEW."{column}") NOT IN ({pairs}) THEN
    RAISE EXCEPTION '{lifecycle.name}: % -> % is not a move', OLD."{column}", NEW."{column}"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS qanat_moves_insert ON "{table}";
CREATE TRIGGER qanat_moves_insert BEFORE INSERT ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION "{name}"();
DROP TRIGGER IF EXISTS qanat_moves_update ON "{table}";
CREATE TRIGGER qanat_moves_update BEFORE UPDATE OF "{column}" ON "{table}"
  FOR EACH ROW WHEN (OLD."{column}" IS DISTINCT FROM NEW."{column}")
  EXECUTE FUNCTION "{name}"();
"""
