"""Store a new request: its number, the request, its people, in one statement.

This is the write that never may wait, so it is written out: the columns come from the table,
the values as one JSON document, which is prepared once whatever is known of a request.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import connection

from qanat.response.dispatch.commands.numbers import NATIONAL
from qanat.response.dispatch.models import Request

GIVEN_APART: Final = frozenset({"id", "number"})

_REQUEST_SQL: Final = """
WITH numbered AS (
  INSERT INTO dispatch_numbering AS n (kind, region, year, last) VALUES ('A', %s, %s, 1)
  ON CONFLICT (kind, region, year) DO UPDATE SET last = n.last + 1 RETURNING last::text
), made AS (
  INSERT INTO dispatch_request (id, number, {names})
  SELECT %s::bigint, %s || lpad(last, greatest(5, length(last)), '0'), {values}
  FROM numbered, json_to_record(%s::json) AS r({types})
  RETURNING id, number
), forgotten AS (
  DELETE FROM dispatch_draft WHERE account_id = %s AND form = 'request'
)"""
_PEOPLE_SQL: Final = """, people AS (
  INSERT INTO dispatch_requestpatient (request_id, patient_id, role, position)
  SELECT made.id, p.id, 'patient', p.position
  FROM made, unnest(%s::bigint[]) WITH ORDINALITY AS p(id, position)
)"""
_ANSWER: Final = "\nSELECT number FROM made"


def next_request_id() -> Any:
    """Ask for the id of the next request; return the cursor from which it is fetched."""
    cursor = connection.cursor()
    cursor.execute("SELECT nextval(pg_get_serial_sequence('dispatch_request', 'id'))")
    return cursor


def store_request(
    request_id: int,
    columns: Mapping[str, object],
    *,
    patient_ids: Sequence[int],
    account_id: int,
    now: datetime,
) -> Any:
    """Store a request with its people under the next number, and drop the account's draft of it.

    Args:
        request_id: taken before.
        columns: values by column; what is left out is as the table's model says.
        patient_ids: in their order.
        account_id: whose draft is done with.
        now: tells the year of the number.

    Returns:
        The cursor from which the number is fetched.
    """
    names, defaults, sql = _statement()
    if strange := columns.keys() - names:
        raise AssertionError(f"no columns of a request: {sorted(strange)}")
    values = {**defaults, **{name: _as_json(value) for name, value in columns.items()}}
    region = str(values["region"] or NATIONAL)
    year = now.astimezone(ZoneInfo(settings.QANAT_ZONE)).year
    document = msgspec.json.encode(values).decode()
    params = (region, year, request_id, f"A-{region}/{year}/", document, account_id)
    cursor = connection.cursor()
    if patient_ids:
        cursor.execute(sql + _PEOPLE_SQL + _ANSWER, (*params, list(patient_ids)))
    else:
        cursor.execute(sql + _ANSWER, params)
    return cursor


def _as_json(value: object) -> object:
    """Return bytes as the database writes them; all else goes as it is."""
    return "\\x" + value.hex() if isinstance(value, bytes) else value


@lru_cache(maxsize=1)
def _statement() -> tuple[frozenset[str], Mapping[str, object], str]:
    """Return the columns, their defaults, and the statement for them."""
    fields = {
        str(f.column): f for f in Request._meta.concrete_fields if f.column not in GIVEN_APART
    }
    names = list(fields)
    sql = _REQUEST_SQL.format(
        names=", ".join(names),
        values=", ".join(f"r.{name}" for name in names),
        types=", ".join(f"{name} {f.db_type(connection)}" for name, f in fields.items()),
    )
    return frozenset(names), {name: f.get_default() for name, f in fields.items()}, sql
