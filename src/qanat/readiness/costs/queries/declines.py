"""The register of declines: who said no to what, why, how long it took, and what came next.

A decline is a physician's decision, an airline's refusal of a mission, or the "no" of a hospital
which was called out for a request. What came next is
looked for in the request itself and in others for the same person within the days after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from qanat.foundation.periods import Period
from qanat.readiness.costs.queries.reach import Param, Reach


class Kind(StrEnum):
    """Who says no."""

    PHYSICIAN = "physician"
    AIRLINE = "airline"
    HOSPITAL = "hospital"


class After(StrEnum):
    """What came next, the first that holds."""

    FLOWN = "flown"
    ROAD = "road"
    DIED = "died"
    REMOTE = "remote"
    OPEN = "open"
    OFFERED = "offered"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which declines are asked for; "" is any."""

    reach: Reach
    period: Period
    days: float
    kind: str = ""
    reason: str = ""
    after: str = ""
    nosology: str = ""


@dataclass(frozen=True, slots=True)
class DeclineRow:
    """One decline.

    Attributes:
        reply_s: from the asking to the answer.
        vital: the latest that was learned of the patient, "" if nothing was.
        times: how often the need of this person was declined within the days around it.
    """

    kind: Kind
    at: datetime
    request_id: int
    request_number: str
    region: str
    nosology: str
    urgency: int
    by_id: int | None
    operator_id: int | None
    facility_id: int | None
    reason: str
    reply_s: int
    after: After
    vital: str
    times: int


_DECLINES: Final = f"""
SELECT '{Kind.PHYSICIAN}' AS kind, v.id, v.at, v.request_id, v.by_id,
  NULL::bigint AS operator_id, NULL::bigint AS facility_id, v.reason,
  v.at - greatest(r.received_at, (
    SELECT max(e.at) FROM dispatch_review e WHERE e.request_id = v.request_id AND e.at < v.at
  )) AS reply
FROM dispatch_review v JOIN dispatch_request r ON r.id = v.request_id
WHERE v.decision = 'decline' AND v.at >= %(start)s AND v.at < %(end)s
UNION ALL
SELECT '{Kind.AIRLINE}', m.id, m.ended_at, q.request_id, NULL, m.operator_id, NULL, m.end_reason,
  m.ended_at - m.created_at
FROM dispatch_mission m JOIN dispatch_missionrequest q ON q.mission_id = m.id
WHERE m.state = 'refused' AND m.ended_at >= %(start)s AND m.ended_at < %(end)s
UNION ALL
SELECT '{Kind.HOSPITAL}', a.id, a.answered_at, h.request_id, NULL, NULL, a.facility_id, a.reason,
  a.answered_at - h.started_at
FROM callout_ask a JOIN callout_callout h ON h.id = a.callout_id
WHERE a.state = 'declined' AND h.kind = 'hospital' AND h.request_id IS NOT NULL
  AND a.answered_at >= %(start)s AND a.answered_at < %(end)s"""  # noqa: S608 (our own words)
_ALIKE: Final = """
SELECT d.request_id AS id UNION
SELECT o.request_id FROM dispatch_requestpatient x
JOIN patients_patient p ON p.id = x.patient_id
JOIN patients_patient w ON w.resolved_id = p.resolved_id
JOIN dispatch_requestpatient o ON o.patient_id = w.id
JOIN dispatch_request n ON n.id = o.request_id
WHERE x.request_id = d.request_id AND NOT n.is_exercise AND n.state <> 'merged'
  AND n.received_at >= d.at - %(days)s * interval '1 day'
  AND n.received_at < d.at + %(days)s * interval '1 day'"""
_NEXT: Final = f"""
SELECT CASE
  WHEN bool_or(m.mode = 'air' AND m.took_off_at > d.at) THEN '{After.FLOWN}'
  WHEN bool_or((m.mode = 'road' AND m.took_off_at > d.at)
    OR (n.decision = 'ground' AND n.decided_at > d.at)) THEN '{After.ROAD}'
  WHEN bool_or(n.state = 'died' OR n.decision_reason = 'died') THEN '{After.DIED}'
  WHEN bool_or(k.performed_at > d.at OR (n.decision = 'remote' AND n.decided_at > d.at))
    THEN '{After.REMOTE}'
  WHEN bool_or(n.state NOT IN ('closed', 'declined', 'withdrawn', 'died')) THEN '{After.OPEN}'
  WHEN bool_or(m.created_at > d.at OR (n.id <> d.request_id AND n.received_at > d.at))
    THEN '{After.OFFERED}'
  ELSE '{After.NOTHING}' END AS after,
  count(DISTINCT v.id) FILTER (WHERE v.id IS NOT NULL)
    + count(DISTINCT m.id) FILTER (WHERE m.state = 'refused') + count(DISTINCT a.id) AS times
FROM ({_ALIKE}) alike JOIN dispatch_request n ON n.id = alike.id
LEFT JOIN (dispatch_missionrequest q JOIN dispatch_mission m ON m.id = q.mission_id)
  ON q.request_id = n.id
LEFT JOIN (telemedicine_consultationorder c JOIN telemedicine_remoteservice k ON k.order_id = c.id)
  ON c.request_id = n.id
LEFT JOIN dispatch_review v ON v.request_id = n.id AND v.decision = 'decline'
LEFT JOIN (callout_callout h JOIN callout_ask a ON a.callout_id = h.id AND a.state = 'declined')
  ON h.request_id = n.id AND h.kind = 'hospital'"""  # noqa: S608 (our own words)
_TOLD: Final = f"""
SELECT d.*, r.number, coalesce(r.region, '') AS region, r.nosology, r.urgency, b.after, b.times
FROM ({_DECLINES}) d JOIN dispatch_request r ON r.id = d.request_id
LEFT JOIN LATERAL ({_NEXT}) b ON true
WHERE NOT r.is_exercise AND r.state <> 'merged' AND r.need <> 'road'"""  # noqa: S608 (our own words)
_FILTERS: Final[Mapping[str, str]] = {
    "kind": "t.kind = %(kind)s",
    "reason": "t.reason = %(reason)s",
    "after": "t.after = %(after)s",
    "nosology": "t.nosology = %(nosology)s",
}
_VITAL: Final = """
SELECT x.vital FROM dispatch_outcome x WHERE x.request_id = t.request_id
ORDER BY (x.vital = 'dead') DESC, x.vital = 'unknown',
  array_position(ARRAY['24h', '7d', '30d']::varchar[], x.point) DESC, x.id LIMIT 1"""


def _rows(asked: Asked) -> str:
    limits = [asked.reach.condition("t.operator_id", "t.region")]
    limits += [words for name, words in _FILTERS.items() if getattr(asked, name)]
    return f"FROM ({_TOLD}) t WHERE {' AND '.join(limits)}"


def _params(asked: Asked) -> dict[str, Param]:
    return {
        **asked.reach.params,
        "start": asked.period.starts_at,
        "end": asked.period.ends_before,
        "days": asked.days,
        "kind": asked.kind,
        "reason": asked.reason,
        "after": asked.after,
        "nosology": asked.nosology,
    }


def decline_rows(asked: Asked, *, first: int, count: int) -> list[DeclineRow]:
    """Return declines, the newest first."""
    sql = f"""SELECT t.kind, t.at, t.request_id, t.number, t.region, t.nosology,
  t.urgency, t.by_id, t.operator_id, t.facility_id, t.reason,
  extract(epoch FROM t.reply)::int, t.after, coalesce(({_VITAL}), ''), t.times
{_rows(asked)} ORDER BY t.at DESC, t.id DESC, t.request_id LIMIT {int(count)} OFFSET {int(first)}"""  # noqa: S608 (our own words)
    return [
        replace(row, kind=Kind(row.kind), after=After(row.after))
        for row in (DeclineRow(*values) for values in _read(sql, asked))
    ]


@dataclass(frozen=True, slots=True)
class Summary:
    """Declines counted.

    Attributes:
        again: those after which, or before which, the need was declined once more.
        median_s: the middle time of a reply, None of nothing.
    """

    total: int
    again: int
    median_s: float | None
    reasons: tuple[tuple[str, str, int], ...]
    afters: tuple[tuple[After, int], ...]


def summary(asked: Asked) -> Summary:
    """Count declines by who said no and why, and by what came next: one query."""
    sql = f"""SELECT grouping(t.kind, t.reason, t.after), t.kind, t.reason, t.after, count(*),
  count(*) FILTER (WHERE t.times > 1),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.reply))
{_rows(asked)} GROUP BY GROUPING SETS ((), (t.kind, t.reason), (t.after))
ORDER BY 5 DESC, t.kind, t.reason, t.after"""  # noqa: S608 (our own words)
    total, again, median = 0, 0, None
    reasons: list[tuple[str, str, int]] = []
    afters: list[tuple[After, int]] = []
    for mark, kind, reason, after, count, repeated, middle in _read(sql, asked):
        if mark == _BY_REASON:
            reasons.append((kind, reason, count))
        elif mark == _BY_AFTER:
            afters.append((After(after), count))
        else:
            total, again, median = count, repeated, middle
    return Summary(total, again, median, tuple(reasons), tuple(afters))


_BY_REASON, _BY_AFTER = 0b001, 0b110
"""How the database marks what it groups by."""


def _read(sql: str, asked: Asked) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, _params(asked))
        return list(cursor.fetchall())
