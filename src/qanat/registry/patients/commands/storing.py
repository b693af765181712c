"""Store many patients and numbers at once, and find those who are stored already."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from qanat.events.patients import PatientRegistered
from qanat.foundation.given import given
from qanat.foundation.outbox import announcing
from qanat.foundation.secrets import encrypt
from qanat.registry.patients.commands.preparing import Number, Prepared, identity_of, number_key
from qanat.registry.patients.looking import BY_NAME_SQL, BY_NUMBER_SQL
from qanat.registry.patients.rules import Identity
from qanat.registry.patients.states import BirthPrecision, Residency

Way = tuple[str, Sequence[Any]]
"""A way to find stored persons: a question and its values."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored person, by one of his records."""

    id: int
    identity: Identity


_BY_NAMES_SQL: Final = """
SELECT p.resolved_id
FROM patients_patient p
JOIN unnest(%s::text[], %s::date[]) AS q(name_key, birth_on)
  ON p.name_key = q.name_key AND p.birth_on = q.birth_on
WHERE p.birth_precision = 'day'"""
_BY_MOTHER_SQL: Final = """
SELECT p.resolved_id FROM patients_patient p WHERE p.mother_id = ANY(%s::bigint[])"""


def find_stored(wanted: Sequence[Prepared]) -> list[Stored]:
    """Return the stored persons who may be among the wanted, oldest record first."""
    digests = [n.digest for one in wanted for n in one.numbers if n.can_identify]
    named = {
        (one.name_key, one.birth_on)
        for one in wanted
        if one.name_key and one.birth_on and one.birth_precision == BirthPrecision.DAY
    }
    mothers = {one.draft.mother_id for one in wanted if one.draft.mother_id}
    asked = [*_by_number(digests), *_by_name(sorted(named))]
    if mothers:
        asked.append((_BY_MOTHER_SQL, [list(mothers)]))
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION".join(sql for sql, _ in asked), [p for _, params in asked for p in params]
        )
        ids = sorted({row[0] for row in cursor.fetchall()})
    return _stored(ids)


def _by_number(digests: list[bytes]) -> Iterator[Way]:
    """One number is asked for as one: the plan of the question is then made once."""
    if len(digests) == 1:
        yield BY_NUMBER_SQL.format(digests="%s"), digests
    elif digests:
        yield BY_NUMBER_SQL.format(digests="ANY(%s::bytea[])"), [digests]


def _by_name(named: list[tuple[str, date]]) -> Iterator[Way]:
    if len(named) == 1:
        yield BY_NAME_SQL.format(name="%s", birth="%s"), list(named[0])
    elif named:
        yield _BY_NAMES_SQL, [[name for name, _ in named], [day for _, day in named]]


_RECORDS_SQL: Final = """
SELECT id, resolved_id, name_key, CASE WHEN birth_precision = 'day' THEN birth_on END,
       birth_order, mother_id
FROM patients_patient WHERE resolved_id = ANY(%s::bigint[]) ORDER BY resolved_id, id
"""
_NUMBERS_SQL: Final = """
SELECT i.patient_id, i.kind, i.country, i.digest
FROM patients_identifier i JOIN patients_patient p ON p.id = i.patient_id
WHERE p.resolved_id = ANY(%s::bigint[]) AND i.retired_at IS NULL AND i.kind <> 'phone'
"""


def _stored(ids: list[int]) -> list[Stored]:
    if not ids:
        return []
    keys: defaultdict[int, list[bytes]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS_SQL, (ids,))
        for patient_id, kind, country, digest in cursor.fetchall():
            keys[patient_id].append(number_key(kind, country, bytes(digest)))
        cursor.execute(_RECORDS_SQL, (ids,))
        return [
            Stored(
                resolved_id,
                identity_of(
                    keys[pk],
                    name_key=name_key,
                    birth_on=birth_on,
                    birth_order=order,
                    mother_id=mother_id,
                ),
            )
            for pk, resolved_id, name_key, birth_on, order, mother_id in cursor.fetchall()
        ]


_NEXT_ID_SQL: Final = "SELECT nextval(pg_get_serial_sequence('patients_patient', 'id'))"
_ALONE_SQL: Final = ", pg_advisory_xact_lock(hashtextextended(%s, 7))"


def next_ids(count: int) -> list[int]:
    """Take ids from the sequence of patients."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_NEXT_ID_SQL} FROM generate_series(1, %s::int)", (count,))
        return [row[0] for row in cursor.fetchall()]


def next_id(name: str) -> Callable[[], int]:
    """Take one id; let nobody else look for the same name until this transaction ends.

    What is returned waits for the id and gives it.
    """
    cursor = connection.cursor()
    if name:
        cursor.execute(_NEXT_ID_SQL + _ALONE_SQL, (name,))
    else:
        cursor.execute(_NEXT_ID_SQL)
    return lambda: int(cursor.fetchone()[0])


def next_in_series(prefix: str, count: int) -> int:
    """Take so many numbers of a series; return the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO patients_numberseries AS s (prefix, last) VALUES (%s, %s)"
            " ON CONFLICT (prefix) DO UPDATE SET last = s.last + excluded.last RETURNING last",
            (prefix, count),
        )
        (last,) = cursor.fetchone() or (count,)
    return int(last) - count + 1


NUMBER_TYPES: Final = {
    "kind": "text",
    "country": "text",
    "digest": "bytea",
    "sealed": "bytea",
    "status": "text",
    "expires_on": "date",
    "identifies": "boolean",
}
_INSERT_NUMBERS_SQL: Final = f"""
INSERT INTO patients_identifier (patient_id, {", ".join(NUMBER_TYPES)})
SELECT * FROM {{rows}}
ON CONFLICT DO NOTHING
RETURNING patient_id, kind, country, digest
"""  # noqa: S608 (names of our own)


def number_row(number: Number, *, may_identify: bool = True) -> tuple[Any, ...]:
    """Return the values of :data:`NUMBER_TYPES`, in their order."""
    return (
        number.kind,
        number.country,
        number.digest,
        encrypt(number.value),
        number.status,
        number.expires_on,
        may_identify and number.can_identify,
    )


def store_numbers(
    owned: Sequence[tuple[int, Number]], *, may_identify: bool = True
) -> set[tuple[int, bytes]]:
    """Store numbers of patients; return (patient, key) of those which were stored.

    Left out are those for which another record answers already. Numbers are stored in one
    order, so that two writers who meet wait for each other and never in a ring.
    """
    if not owned:
        return set()
    numbers = sorted(owned, key=lambda pair: pair[1].key)
    stored = [(pk, *number_row(number, may_identify=may_identify)) for pk, number in numbers]
    rows, params = given(
        {"patient_id": "bigint", **NUMBER_TYPES},
        [list(column) for column in zip(*stored, strict=True)],
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_NUMBERS_SQL.format(rows=rows), params)
        return {(row[0], number_key(row[1], row[2], bytes(row[3]))) for row in cursor.fetchall()}


_GIVE_AWAY_SQL: Final = f"""
WITH gone AS (
  DELETE FROM patients_identifier WHERE patient_id = %s RETURNING {", ".join(NUMBER_TYPES)}
)
INSERT INTO patients_identifier (patient_id, {", ".join(NUMBER_TYPES)})
SELECT %s, gone.* FROM gone ON CONFLICT DO NOTHING
"""  # noqa: S608 (names of our own)


def give_away(taken: Mapping[int, int]) -> None:
    """Move numbers of records which will not be made to whose they are, unless he has them."""
    with connection.cursor() as cursor:
        for patient_id, owner in taken.items():
            cursor.execute(_GIVE_AWAY_SQL, (patient_id, owner))


_OWNERS_SQL: Final = """
SELECT i.kind, i.country, i.digest, p.resolved_id
FROM patients_identifier i JOIN patients_patient p ON p.id = i.patient_id
WHERE i.digest = ANY(%s::bytea[]) AND i.identifies AND i.retired_at IS NULL
"""


def owners_of(numbers: Collection[Number]) -> dict[bytes, int]:
    """Return who answers for each of the numbers, as the record which stands for him."""
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS_SQL, ([n.digest for n in numbers],))
        return {number_key(row[0], row[1], bytes(row[2])): row[3] for row in cursor.fetchall()}


def tell_iin_status(patient_ids: Sequence[int], statuses: Sequence[str]) -> None:
    """Keep with patients who had no IIN what the check of the one they got says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_patient p SET iin_status = q.status, version = version + 1"
            " FROM unnest(%s::bigint[], %s::text[]) AS q(id, status)"
            " WHERE p.id = q.id AND p.iin_status = 'absent'",
            (list(patient_ids), list(statuses)),
        )


SAID_TYPES: Final = {
    "name": "text",
    "name_key": "text",
    "sex": "text",
    "birth_on": "date",
    "birth_precision": "text",
    "weight_g": "int",
    "mother_id": "bigint",
    "birth_order": "smallint",
    "citizenship_id": "text",
    "residency": "text",
    "region_id": "text",
    "settlement_id": "bigint",
    "is_unknown": "boolean",
    "features": "text",
    "iin_status": "text",
    "source": "text",
    "is_synthetic": "boolean",
}
"""Columns which hold what was said about a person."""
_PATIENT_TYPES: Final = {"id": "bigint", "number": "text", **SAID_TYPES}
INSERT_SQL: Final = f"""
INSERT INTO patients_patient (id, resolved_id, number, search_key, version, {", ".join(SAID_TYPES)})
SELECT q.id, q.id, q.number, CASE WHEN name_key = '' THEN '' ELSE ' ' || name_key END, 1,
       {", ".join(SAID_TYPES)}
FROM """  # noqa: S608 (names of our own)
_TOLD_SQL: Final = announcing(PatientRegistered, "made", patient_id="id")


def said_of(one: Prepared) -> tuple[Any, ...]:
    """Return the values of :data:`SAID_TYPES`, in their order."""
    draft = one.draft
    return (
        one.name,
        one.name_key,
        one.sex,
        one.birth_on,
        one.birth_precision,
        draft.weight_g,
        draft.mother_id,
        one.birth_order,
        draft.citizenship or None,
        draft.residency or Residency.UNKNOWN,
        draft.region or None,
        draft.settlement_id,
        one.is_unknown,
        draft.features[:500],
        one.iin_status,
        draft.source,
        draft.is_synthetic,
    )


def store_patients(
    rows: Sequence[tuple[int, Prepared]], today: date, *, are_told: bool
) -> dict[int, str]:
    """Store patients under ids taken before, and tell of each or of none; return their numbers."""
    if not rows:
        return {}
    numbers = _human_numbers(rows, today)
    stored = [(patient_id, numbers[patient_id], *said_of(one)) for patient_id, one in rows]
    values, params = given(_PATIENT_TYPES, [list(column) for column in zip(*stored, strict=True)])
    sql = f"{INSERT_SQL}{values}"
    if are_told:
        sql, params = f"WITH made AS ({sql} RETURNING id) {_TOLD_SQL}", [*params, "{}"]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    return numbers


def unknown_series(one: Prepared, today: date) -> str | None:
    """Return the series from which an unknown person has his number; None of anybody else."""
    if not one.is_unknown:
        return None
    return f"UNK-{one.draft.facility_id or 0}-{today:%Y%m%d}"


def _human_numbers(rows: Iterable[tuple[int, Prepared]], today: date) -> dict[int, str]:
    numbers: dict[int, str] = {}
    unknown: defaultdict[str, list[int]] = defaultdict(list)
    for patient_id, one in rows:
        numbers[patient_id] = f"P-{patient_id:07d}"
        if series := unknown_series(one, today):
            unknown[series].append(patient_id)
    for series, ids in sorted(unknown.items()):
        first = next_in_series(series, len(ids))
        for n, patient_id in enumerate(ids, first):
            numbers[patient_id] = f"{series}-{n}"
    return numbers
