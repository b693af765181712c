"""Store a new request: its number, the request, its people, its event, in one statement.

Somebody who is not on record yet is put there by the same statement.

This is the write that never may wait, so it is written out: the columns come from the table,
the values as one JSON document, which is prepared once whatever is known of a request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Final

import msgspec
from django.db import IntegrityError, connection
from psycopg.errors import UniqueViolation

from qanat.events.dispatch import RequestChanged
from qanat.foundation import proving
from qanat.foundation.commands import NAMED_SQL, NotLone, naming
from qanat.foundation.days import national_day
from qanat.foundation.outbox import announcing
from qanat.foundation.postgres.written import Texts, Written
from qanat.registry.patients.commands.linking import LinkDraft
from qanat.registry.patients.commands.newcomers import OPENED_SQL, PERSON_SQL, Newcomer
from qanat.response.dispatch.commands.numbers import NATIONAL
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.states import REQUEST

GIVEN_APART: Final = frozenset({"id", "number"})


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request that was stored."""

    id: int
    number: str
    newcomer_id: int | None = None


_REQUEST_SQL: Final = """
WITH named AS MATERIALIZED ({named} WHERE {stands}), {before}numbered AS (
  INSERT INTO dispatch_numbering AS n (kind, region, year, last)
  SELECT 'A', %s, %s::int, 1 FROM {after}
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
_ANSWER: Final = "\nSELECT id::text, number::text, NULL FROM made"
_AFTER_ALL: Final = "named WHERE actor <> ''"
_AFTER_PERSON: Final = "person, (SELECT count(*) FROM known_by) AS k"
_NEWCOMER_SQL: Final = f""", people AS (
  INSERT INTO dispatch_requestpatient (request_id, patient_id, role, position)
  SELECT made.id, person.id, 'patient', 1 FROM made, person
), opened AS ({OPENED_SQL})
SELECT made.id::text, made.number::text, person.id::text
FROM named LEFT JOIN made ON true LEFT JOIN person ON true"""  # noqa: S608 (names of our own)


def store_request(
    columns: Mapping[str, object],
    *,
    patient_ids: Sequence[int] = (),
    newcomer: Newcomer | None = None,
    links: Sequence[LinkDraft] = (),
    account_id: int,
    now: datetime,
) -> StoredRequest:
    """Store a request with its people under the next number, tell of it, drop the draft of it.

    Args:
        columns: values by column; what is left out is as the table's model says.
        patient_ids: in their order.
        newcomer: who is put on record with it, for nobody else.
        links: to whom the newcomer is opened because of it.
        account_id: whose draft is done with.
        now: tells the year of the number.

    Raises:
        NotLone: if the newcomer is on record already; nothing was stored.
    """
    names, defaults, alone, with_people, with_newcomer = _statements()
    if strange := columns.keys() - names:
        raise AssertionError(f"no columns of a request: {sorted(strange)}")
    values = {**defaults, **columns}
    region = str(values["region"] or "")
    place = region or NATIONAL
    year = national_day(now).year
    told: list[str | None] = [
        *naming(account_id),
        *proving.values(),
        *(newcomer.values() if newcomer else ()),
        place,
        str(year),
        f"A-{place}/{year}/",
        msgspec.json.encode(values).decode(),
        str(account_id),
        msgspec.json.encode({"version": 1, "region": region, "state": REQUEST.start}).decode(),
    ]
    if newcomer:
        rows = _unless_known(with_newcomer, [*told, newcomer.opened_by(links)])
    elif patient_ids:
        rows = with_people.rows([*told, f"{{{','.join(map(str, patient_ids))}}}"])
    else:
        rows = alone.rows(told)
    proving.took_place(is_done=bool(rows))
    ((found, number, newcomer_id),) = rows
    if found is None:
        raise NotLone
    return StoredRequest(int(found), number or "", int(newcomer_id) if newcomer_id else None)


def _unless_known(statement: Written, told: Sequence[str | None]) -> list[Texts]:
    """Store a newcomer, unless somebody else stores one with his number in this instant."""
    try:
        return statement.rows(told)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise NotLone from error
        raise


@lru_cache(maxsize=1)
def _statements() -> tuple[frozenset[str], Mapping[str, object], Written, Written, Written]:
    """Return the columns, their defaults, and the statements: alone, with people, a newcomer."""
    fields = {
        str(f.column): f for f in Request._meta.concrete_fields if f.column not in GIVEN_APART
    }
    names = list(fields)
    store = partial(
        _REQUEST_SQL.format,
        named=NAMED_SQL,
        stands=proving.STANDS_SQL,
        names=", ".join(names),
        values=", ".join(f"r.{name}" for name in names),
        types=", ".join(f"{name} {f.db_type(connection)}" for name, f in fields.items()),
        event=announcing(RequestChanged, "made", request_id="id"),
    )
    defaults = {name: f.get_default() for name, f in fields.items()}
    sql = store(before="", after=_AFTER_ALL)
    with_newcomer = store(before=f"{PERSON_SQL}, ", after=_AFTER_PERSON)
    return (
        frozenset(names),
        defaults,
        Written(f"{sql}{_ANSWER}"),
        Written(f"{sql}{_PEOPLE_SQL}{_ANSWER}"),
        Written(f"{with_newcomer}{_NEWCOMER_SQL}"),
    )
