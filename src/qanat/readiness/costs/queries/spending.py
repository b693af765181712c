"""Hours and cost of flights, split exactly: the shares of every split add up to the whole.

A flight which served several requests is shared among them equally, second by second and tiyn
by tiyn; what does not divide goes to the first ones. Cost is what the cost lines of dispatch
say; a flight without any has a cost which is not known, and is counted apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from qanat.foundation.days import NATIONAL
from qanat.foundation.periods import Period
from qanat.readiness.costs.queries.reach import Param, Reach


class By(StrEnum):
    """What hours and cost are split by."""

    OPERATOR = "operator"
    TYPE = "type"
    BASE = "base"
    CONTRACT = "contract"
    REGION = "region"
    NOSOLOGY = "nosology"
    MONTH = "month"
    MISSION = "mission"
    PATIENT = "patient"


class Part(StrEnum):
    """Which of the flights."""

    ALL = "all"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours and cost of some flights.

    Attributes:
        flights: those with a share in it.
        unknown: those of them whose cost is not known.
        flown_s: time in the air; ``empty_s`` of it without patient or team.
        unknown_s: time of which the cost is not known.
        tiyn: cost as far as it is known; ``empty_tiyn`` of it for positioning.
        over_tiyn: what was flown after the hours of the contract were used up.
    """

    flights: int = 0
    unknown: int = 0
    flown_s: int = 0
    empty_s: int = 0
    unknown_s: int = 0
    tiyn: int = 0
    empty_tiyn: int = 0
    over_tiyn: int = 0

    @property
    def is_known(self) -> bool:
        """Tell whether the cost of any of the flights is known."""
        return self.unknown < self.flights


@dataclass(frozen=True, slots=True)
class Line:
    """One key of a split: ``""`` is what the records do not say."""

    key: str
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which flights are asked for.

    Attributes:
        period: by their take-off; ``None`` with contracts: all that was flown under them.
        contract_ids: under some contracts alone, exercises included: they are paid too.
    """

    reach: Reach
    period: Period | None = None
    contract_ids: tuple[int, ...] = ()
    part: Part = Part.ALL
    by: By | None = None
    key: str = ""


KEYS: Final[Mapping[By, str]] = {
    By.OPERATOR: "coalesce(s.operator_id::text, '')",
    By.TYPE: "coalesce(a.type_id::text, '')",
    By.BASE: "coalesce(b.base_id::text, '')",
    By.CONTRACT: "coalesce(s.contract_id::text, '')",
    By.REGION: "coalesce(r.region, '')",
    By.NOSOLOGY: "coalesce(r.nosology, '')",
    By.MONTH: f"to_char(s.took_off_at AT TIME ZONE '{NATIONAL.key}', 'YYYY-MM')",
    By.MISSION: "s.id::text",
    By.PATIENT: "coalesce(p.resolved_id::text, '')",
}
_REQUEST: Final = "LEFT JOIN dispatch_request r ON r.id = s.request_id"
_JOINS: Final[Mapping[By, str]] = {
    By.TYPE: "LEFT JOIN fleet_aircraft a ON a.id = s.aircraft_id",
    By.BASE: (
        "LEFT JOIN fleet_basing b ON b.aircraft_id = s.aircraft_id AND b.during @> s.took_off_at"
    ),
    By.REGION: _REQUEST,
    By.NOSOLOGY: _REQUEST,
    By.PATIENT: "LEFT JOIN patients_patient p ON p.id = s.patient_id",
}
OF_REQUESTS: Final = frozenset({By.REGION, By.NOSOLOGY, By.PATIENT})
"""Splits by something a flight may have several of: it is shared among its requests."""
LONG: Final = frozenset({By.MISSION, By.PATIENT})
"""Splits with so many lines that they are paged."""
NOTHING: Final = "none"
"""How addresses name the key of what the records do not say."""
_VALUES: Final = (
    "flown_s", "empty_s", "unknown_s", "tiyn", "empty_tiyn", "over_tiyn",
)  # fmt: skip
_ABOUT: Final = "id, took_off_at, operator_id, aircraft_id, contract_id, is_unknown"
_PAID: Final = """
SELECT m.id, m.took_off_at, m.operator_id, m.aircraft_id, m.contract_id,
  c.mission_id IS NULL AS is_unknown,
  coalesce(c.flown_s, m.flown_s, 0) AS flown_s, coalesce(c.empty_s, 0) AS empty_s,
  CASE WHEN c.mission_id IS NULL THEN coalesce(m.flown_s, 0) ELSE 0 END AS unknown_s,
  coalesce(c.tiyn, 0) AS tiyn, coalesce(c.empty_tiyn, 0) AS empty_tiyn,
  coalesce(c.over_tiyn, 0) AS over_tiyn
FROM dispatch_mission m
LEFT JOIN (
  SELECT l.mission_id, sum(l.flown_s) AS flown_s, sum(l.amount_tiyn)::bigint AS tiyn,
    coalesce(sum(l.flown_s) FILTER (WHERE l.kind = 'positioning'), 0) AS empty_s,
    coalesce(sum(l.amount_tiyn) FILTER (WHERE l.kind = 'positioning'), 0)::bigint AS empty_tiyn,
    coalesce(sum(l.amount_tiyn) FILTER (WHERE l.is_over_hours), 0)::bigint AS over_tiyn
  FROM dispatch_costline l JOIN dispatch_mission m ON m.id = l.mission_id
  WHERE {where} GROUP BY l.mission_id
) c ON c.mission_id = m.id
WHERE {where}"""
_AMONG_REQUESTS: Final = """
SELECT s.*, q.request_id, row_number() OVER (PARTITION BY s.id ORDER BY q.id) AS nth,
  count(*) OVER (PARTITION BY s.id) AS among
FROM ({rows}) s LEFT JOIN dispatch_missionrequest q ON q.mission_id = s.id"""
_AMONG_PEOPLE: Final = """
SELECT s.*, x.patient_id,
  row_number() OVER (PARTITION BY s.id, s.request_id ORDER BY x.position, x.id) AS nth,
  count(*) OVER (PARTITION BY s.id, s.request_id) AS among
FROM ({rows}) s
LEFT JOIN dispatch_requestpatient x ON x.request_id = s.request_id AND x.role <> 'donor'"""
_PARTS: Final[Mapping[Part, str]] = {
    Part.ALL: "",
    Part.EMPTY: " AND s.empty_s > 0",
    Part.UNKNOWN: " AND s.is_unknown",
    Part.OVER: " AND s.over_tiyn > 0",
}


def _shared(about: str, rows: str) -> str:
    """Return rows which share equally what they have together with others, without a rest."""
    values = ", ".join(f"{v} / among + (nth <= {v} %% among)::int AS {v}" for v in _VALUES)
    return f"SELECT {about}, {values} FROM ({rows}) one"  # noqa: S608 (our own words)


def _is_shared(wanted: Wanted, bys: Sequence[By]) -> bool:
    return bool(wanted.reach.regions) or not OF_REQUESTS.isdisjoint({*bys, wanted.by})


def _sums(wanted: Wanted, bys: Sequence[By] = ()) -> str:
    """Return the columns of :class:`Spent`."""
    thing = "DISTINCT s.id" if _is_shared(wanted, bys) else "*"
    values = ", ".join(f"coalesce(sum(s.{value}), 0)::bigint" for value in _VALUES)
    return f"count({thing}), count({thing}) FILTER (WHERE s.is_unknown), {values}"


def _rows(wanted: Wanted, bys: Sequence[By] = ()) -> str:
    """Return FROM and WHERE of the shares which are asked for, joined with what ``bys`` need."""
    where = "m.mode = 'air' AND m.took_off_at IS NOT NULL"
    if wanted.contract_ids:
        where += " AND m.contract_id = ANY(%(contracts)s::bigint[])"
    else:
        where += " AND NOT m.is_exercise"
    if wanted.period is not None:
        where += " AND m.took_off_at >= %(start)s AND m.took_off_at < %(end)s"
    if wanted.reach.is_of_operators:
        where += f" AND {wanted.reach.condition('m.operator_id', 'NULL')}"
    used = {by for by in (*bys, wanted.by) if by}
    shares = _PAID.format(where=where)
    if _is_shared(wanted, bys):
        shares = _shared(f"{_ABOUT}, request_id", _AMONG_REQUESTS.format(rows=shares))
    if By.PATIENT in used:
        people = _AMONG_PEOPLE.format(rows=shares)
        shares = _shared(f"{_ABOUT}, request_id, patient_id", people)
    joins = {_JOINS[by] for by in used if by in _JOINS}
    limits = "true"
    if wanted.reach.regions:
        joins.add(_REQUEST)
        limits = wanted.reach.condition("s.operator_id", "r.region")
    key = f" AND {KEYS[wanted.by]} = %(key)s" if wanted.by and wanted.key else ""
    return f"FROM ({shares}) s {' '.join(sorted(joins))} WHERE {limits}{_PARTS[wanted.part]}{key}"


def _params(wanted: Wanted) -> dict[str, Param]:
    period = wanted.period
    return {
        **wanted.reach.params,
        "contracts": list(wanted.contract_ids),
        "key": "" if wanted.key == NOTHING else wanted.key,
        "start": period.starts_at if period else None,
        "end": period.ends_before if period else None,
    }


@dataclass(frozen=True, slots=True)
class Told:
    """Hours and cost of all that is asked for, and of each key of some splits."""

    total: Spent
    lines: Mapping[By, list[Line]]


def told(wanted: Wanted, *bys: By) -> Told:
    """Return hours and cost as a whole and by several splits, in one query.

    The dearest lines come first, months in their order.
    """
    keys = [KEYS[by] for by in bys]
    sets = ", ".join(["()", *(f"({key})" for key in keys)])
    columns = ", ".join([f"grouping({', '.join(keys)})" if keys else "0", *keys])
    sql = f"""SELECT {columns}, {_sums(wanted, bys)} {_rows(wanted, bys)}
GROUP BY GROUPING SETS ({sets})"""
    lines: dict[By, list[Line]] = {by: [] for by in bys}
    total = Spent()
    marks = {_mark(place, len(bys)): place for place in range(len(bys))}
    for mark, *row in _asked(sql, wanted):
        spent = Spent(*row[len(bys) :])
        if mark in marks:
            place = marks[mark]
            lines[bys[place]].append(Line(row[place], spent))
        else:
            total = spent
    for by, found in lines.items():
        found.sort(key=_in_months if by is By.MONTH else _dearest_first)
    return Told(total, lines)


def _mark(place: int, among: int) -> int:
    """Return how the database marks the rows which are grouped by one of several keys."""
    return (1 << among) - 1 - (1 << (among - 1 - place))


def _in_months(line: Line) -> tuple[int, int, str]:
    return (0, 0, line.key)


def _dearest_first(line: Line) -> tuple[int, int, str]:
    return (-line.spent.tiyn, -line.spent.flown_s, line.key)


@dataclass(frozen=True, slots=True)
class Cut:
    """Some of the lines of a long split, and how many there are."""

    total: int
    lines: list[Line]


def some_lines(wanted: Wanted, by: By, *, first: int, count: int) -> Cut:
    """Return some of the lines of a long split, the dearest first.

    Beyond the last line there are none, and how many there are is not told.
    """
    sql = f"""SELECT count(*) OVER (), {KEYS[by]} AS key, {_sums(wanted, (by,))}
{_rows(wanted, (by,))}
GROUP BY key ORDER BY 8 DESC, 5 DESC, key LIMIT {int(count)} OFFSET {int(first)}"""
    rows = _asked(sql, wanted)
    lines = [Line(key, Spent(*values)) for _total, key, *values in rows]
    return Cut(rows[0][0] if rows else 0, lines)


About = tuple[str, datetime, int | None, str, str, bool]
"""Number, take-off, operator, registration, type, whether it is an exercise."""


@dataclass(frozen=True, slots=True)
class FlightRow:
    """A flight with what is asked for of its hours and cost."""

    id: int
    number: str
    took_off_at: datetime
    operator_id: int | None
    tail: str
    type_name: str
    is_exercise: bool
    spent: Spent


def flights(wanted: Wanted, *, first: int, count: int) -> list[FlightRow]:
    """Return the flights behind a figure, the newest first."""
    sql = f"""SELECT s.id, {_sums(wanted)} {_rows(wanted)}
GROUP BY s.id, s.took_off_at ORDER BY s.took_off_at DESC, s.id DESC
LIMIT {int(count)} OFFSET {int(first)}"""
    found = _asked(sql, wanted)
    about = _about([pk for pk, *_values in found])
    return [FlightRow(pk, *about[pk], Spent(*values)) for pk, *values in found]


def _about(mission_ids: Sequence[int]) -> dict[int, About]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, m.number, m.took_off_at, m.operator_id, coalesce(a.tail, ''),"
            " coalesce(t.name, ''), m.is_exercise FROM dispatch_mission m"
            " LEFT JOIN fleet_aircraft a ON a.id = m.aircraft_id"
            " LEFT JOIN fleet_aircrafttype t ON t.id = a.type_id"
            " WHERE m.id = ANY(%s::bigint[])",
            (list(mission_ids),),
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _asked(sql: str, wanted: Wanted) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, _params(wanted))
        return list(cursor.fetchall())
