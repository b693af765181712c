"""Store a new request: its number, the request, its people, its event, in one statement.

This is the write that never may wait, so it is written out: the columns come from the table,
the values as one JSON document, which is prepared once whatever is known of a request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec
from django.db import connection

from qanat.events.dispatch import RequestChanged
from qanat.foundation import proving
from qanat.foundation.commands import NAMED_SQL, naming
from qanat.foundation.days import national_day
from qanat.foundation.outbox import announcing
from qanat.foundation.postgres.written import Written
from qanat.response.dispatch.commands.numbers import NATIONAL
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.states import REQUEST

GIVEN_APART: Final = frozenset({"id", "number"})


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request that was stored."""

    id: int
    number: str


_REQUEST_SQL: Final = """
WITH named AS MATERIALIZED ({named} WHERE {stands}), numbered AS (
  INSERT INTO dispatch_numbering AS n (kind, region, year, last)
  SELECT 'A', %s, %s::int, 1 FROM named WHERE actor <> ''
  ON CONFLICT (kind, region, year) DO UPDATE SET last = n.last + 1 RETURNING last::text
), made AS (
  INSERT INTO dispatch_request (number, {names})
  SELECT %s::text || lpad(last, greatest(5, length(last)), '0'), {values}
  FROM numbered, json_to_record(%s::json) AS r({types})
  RETURNING id, number
), forgotten AS (
  DELETE FROM dispatch_draft WHERE account_id = %s::bigint AND form = 'request'
), told AS ({event})"""
_PEOPLE_SQL: Final = """, people AS (
  INSERT INTO dispatch_requestpatient (request_id, patient_id, role, position)
  SELECT made.id, p.id, 'patient', p.position
  FROM made, unnest(%s::bigint[]) WITH ORDINALITY AS p(id, position)
)"""
_ANSWER: Final = "\nSELECT id::text, number::text FROM made"


def store_request(
    columns: Mapping[str, object],
    *,
    patient_ids: Sequence[int],
    account_id: int,
    now: datetime,
) -> StoredRequest:
    """Store a request with its people under the next number, tell of it, drop the draft of it.

    Args:
        columns: values by column; what is left out is as the table's model says.
        patient_ids: in their order.
        account_id: whose draft is done with.
        now: tells the year of the number.
    """
    names, defaults, alone, with_people = _statements()
    if strange := columns.keys() - names:
        raise AssertionError(f"no columns of a request: {sorted(strange)}")
    values = {**defaults, **columns}
    region = str(values["region"] or "")
    place = region or NATIONAL
    year = national_day(now).year
    told: list[str | None] = [
        *naming(account_id),
        *proving.values(),
        place,
        str(year),
        f"A-{place}/{year}/",
        msgspec.json.encode(values).decode(),
        str(account_id),
        msgspec.json.encode({"version": 1, "region": region, "state": REQUEST.start}).decode(),
    ]
    if patient_ids:
        told.append(f"{{{','.join(map(str, patient_ids))}}}")
    rows = (with_people if patient_ids else alone).rows(told)
    proving.took_place(is_done=bool(rows))
    ((found, number),) = rows
    return StoredRequest(int(found or 0), number or "")


def as_bytea(value: bytes) -> str:
    """Write bytes in JSON as the database reads them."""
    return f"\\x{value.hex()}"


@lru_cache(maxsize=1)
def _statements() -> tuple[frozenset[str], Mapping[str, object], Written, Written]:
    """Return the columns, their defaults, and the statements for them, the last with people."""
    fields = {
        str(f.column): f for f in Request._meta.concrete_fields if f.column not in GIVEN_APART
    }
    names = list(fields)
    sql = _REQUEST_SQL.format(
        named=NAMED_SQL,
        stands=proving.STANDS_SQL,
        names=", ".join(names),
        values=", ".join(f"r.{name}" for name in names),
        types=", ".join(f"{name} {f.db_type(connection)}" for name, f in fields.items()),
        event=announcing(RequestChanged, "made", request_id="id"),
    )
    defaults = {name: f.get_default() for name, f in fields.items()}
    with_people = Written(f"{sql}{_PEOPLE_SQL}{_ANSWER}")
    return frozenset(names), defaults, Written(f"{sql}{_ANSWER}"), with_people
