"""Put a person on record within the statement that stores what is done for him.

Most people of whom is called are not on record yet. Whether one is, is looked at by that very
statement; where he is, it does nothing, and he is found as ever (``registering``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from qanat.events.patients import PatientRegistered
from qanat.foundation.given import as_json
from qanat.foundation.outbox import announcing
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.commands.linking import LINK_TYPES, LinkDraft, link_row
from qanat.registry.patients.commands.preparing import Prepared
from qanat.registry.patients.commands.storing import (
    INSERT_SQL,
    NUMBER_TYPES,
    SAID_TYPES,
    number_row,
    said_of,
)
from qanat.registry.patients.looking import IS_NEW
from qanat.registry.patients.states import BirthPrecision

OPENED: Final = "patients.registered"
"""Purpose of the links which open a person to who registered him."""
UNTOLD: Final = 0
"""Stands in a link for ids which the statement itself gives."""


def _typed(types: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in types.items())


PERSON_SQL: Final = f"""
nobody AS MATERIALIZED (
  SELECT FROM named WHERE actor <> '' AND {IS_NEW}(%s, %s, %s::date, %s::bytea[])
), series AS (
  INSERT INTO patients_numberseries AS s (prefix, last)
  SELECT q.prefix, 1 FROM nobody, (SELECT %s::text) AS q(prefix) WHERE q.prefix IS NOT NULL
  ON CONFLICT (prefix) DO UPDATE SET last = s.last + 1 RETURNING prefix || '-' || last AS number
), spare AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('patients_patient', 'id')) AS id FROM nobody
), person AS (
  {INSERT_SQL} (
    SELECT spare.id, r.*, coalesce(series.number,
           'P-' || lpad(spare.id::text, greatest(7, length(spare.id::text)), '0')) AS number
    FROM spare LEFT JOIN series ON true, json_to_record(%s::json) AS r({_typed(SAID_TYPES)})
  ) AS q RETURNING id
), known_by AS (
  INSERT INTO patients_identifier (patient_id, {", ".join(NUMBER_TYPES)})
  SELECT person.id, n.* FROM person, json_to_recordset(%s::json) AS n({_typed(NUMBER_TYPES)})
  RETURNING id
), person_told AS ({announcing(PatientRegistered, "person", patient_id="id")})"""  # noqa: S608 (names of our own)
"""Parts of a statement between ``named`` (``foundation.commands.NAMED_SQL``) and whatever is done
for ``person(id)``, with the values of :meth:`Newcomer.values`. ``known_by`` is to be counted
before other rows are waited for, so that two who meet never wait in a ring."""

OPENED_SQL: Final = f"""
INSERT INTO patients_patientlink (patient_id, {", ".join(LINK_TYPES)}, purpose_id)
SELECT person.id, l.*, CASE l.purpose WHEN '{OPENED}' THEN person.id ELSE made.id END
FROM person, made, json_to_recordset(%s::json) AS l({_typed(LINK_TYPES)})"""  # noqa: S608 (names of our own)
"""Opens ``person`` because of ``made(id)``, with the value of :meth:`Newcomer.opened_by`."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person who may not be on record yet, and to whom his registration opens him."""

    one: Prepared
    series: str | None
    openings: Sequence[LinkDraft]

    def values(self) -> list[str | None]:
        """Return the values of :data:`PERSON_SQL`."""
        one = self.one
        is_named = bool(one.name_key and one.birth_precision == BirthPrecision.DAY)
        return [
            one.identity.name,
            one.name_key if is_named else None,
            str(one.birth_on) if is_named else None,
            _bytes_array([n.digest for n in one.numbers if n.can_identify]),
            self.series,
            _told([said_of(one)], SAID_TYPES)[1:-1],
            _told([number_row(number) for number in one.numbers], NUMBER_TYPES),
            "{}",
        ]

    def opened_by(self, links: Sequence[LinkDraft]) -> str:
        """Return the value of :data:`OPENED_SQL`; ids of persons and records are told there."""
        return _told([link_row(link) for link in (*self.openings, *links)], LINK_TYPES)


def may_be_new(draft: PatientDraft) -> bool:
    """Tell whether one look at numbers and name tells if a person is on record."""
    return draft.mother_id is None and draft.record_id is None and not draft.is_another


def _bytes_array(digests: Sequence[bytes]) -> str:
    return "{" + ",".join(f'"\\{as_json(digest)}"' for digest in digests) + "}"


def _told(rows: Sequence[tuple[Any, ...]], types: dict[str, str]) -> str:
    named = [dict(zip(types, map(as_json, row), strict=True)) for row in rows]
    return msgspec.json.encode(named).decode()
