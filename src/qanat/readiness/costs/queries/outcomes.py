"""What became of patients who were declined, beside those who were flown."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import connection

from qanat.foundation.periods import Period
from qanat.readiness.costs.queries.reach import Reach


class Way(StrEnum):
    """How a request ended, as far as help goes."""

    FLOWN = "flown"
    DECLINED = "declined"
    OTHER = "other"


class Point(StrEnum):
    """After which time it was asked."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"


@dataclass(frozen=True, slots=True)
class Known:
    """Patients of whom it is known whether they lived, those who died, and the unknown ones."""

    known: int = 0
    died: int = 0
    unknown: int = 0

    @property
    def patients(self) -> int:
        """All of them."""
        return self.known + self.unknown


Ways = Mapping[Way, Known]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the patients: of all, by nosology, by urgency."""

    total: Ways
    nosologies: Mapping[str, Ways]
    urgencies: Mapping[str, Ways]


_SQL: Final = """
SELECT grouping(way, nosology, urgency), way, nosology, urgency::text,
  count(*) FILTER (WHERE vital IN ('alive', 'dead')), count(*) FILTER (WHERE vital = 'dead'),
  count(*) FILTER (WHERE vital IS NULL OR vital = 'unknown')
FROM (
  SELECT r.nosology, r.urgency, o.vital, CASE
    WHEN EXISTS (SELECT FROM dispatch_missionrequest q JOIN dispatch_mission m
      ON m.id = q.mission_id WHERE q.request_id = r.id AND m.mode = 'air'
      AND m.took_off_at IS NOT NULL) THEN 'flown'
    WHEN r.decision = 'decline' OR EXISTS (SELECT FROM dispatch_missionrequest q
      JOIN dispatch_mission m ON m.id = q.mission_id WHERE q.request_id = r.id
      AND m.state = 'refused') THEN 'declined'
    ELSE 'other' END AS way
  FROM dispatch_request r JOIN dispatch_requestpatient x
    ON x.request_id = r.id AND x.role = 'patient'
  LEFT JOIN dispatch_outcome o
    ON o.request_id = r.id AND o.patient_id = x.patient_id AND o.point = %(point)s
  WHERE NOT r.is_exercise AND r.state <> 'merged' AND r.need <> 'road'
    AND r.received_at >= %(start)s AND r.received_at < %(end)s AND {reach}
) told GROUP BY GROUPING SETS ((way), (way, nosology), (way, urgency))"""
_OF_ALL, _BY_NOSOLOGY = 0b011, 0b001


def outcomes(reach: Reach, period: Period, point: Point) -> Outcomes:
    """Return what became of the patients of requests received in a period, by their way.

    A flight counts whenever it took off; declined are those whom a physician or an airline
    refused and who were never flown; the others went by road, were helped from afar, or were
    withdrawn.
    """
    params = {
        **reach.params,
        "start": period.starts_at,
        "end": period.ends_before,
        "point": point.value,
    }
    total: dict[Way, Known] = {}
    nosologies: dict[str, dict[Way, Known]] = {}
    urgencies: dict[str, dict[Way, Known]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(reach=reach.condition("NULL", "r.region")), params)
        for mark, way, nosology, urgency, *counts in cursor.fetchall():
            if mark == _OF_ALL:
                total[Way(way)] = Known(*counts)
            elif mark == _BY_NOSOLOGY:
                nosologies.setdefault(nosology, {})[Way(way)] = Known(*counts)
            else:
                urgencies.setdefault(urgency, {})[Way(way)] = Known(*counts)
    return Outcomes(total, dict(sorted(nosologies.items())), dict(sorted(urgencies.items())))
