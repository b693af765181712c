"""The SQL of the guards: what the database itself enforces."""

from typing import Any, Final

from django.db import models

from qanat.foundation.lifecycle import Lifecycle

_WHO: Final = """coalesce((SELECT h.era FROM audit_horizon h), 1),
           pg_current_xact_id()::text::bigint, clock_timestamp(),
           nullif(current_setting('qanat.actor', true), '')::bigint,
           coalesce(current_setting('qanat.command', true), ''),"""
"""Which part of the trail, transaction and moment, who, by which command."""

SHARED_SQL: Final = f"""
CREATE OR REPLACE FUNCTION qanat_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION qanat_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  omitted text[] := string_to_array(TG_ARGV[1], ',');
  why jsonb;
BEGIN
  -- OFFSET 0: a row is made JSON of once, not for each use. A value named in the statement
  -- costs half of a variable.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,
                             table_name, row_id, action, changes)
    SELECT TG_ARGV[0], {_WHO}
           '', '', '', TG_TABLE_NAME, j ->> TG_ARGV[2], 'I', j - omitted
    FROM (SELECT to_jsonb(n) AS j FROM new_rows n OFFSET 0) s;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,
                             table_name, row_id, action, changes)
    SELECT TG_ARGV[0], {_WHO}
           '', '', '', TG_TABLE_NAME, j ->> TG_ARGV[2], 'D', j - omitted
    FROM (SELECT to_jsonb(o) AS j FROM old_rows o OFFSET 0) s;
  ELSE
    why := coalesce(nullif(current_setting('qanat.move', true), ''), '{{}}')::jsonb;
    INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,
                             table_name, row_id, action, changes)
    SELECT TG_ARGV[0], {_WHO}
           coalesce(why ->> 'move', ''), coalesce(why ->> 'reason', ''),
           coalesce(why ->> 'note', ''), TG_TABLE_NAME, k, 'U', d
    FROM (
      SELECT pair.k, pair.place,
             (SELECT jsonb_object_agg(e.key, jsonb_build_array(pair.o -> e.key, e.value))
              FROM jsonb_each(pair.n - omitted) e
              WHERE (pair.o -> e.key) IS DISTINCT FROM e.value) AS d
      FROM (
        -- Grouped, not joined: a plan kept from a statement of one row would join many in a loop.
        SELECT j ->> TG_ARGV[2] AS k, min(place) AS place,
               (array_agg(j) FILTER (WHERE is_new))[1] AS n,
               (array_agg(j) FILTER (WHERE NOT is_new))[1] AS o
        FROM (
          SELECT to_jsonb(x) AS j, true AS is_new, row_number() OVER () AS place FROM new_rows x
          UNION ALL SELECT to_jsonb(x), false, NULL FROM old_rows x
        ) sides
        GROUP BY 1
      ) pair
    ) s WHERE d IS NOT NULL ORDER BY place;
  END IF;
  RETURN NULL;
END $$;
"""  # noqa: S608 (parts written here)


def append_only_sql(table: str) -> str:
    """Return triggers which refuse every update, delete and emptying."""
    refuse = "EXECUTE FUNCTION qanat_refuse('rows are never changed or removed')"
    return f"""
CREATE OR REPLACE TRIGGER qanat_append_only BEFORE UPDATE OR DELETE ON "{table}"
  FOR EACH ROW {refuse};
CREATE OR REPLACE TRIGGER qanat_append_only_all BEFORE TRUNCATE ON "{table}"
  FOR EACH STATEMENT {refuse};
"""


def audit_sql(table: str, key: str, stream: str, omit: tuple[str, ...]) -> str:
    """Return triggers which write the audit, and those that close the ways around it.

    Emptying a table and changing a key would leave no trace, so both are refused.
    """
    arguments = f"'{stream}', '{','.join(omit)}', '{key}'"
    parts = [
        f"""
CREATE OR REPLACE TRIGGER qanat_audit_{action.lower()} AFTER {action} ON "{table}"
  REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION qanat_audit({arguments});"""
        for action, tables in (
            ("INSERT", "NEW TABLE AS new_rows"),
            ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("DELETE", "OLD TABLE AS old_rows"),
        )
    ]
    return f"""{"".join(parts)}
CREATE OR REPLACE TRIGGER qanat_audit_key BEFORE UPDATE OF "{key}" ON "{table}"
  FOR EACH ROW WHEN (OLD."{key}" IS DISTINCT FROM NEW."{key}")
  EXECUTE FUNCTION qanat_refuse('a key is never changed');
CREATE OR REPLACE TRIGGER qanat_audit_truncate BEFORE TRUNCATE ON "{table}"
  FOR EACH STATEMENT EXECUTE FUNCTION qanat_refuse('an audited table is never emptied');
"""


def equal_sql(model: type[models.Model], table: str, column: str, links: tuple[str, ...]) -> str:
    """Return a trigger which compares a column of the linked rows."""
    name = f"{table}_{column}_equal"
    reads = []
    for link in links:
        field: Any = model._meta.get_field(link)
        other = field.related_model._meta
        reads.append(
            f'(SELECT {column} FROM "{other.db_table}"'  # noqa: S608 (names of our own tables)
            f" WHERE {other.pk.column} = NEW.{field.column})"
        )
    first, *rest = reads
    differing = " OR ".join(f"{first} <> {other}" for other in rest)
    return f"""
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {differing} THEN
    RAISE EXCEPTION '{table}: {column} differs between the linked records'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER qanat_equal_{column} BEFORE INSERT OR UPDATE ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION "{name}"();
"""


def moves_sql(table: str, lifecycle: Lifecycle[Any], column: str) -> str:
    """Return triggers which admit declared moves by named actors, and births at the start."""
    pairs = ", ".join(f"('{a}', '{b}')" for a, b in lifecycle.pairs()) or "(NULL, NULL)"
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
  ELSIF ((OLD."{column}", NEW."{column}") IN ({pairs})) IS NOT TRUE THEN
    RAISE EXCEPTION '{lifecycle.name}: % -> % is not a move', OLD."{column}", NEW."{column}"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER qanat_{column}_birth BEFORE INSERT ON "{table}"
  FOR EACH ROW EXECUTE FUNCTION "{name}"();
CREATE OR REPLACE TRIGGER qanat_{column}_move BEFORE UPDATE OF "{column}" ON "{table}"
  FOR EACH ROW WHEN (OLD."{column}" IS DISTINCT FROM NEW."{column}")
  EXECUTE FUNCTION "{name}"();
"""
