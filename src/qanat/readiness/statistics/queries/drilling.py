"""The records behind a figure: the same rows under the same condition as in the count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.readiness.statistics.queries.counting import regions_of
from qanat.readiness.statistics.queries.families import STILL, Family, Record, families_of
from qanat.readiness.statistics.queries.rows import Param, Regions, params_of, tables_of, where_of
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OF_PEOPLE: Final = frozenset({Figure.PATIENTS, Figure.PATIENTS_TRANSPORTED, Figure.ROAD_PATIENTS})


@dataclass(frozen=True, slots=True)
class Drill:
    """Which records are asked for.

    ``by`` and ``key`` limit them to one key of a dimension, ``is_still`` to those which may
    still leave the figure.
    """

    figure: Figure
    period: Period
    region: str = ""
    by: Dimension | None = None
    key: str = ""
    is_still: bool = False


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record behind a figure.

    Attributes:
        number: human number of the record.
        at: what dates it.
        what: code: kind of a service, level of a flight, state of a request.
        patient_number: number of the person where persons are counted.
    """

    record: Record
    id: int
    number: str
    region: str
    nosology: str
    country: str
    what: str
    vehicle: str
    request_id: int | None
    mission_id: int | None
    at: datetime = EPOCH
    patient_id: int | None = None
    patient_number: str = ""


def record_rows(actor: Actor, drill: Drill, *, first: int = 0, count: int = 50) -> list[RecordRow]:
    """Return the records behind a figure, the newest first.

    Raises:
        NotAllowed: as the report itself.
    """
    regions = regions_of(actor, drill.region)
    found = _things(drill, regions, f" LIMIT {int(count)} OFFSET {int(first)}")
    return described(found)


def count_record_rows(actor: Actor, drill: Drill) -> int:
    """Return how many records stand behind a figure: the figure itself."""
    regions = regions_of(actor, drill.region)
    with connection.cursor() as cursor:
        sql, params = _sql(drill, regions)
        cursor.execute(f"SELECT count(*) FROM ({sql}) things", params)  # noqa: S608 (our own words)
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Thing:
    """A record that is to be described: what dates it, its kind and id, the person if any."""

    at: datetime
    record: Record
    record_id: int
    patient_id: int | None


def _things(drill: Drill, regions: Regions, limit: str) -> list[Thing]:
    sql, params = _sql(drill, regions)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY at DESC, thing {limit}", params)
        rows = cursor.fetchall()
    is_person = drill.figure in _OF_PEOPLE
    return [
        Thing(at, Record(record), record_id, patient if is_person else None)
        for _thing, at, record, record_id, patient in rows
    ]


def _sql(drill: Drill, regions: Regions) -> tuple[str, dict[str, Param | str]]:
    families = families_of(drill.figure)
    if drill.by and drill.by != Dimension.MONTH:
        families = [one for one in families if drill.by in one.keys]
    selects = " UNION ALL ".join(
        _select(one, drill, is_limited=regions is not None) for one in families
    )
    sql = (
        "SELECT thing, min(at) AS at, (array_agg(record ORDER BY at, record_id))[1] AS record,"  # noqa: S608 (ours)
        " (array_agg(record_id ORDER BY at, record_id))[1] AS record_id, min(person) AS person"
        f" FROM ({selects or _NOTHING}) told GROUP BY thing"
    )
    return sql, {**params_of(drill.period, regions), "key": drill.key}


_NOTHING: Final = (
    "SELECT '' AS thing, now() AS at, '' AS record, 0 AS record_id, 0 AS person LIMIT 0"
)


def _select(family: Family, drill: Drill, *, is_limited: bool) -> str:
    counter = family.counters[drill.figure]
    where = f"{where_of(family, is_limited=is_limited)} AND {counter.condition}"
    if drill.is_still:
        where = f"{where} AND {STILL[drill.figure]}"
    if drill.by:
        key = "mo.month" if drill.by == Dimension.MONTH else family.keys[drill.by]
        where = f"{where} AND {key} = %(key)s"
    person = "p.resolved_id" if drill.figure in _OF_PEOPLE else "NULL::bigint"
    return (
        f"SELECT ({counter.thing})::text AS thing, {family.at} AS at,"  # noqa: S608 (our own words)
        f" '{family.record}' AS record, {family.record_id} AS record_id, {person} AS person"
        f" FROM {tables_of(family, drill.by)} WHERE {where}"
    )


_DETAILS: Final[Mapping[Record, str]] = {
    Record.REQUEST: """
SELECT r.id, r.number, coalesce(r.region, ''), r.nosology, r.country, r.state, '', r.id,
       NULL::bigint
FROM dispatch_request r WHERE r.id = ANY(%s::bigint[])""",
    Record.MISSION: """
SELECT m.id, m.number, coalesce(m.region, ''), coalesce((
         SELECT r.nosology FROM dispatch_missionrequest l JOIN dispatch_request r
         ON r.id = l.request_id WHERE l.mission_id = m.id AND r.nosology <> ''
         ORDER BY l.id LIMIT 1), ''), '', CASE m.mode WHEN 'air' THEN m.level
       ELSE '' END, coalesce(a.tail, b.call_sign, ''), NULL::bigint, m.id
FROM dispatch_mission m LEFT JOIN fleet_aircraft a ON a.id = m.aircraft_id
LEFT JOIN fleet_ambulance b ON b.id = m.ambulance_id WHERE m.id = ANY(%s::bigint[])""",
    Record.SERVICE: """
SELECT s.id, r.number, coalesce(r.region, ''), r.nosology, r.country, s.kind,
       coalesce(a.tail, b.call_sign, ''), r.id, m.id
FROM dispatch_service s JOIN dispatch_request r ON r.id = s.request_id
JOIN dispatch_mission m ON m.id = s.mission_id
LEFT JOIN fleet_aircraft a ON a.id = m.aircraft_id
LEFT JOIN fleet_ambulance b ON b.id = m.ambulance_id WHERE s.id = ANY(%s::bigint[])""",
    Record.REMOTE: """
SELECT v.id, o.number, coalesce(o.region, ''), o.nosology, coalesce(r.country, 'KZ'),
       'remote_consultation', '', r.id, NULL::bigint
FROM telemedicine_remoteservice v JOIN telemedicine_consultationorder o ON o.id = v.order_id
LEFT JOIN dispatch_request r ON r.id = o.request_id WHERE v.id = ANY(%s::bigint[])""",
}
"""Words of :class:`RecordRow` after the kind of record, in its order."""


def described(things: Sequence[Thing]) -> list[RecordRow]:
    """Return the words of records, in their order."""
    rows: dict[tuple[Record, int], RecordRow] = {}
    with connection.cursor() as cursor:
        for record in {thing.record for thing in things}:
            ids = [thing.record_id for thing in things if thing.record == record]
            cursor.execute(_DETAILS[record], (ids,))
            found = [RecordRow(record, *values) for values in cursor.fetchall()]
            rows |= {(record, row.id): row for row in found}
        people = [thing.patient_id for thing in things if thing.patient_id]
        cursor.execute(
            "SELECT id, number FROM patients_patient WHERE id = ANY(%s::bigint[])", (people,)
        )
        numbers = dict(cursor.fetchall())
    return [
        replace(
            rows[thing.record, thing.record_id],
            at=thing.at,
            patient_id=thing.patient_id,
            patient_number=numbers.get(thing.patient_id, ""),
        )
        for thing in things
    ]
