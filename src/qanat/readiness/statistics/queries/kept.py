"""Months that were counted before, as far as their records have not changed since.

The worker counts each month that is over (``commands.keeping``) and notes what it saw of the
database: its snapshot. The audit trail names every change of a record since, committed later or
committed but not seen then; a month which such a change touches is counted anew from the records.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec
from django.db import connection

from qanat.foundation.periods import Period, months_of
from qanat.readiness.statistics.queries.families import GROUPS
from qanat.readiness.statistics.queries.faults import PROBES
from qanat.readiness.statistics.queries.rows import Regions
from qanat.readiness.statistics.queries.tallies import NATION, TOGETHER
from qanat.readiness.statistics.rules.counting.tallies import Tallies, less

_DAY: Final = timedelta(days=1)
_DECODER: Final = msgspec.json.Decoder(dict[str, dict[str, int | list[str]]])
MEANING: Final = sha256(
    repr((2, GROUPS, [(one.family, one.condition) for one in PROBES.values()])).encode()
).hexdigest()
"""What the figures mean in this version of the program; another one believes nothing kept.

The number is raised where something else is counted (``queries.sums``, ``queries.outliers``).
"""
MOST_NEWS: Final = 2000
"""After more changes than these it is quicker to count than to ask what they touch."""
_TABLES: Final = (
    "dispatch_request", "dispatch_mission", "dispatch_missionrequest", "dispatch_service",
    "dispatch_servicepatient", "telemedicine_consultationorder", "telemedicine_remoteservice",
    "telemedicine_orderpatient",
)  # fmt: skip
"""Every change of these may change a figure."""

TOUCHED: Final = """
WITH news AS MATERIALIZED (
  SELECT e.table_name AS place, e.row_id, e.changes FROM audit_entry e
  WHERE e.era = %(era)s AND e.xact >= %(oldest)s
    AND NOT pg_visible_in_snapshot(e.xact::text::xid8, %(snapshot)s::pg_snapshot)
    AND (e.table_name = ANY(%(tables)s)
      OR (e.table_name = 'patients_patient' AND e.action = 'U'
          AND jsonb_exists_any(e.changes, ARRAY['resolved_id', 'merged_into_id']))
      OR (e.table_name = 'fleet_aircraft' AND e.action = 'U' AND jsonb_exists(e.changes, 'tail')))
  LIMIT %(most)s
), said AS MATERIALIZED (
  -- The old and the new value of every column that dates a record or leads to another.
  SELECT v.key AS name, x.value FROM news n, jsonb_each(n.changes) v(key, value),
    jsonb_array_elements_text(
      CASE jsonb_typeof(v.value) WHEN 'array' THEN v.value ELSE jsonb_build_array(v.value) END
    ) x(value)
  WHERE x.value IS NOT NULL AND v.key IN ('request_id', 'mission_id', 'service_id', 'order_id',
    'received_at', 'took_off_at', 'performed_at')
), ids AS MATERIALIZED (
  SELECT place, row_id::bigint AS id FROM news
), people AS (
  SELECT id FROM ids WHERE place = 'patients_patient'
), services AS MATERIALIZED (
  SELECT id FROM ids WHERE place = 'dispatch_service'
  UNION SELECT value::bigint FROM said WHERE name = 'service_id'
  UNION SELECT x.service_id FROM dispatch_servicepatient x JOIN ids i ON i.id = x.id
    WHERE i.place = 'dispatch_servicepatient'
  UNION SELECT x.service_id FROM dispatch_servicepatient x JOIN people p ON p.id = x.patient_id
), orders AS MATERIALIZED (
  SELECT id FROM ids WHERE place = 'telemedicine_consultationorder'
  UNION SELECT value::bigint FROM said WHERE name = 'order_id'
  UNION SELECT v.order_id FROM telemedicine_remoteservice v JOIN ids i ON i.id = v.id
    WHERE i.place = 'telemedicine_remoteservice'
  UNION SELECT x.order_id FROM telemedicine_orderpatient x JOIN ids i ON i.id = x.id
    WHERE i.place = 'telemedicine_orderpatient'
  UNION SELECT x.order_id FROM telemedicine_orderpatient x JOIN people p ON p.id = x.patient_id
), requests AS MATERIALIZED (
  SELECT id FROM ids WHERE place = 'dispatch_request'
  UNION SELECT value::bigint FROM said WHERE name = 'request_id'
  UNION SELECT s.request_id FROM dispatch_service s JOIN services v ON v.id = s.id
), missions AS MATERIALIZED (
  SELECT id FROM ids WHERE place = 'dispatch_mission'
  UNION SELECT value::bigint FROM said WHERE name = 'mission_id'
  UNION SELECT q.mission_id FROM dispatch_missionrequest q JOIN ids i ON i.id = q.id
    WHERE i.place = 'dispatch_missionrequest'
  UNION SELECT s.mission_id FROM dispatch_service s JOIN services v ON v.id = s.id
), moments AS (
  SELECT value::timestamptz AS at FROM said
    WHERE name IN ('received_at', 'took_off_at', 'performed_at')
  UNION SELECT r.received_at FROM dispatch_request r JOIN requests USING (id)
  UNION SELECT r.received_at FROM dispatch_request r
    JOIN dispatch_missionrequest q ON q.request_id = r.id JOIN missions m ON m.id = q.mission_id
  UNION SELECT m.took_off_at FROM dispatch_mission m JOIN missions USING (id)
  UNION SELECT m.took_off_at FROM dispatch_mission m
    JOIN dispatch_missionrequest q ON q.mission_id = m.id JOIN requests r ON r.id = q.request_id
  UNION SELECT s.performed_at FROM dispatch_service s JOIN services USING (id)
  UNION SELECT s.performed_at FROM dispatch_service s JOIN missions m ON m.id = s.mission_id
  UNION SELECT s.performed_at FROM dispatch_service s JOIN requests r ON r.id = s.request_id
  UNION SELECT v.performed_at FROM telemedicine_remoteservice v JOIN orders o ON o.id = v.order_id
  UNION SELECT v.performed_at FROM telemedicine_remoteservice v
    JOIN telemedicine_consultationorder o ON o.id = v.order_id
    JOIN requests r ON r.id = o.request_id
), touched AS MATERIALIZED (
  SELECT mo.first_on AS month FROM
    unnest(%(months)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
      AS mo(first_on, first, next)
  WHERE EXISTS (SELECT FROM moments t WHERE t.at >= mo.first AND t.at < mo.next)
    OR EXISTS (SELECT FROM ids WHERE place = 'fleet_aircraft')
    OR (SELECT count(*) FROM news) >= %(most)s
)
"""
"""Which of some months the changes touch that a snapshot did not see; too many touch all.

A change of a request, a flight or a service may change what others of the same request or flight
count, so that the months of all of these are taken.
"""


@dataclass(frozen=True, slots=True)
class Horizon:
    """What the worker saw of the database when the kept months were true."""

    era: int
    snapshot: str

    @property
    def oldest(self) -> int:
        """The first transaction that may have been unseen."""
        return int(self.snapshot.split(":", 1)[0])


def find_horizon() -> Horizon | None:
    """Return how far the kept months are true; None where none can be believed.

    That is before the first, after a restore, and where another version counted them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.era, h.snapshot FROM statistics_kepthorizon h"
            " WHERE h.era = coalesce((SELECT a.era FROM audit_horizon a), 1) AND h.meaning = %s",
            [MEANING],
        )
        found = cursor.fetchone()
    return Horizon(*found) if found else None


def touched_params(horizon: Horizon, months: Sequence[Period], most: int) -> dict[str, Any]:
    """Return the values for the words of ``TOUCHED``."""
    return {
        "era": horizon.era,
        "oldest": horizon.oldest,
        "snapshot": horizon.snapshot,
        "tables": list(_TABLES),
        "most": most,
        "months": [month.first for month in months],
        "starts": [month.starts_at for month in months],
        "ends": [month.ends_before for month in months],
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """A period in parts: months counted before, by what they are split by, and the other days.

    A month may be several tallies: one of each region, less what regions have in common.
    """

    months: Mapping[date, Mapping[str, Sequence[Tallies]]]
    rest: tuple[Period, ...]

    def parts(self, by: str) -> list[Tallies]:
        """Return the tallies of the kept months."""
        return [one for tallies in self.months.values() for one in tallies.get(by, ())]


def kept_parts(period: Period, regions: Regions, by: Collection[str]) -> Kept:
    """Cut a period into months which are kept and still true, and the rest."""
    months = [month for _name, month in months_of(period)]
    whole = [month for month in months if month.is_of_whole_months]
    horizon = find_horizon() if whole else None
    if horizon is None:
        return Kept({}, (period,))
    told = _told(horizon, whole, frozenset({NATION}) if regions is None else regions, by)
    return Kept(told, tuple(joined(month for month in months if month.first not in told)))


def whole_month(first: date) -> Period:
    """Return the month which begins on a day."""
    return Period(first, (first + 31 * _DAY).replace(day=1) - _DAY)


def joined(parts: Iterable[Period]) -> list[Period]:
    """Join periods which follow one another."""
    found: list[Period] = []
    for part in parts:
        follows = found and found[-1].last + _DAY == part.first
        found.append(Period(found.pop().first, part.last) if follows else part)
    return found


_TOLD: Final = f"""{TOUCHED}
SELECT m.month, k.by, k.region, k.counts FROM statistics_keptcounts m
LEFT JOIN statistics_keptcounts k ON k.month = m.month AND k.by = ANY(%(bys)s)
  AND (k.region = ANY(%(scope)s) OR %(together)s AND strpos(k.region, %(mark)s) > 0)
WHERE m.month = ANY(%(months)s::date[]) AND m.by = '' AND m.region = ''
  AND m.month NOT IN (SELECT month FROM touched) ORDER BY m.month"""  # noqa: S608 (our own words)


def _told(
    horizon: Horizon, months: Sequence[Period], scope: frozenset[str], bys: Collection[str]
) -> dict[date, dict[str, list[Tallies]]]:
    """Return the tallies of the months that are kept and untouched, by what they are split by.

    What several of the regions have in common is counted with each of them: it is taken off again.
    """
    params = touched_params(horizon, months, MOST_NEWS) | {
        "scope": sorted(scope),
        "together": len(scope) > 1,
        "mark": TOGETHER,
        "bys": sorted(bys),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, params)
        rows = cursor.fetchall()
    told: dict[date, dict[str, list[Tallies]]] = {}
    for month, by, region, counts in rows:
        parts = told.setdefault(month, {})
        times = len(scope.intersection(region.split(TOGETHER))) if counts else 0
        if times:
            tallies = _DECODER.decode(counts)
            is_shared = TOGETHER in region
            parts.setdefault(by, []).append(less(tallies, times - 1) if is_shared else tallies)
    return told
