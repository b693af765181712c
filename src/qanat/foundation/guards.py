"""Guards: what the database itself enforces, declared on the models.

``migrate`` installs them after the tables (see the management command), so that a lifecycle or
an audited table is declared in one place and no SQL is written twice.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import connection, models, transaction

from qanat.foundation.guard_sql import (
    SHARED_SQL,
    append_only_sql,
    audit_sql,
    equal_sql,
    moves_sql,
)
from qanat.foundation.lifecycle import Lifecycle

M = TypeVar("M", bound=type[models.Model])


@dataclass(frozen=True, slots=True)
class Guard:
    """What the database enforces on one table."""

    model: type[models.Model]
    name: str
    sql: Callable[[str], str]
    """Given the table's name, the SQL which creates its triggers and their functions."""


@dataclass(frozen=True, slots=True)
class Audited:
    """An audited table: its stream and the columns kept out of the audit."""

    table: str
    stream: str
    omit: tuple[str, ...]


GUARDS: Final[list[Guard]] = []
AUDITED: Final[dict[str, Audited]] = {}
LIFECYCLES: Final[dict[str, Lifecycle[Any]]] = {}
"""Along which lifecycle the states of a table move."""

SYNTHETIC_MARK: Final = "qanat_a_synthetic"
"""The trigger which marks records of a demonstration (``synthetic``). Triggers fire in the order
of their names: the mark is set before others see the row."""
INSTALL_LOCK: Final = 0x51_47_55_41_52_44
_TRIGGER: Final = re.compile(r'CREATE OR REPLACE TRIGGER (\w+)[^;]*? ON "(\w+)"')
_FUNCTION: Final = re.compile(r'CREATE OR REPLACE FUNCTION "?(\w+)"?[^$]*\$\$(.*?)\$\$', re.DOTALL)


def guarded(lifecycle: Lifecycle[Any], column: str = "state") -> Callable[[M], M]:
    """Have the database refuse undeclared moves, births in mid-life and moves by nobody."""

    def decorate(model: M) -> M:
        GUARDS.append(Guard(model, "moves", lambda table: moves_sql(table, lifecycle, column)))
        if column == "state":
            LIFECYCLES[model._meta.db_table] = lifecycle
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
        key = model._meta.pk.column or "id"
        GUARDS.append(Guard(model, "audit", lambda table: audit_sql(table, key, stream, omit)))
        return model

    return decorate


def append_only(model: M) -> M:
    """Have the database refuse every update and delete."""
    GUARDS.append(Guard(model, "append_only", append_only_sql))
    return model


def enforced(name: str, sql: Callable[[str], str]) -> Callable[[M], M]:
    """Have the database enforce what a context writes for its own tables.

    Args:
        name: of the guard.
        sql: given the table's name, ``CREATE OR REPLACE`` of functions and of triggers whose
            names begin with ``qanat_``.
    """

    def decorate(model: M) -> M:
        GUARDS.append(Guard(model, name, sql))
        return model

    return decorate


def equal_along(column: str, *links: str) -> Callable[[M], M]:
    """Have the database refuse a row whose linked rows differ in a column.

    Args:
        column: a column of the linked tables, such as ``is_exercise``.
        links: names of two or more foreign keys of the model.
    """

    def decorate(model: M) -> M:
        GUARDS.append(
            Guard(model, f"equal_{column}", lambda table: equal_sql(model, table, column, links))
        )
        return model

    return decorate


def install() -> bool:
    """Make the database enforce what the models declare; tell whether anything was done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALL_LOCK])
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS foundation_guards"
            " (one boolean PRIMARY KEY DEFAULT true CHECK (one), digest text NOT NULL)"
        )
        sql = _wanted_sql()
        digest = hashlib.sha256(sql.encode()).hexdigest()
        cursor.execute("SELECT digest FROM foundation_guards")
        if cursor.fetchone() == (digest,) and not weakened() and not _stale():
            return False
        for name, table in _stale():
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
        connection.connection.execute(sql, prepare=False)
        for name, table in _triggers(sql):
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER "{name}"')
        cursor.execute(
            "INSERT INTO foundation_guards (digest) VALUES (%s)"
            " ON CONFLICT (one) DO UPDATE SET digest = excluded.digest",
            [digest],
        )
    return True


def weakened() -> list[str]:
    """Return what should be enforced but is not: triggers missing or off, functions altered."""
    sql = _wanted_sql()
    working = {place for place, is_on in _present().items() if is_on}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace"
        )
        bodies = dict(cursor.fetchall())
    off = [f"{table}.{name}" for name, table in _triggers(sql) if (name, table) not in working]
    altered = [name for name, body in _FUNCTION.findall(sql) if bodies.get(name[:63]) != body]
    return sorted(off + altered)


def _wanted_sql() -> str:
    """Return the SQL of all guards whose tables exist."""
    tables = set(connection.introspection.table_names())
    names = [(guard, guard.model._meta.db_table) for guard in GUARDS]
    return SHARED_SQL + "".join(guard.sql(table) for guard, table in names if table in tables)


def _triggers(sql: str) -> list[tuple[str, str]]:
    """Return the name and table of every trigger which some SQL creates."""
    return [(name, table) for name, table in _TRIGGER.findall(sql)]


def _stale() -> list[tuple[str, str]]:
    """Return triggers of ours which no model declares any more."""
    return sorted(_present().keys() - set(_triggers(_wanted_sql())))


def _present() -> dict[tuple[str, str], bool]:
    """Return our triggers as they are in the database, and whether each is switched on.

    The marks of a demonstration are no guards: whoever installs these leaves those alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgenabled IN ('O', 'A')"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'qanat\\_%%'"
            " AND c.relnamespace = current_schema()::regnamespace AND t.tgname <> %s",
            [SYNTHETIC_MARK],
        )
        return {(name, table): is_on for name, table, is_on in cursor.fetchall()}
