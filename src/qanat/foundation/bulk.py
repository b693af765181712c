"""Many rows at once: ids taken beforehand, rows copied, guards and audit as for one row."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models.expressions import RawSQL
from psycopg import sql
from psycopg.types.json import Jsonb

Row = Mapping[str, object]


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Take ids from the sequence of a table."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s::int)",
            (model._meta.db_table, count),
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], rows: Iterable[Row]) -> int:
    """Copy rows into a table; what a row does not say takes the field's default.

    Args:
        model: the table.
        rows: attribute names (``region_id``, not ``region``) with their values.

    Returns:
        The number of rows.
    """
    fields = [field for field in model._meta.concrete_fields if field.column]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields),
    )
    defaults = {field.attname: field.get_default() for field in fields}
    of_json = [at for at, field in enumerate(fields) if isinstance(field, models.JSONField)]
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            values = list({**defaults, **row}.values())
            if len(values) != len(fields):
                raise FieldDoesNotExist(sorted(row.keys() - defaults.keys()))
            for at in of_json:
                values[at] = None if values[at] is None else Jsonb(values[at])
            copy.write_row(values)
            count += 1
    return count


def store_rows(model: type[models.Model], rows: Sequence[Row]) -> list[int]:
    """Copy rows into a table under ids of their own; return the ids."""
    ids = take_ids(model, len(rows))
    copy_rows(model, ({"id": pk, **row} for pk, row in zip(ids, rows, strict=True)))
    return ids


@contextmanager
def backfilling() -> Iterator[None]:
    """Let records of the past be born in the state in which they are now.

    The guard of moves still names the actor and still knows every state.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qanat.backfill', 'on', true)")
        yield
        cursor.execute("SELECT set_config('qanat.backfill', 'off', true)")


def free_numbers(model: type[models.Model], wanted: Sequence[str], longest: int) -> list[str]:
    """Return human numbers which nobody has, as near to the wanted ones as can be.

    A number that is taken, or wanted twice, gets ``(2)`` and so on. The caller holds a lock
    that keeps others from taking numbers of the same kind meanwhile, or relies on the table's
    unique constraint.
    """
    given: list[str] = [""] * len(wanted)
    waiting = dict(enumerate(wanted))
    used: set[str] = set()
    turn = 1
    while waiting:
        tail = "" if turn == 1 else f" ({turn})"
        tried = {at: f"{text[: longest - len(tail)]}{tail}" for at, text in waiting.items()}
        found = model._default_manager.filter(number__in=among(set(tried.values())))
        taken = set(found.values_list("number", flat=True)) | used
        for at, number in tried.items():
            if number not in taken:
                taken.add(number)
                used.add(number)
                given[at] = number
                del waiting[at]
        turn += 1
    return given


def among(values: Collection[str]) -> RawSQL:
    """Return texts for an ``__in`` lookup as one array: a statement holds 65,535 parameters."""
    return RawSQL("SELECT unnest(%s::text[])", (list(values),))


def among_ids(values: Collection[int]) -> RawSQL:
    """Return ids for an ``__in`` lookup as one array."""
    return RawSQL("SELECT unnest(%s::bigint[])", (list(values),))


def take_stock() -> None:
    """Have the database learn what its tables hold, after much has come at once.

    It would by itself within minutes; until then it plans queries as if the tables were empty.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
