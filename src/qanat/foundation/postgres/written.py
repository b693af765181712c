"""Statements written out, for what may never wait: past cursors, prepared once a connection."""

from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from django.db import connections
from psycopg import Connection, OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Texts = tuple[str | None, ...]

UNKNOWN: Final = b"26000"
"""The server knows no such prepared statement: whoever rolls back drops all of a connection."""
WELL: Final = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})
_numbers: Final = count(1)


class Written:
    """A statement which takes texts and answers texts.

    Outside a transaction, where it is one of its own, it goes to the server in one step; within
    one, and where statements are counted, as any other.
    """

    def __init__(self, sql: str) -> None:
        """Take a statement with ``%s`` for each value; no other per cent stands in it."""
        self.sql = sql
        head, *rest = sql.split("%s")
        numbered = (f"${number}{part}" for number, part in enumerate(rest, start=1))
        self._numbered = "".join((head, *numbered)).encode()
        self._name = f"written_{next(_numbers)}".encode()

    def rows(self, values: Sequence[str | None]) -> list[Texts]:
        """Run it and return its rows."""
        wrapper = connections["default"]
        wrapper.ensure_connection()
        raw: Connection[Any] = wrapper.connection
        if wrapper.queries_logged or not _is_at_rest(raw):
            with wrapper.cursor() as cursor:
                cursor.execute(self.sql, values)
                return list(cursor.fetchall())
        with wrapper.wrap_database_errors:
            return self._sent(raw, [None if one is None else one.encode() for one in values])

    def _sent(self, raw: Connection[Any], values: list[Any]) -> list[Texts]:
        found = raw.pgconn.exec_prepared(self._name, values)
        if found.error_field(DiagnosticField.SQLSTATE) == UNKNOWN:
            checked(raw, raw.pgconn.prepare(self._name, self._numbered))
            found = raw.pgconn.exec_prepared(self._name, values)
        return [
            tuple(_text(found.get_value(row, column)) for column in range(found.nfields))
            for row in range(checked(raw, found).ntuples)
        ]


def _is_at_rest(raw: Connection[Any]) -> bool:
    state = raw.pgconn.transaction_status
    return raw.autocommit and state == TransactionStatus.IDLE and not raw.pgconn.pipeline_status


def checked(raw: Connection[Any], result: PGresult) -> PGresult:
    """Return a result that is well.

    Raises:
        OperationalError: if the line is down; of a refusal, the error of its kind.
    """
    if result.status in WELL:
        return result
    if raw.pgconn.status != ConnStatus.OK:
        raise OperationalError(result.get_error_message())
    raise error_from_result(result)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
