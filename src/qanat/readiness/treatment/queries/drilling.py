"""The cases behind a figure: the same lines under the same condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from qanat.foundation.periods import Period
from qanat.readiness.treatment.queries.facts import CONDITIONS, FACTS, Params, Regions, params_of
from qanat.readiness.treatment.rules.figures import Dimension, Figure


@dataclass(frozen=True, slots=True)
class Drill:
    """Which cases are wanted; without a figure all, ``key`` is one of the dimension ``by``."""

    figure: Figure | None
    period: Period
    regions: Regions
    by: Dimension | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case without its person: what was decided, where he is treated, what it costs."""

    id: int
    number: str
    state: str
    region: str
    decision: str
    icd10: str
    method: str
    years: int | None
    sex: str
    country: str
    clinic: str
    cost_tiyn: int
    journey_tiyn: int
    act: str
    registered_at: datetime
    decided_at: datetime | None


EVER: Final = (datetime(1800, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
_LINE: Final = """id, number, state, region, decision, icd10, by_method, years, by_sex, by_country,
coalesce(clinic, ''), cost, journey, act, registered_at, decided_at"""


def case_lines(drill: Drill, *, first: int = 0, count: int | None = None) -> list[CaseLine]:
    """Return the cases behind a figure, the newest first."""
    where, params = _where(drill)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT {_LINE} FROM facts WHERE {where}"  # noqa: S608 (our own words)
            " ORDER BY at DESC, id DESC OFFSET %(first)s LIMIT %(count)s",
            {**params, "first": first, "count": count},
        )
        return [CaseLine(*row) for row in cursor.fetchall()]


def lines_by_id(ids: Sequence[int]) -> list[CaseLine]:
    """Return some cases, in the order of their ids."""
    params: Params = {"since": EVER[0], "until": EVER[1], "regions": None, "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT {_LINE} FROM facts WHERE id = ANY(%(ids)s)"  # noqa: S608 (our own words)
            " ORDER BY array_position(%(ids)s, id)",
            params,
        )
        return [CaseLine(*row) for row in cursor.fetchall()]


def count_cases(drill: Drill) -> int:
    """Return how many cases stand behind a figure."""
    where, params = _where(drill)
    with connection.cursor() as cursor:
        cursor.execute(f"{FACTS} SELECT count(*) FROM facts WHERE {where}", params)  # noqa: S608 (ours)
        found: int = cursor.fetchone()[0]
    return found


def _where(drill: Drill) -> tuple[str, Params]:
    where = CONDITIONS[drill.figure] if drill.figure else "true"
    params = params_of(drill.period, drill.regions)
    if drill.by is None:
        return where, params
    return f"{where} AND by_{drill.by.value} = %(key)s", {**params, "key": drill.key}


STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "prepared": ("c.made_at", "c.registered_at"),
    "checked": ("c.registered_at", "t.asked"),
    "opinions": ("t.asked", "t.given"),
    "offers": ("o.asked", "o.answered"),
    "commission": ("coalesce(o.answered, t.given)", "c.decided_at"),
    "decided": ("c.registered_at", "c.decided_at"),
    "contracted": (
        "c.decided_at",
        "CASE WHEN m.signed_on IS NOT NULL THEN greatest(m.signed_on, c.decided_at) END",
    ),
}
"""From which moment to which each step lasts."""


@dataclass(frozen=True, slots=True)
class Lasted:
    """How long a step took, in days: half of the cases no longer, nine of ten no longer."""

    step: str
    cases: int
    median: float | None
    ninth: float | None


def steps(period: Period, regions: Regions) -> list[Lasted]:
    """Return how long each step of the cases decided in a period took."""
    told = ", ".join(
        f"count(d{at}) FILTER (WHERE d{at} >= 0),"
        f" percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY d{at}) FILTER (WHERE d{at} >= 0)"
        for at in range(len(STAGES))
    )
    lasts = ", ".join(
        f"extract(epoch FROM {end} - {start}) / 86400 AS d{at}"
        for at, (start, end) in enumerate(STAGES.values())
    )
    with connection.cursor() as cursor:
        sql = f"SELECT {told} FROM (SELECT {lasts} {_STEPS}) s"  # noqa: S608 (our own words)
        cursor.execute(sql, params_of(period, regions))
        row = cursor.fetchone()
    found = []
    for at, step in enumerate(STAGES):
        median, ninth = row[2 * at + 1] or (None, None)
        found.append(Lasted(step, row[2 * at], median, ninth))
    return found


_STEPS: Final = """
FROM abroad_case c
LEFT JOIN LATERAL (SELECT min(k.asked_at) AS asked, max(k.ended_at) AS given FROM abroad_task k
  WHERE k.case_id = c.id AND k.state = 'given') t ON true
LEFT JOIN LATERAL (SELECT min(f.asked_at) AS asked, max(f.answered_at) AS answered
  FROM abroad_offer f WHERE f.case_id = c.id) o ON true
LEFT JOIN LATERAL (SELECT min(g.signed_on) AS signed_on FROM funding_obligation g
  WHERE g.matter = c.matter AND g.purpose IN ('treatment', 'specialist')) m ON true
WHERE c.decided_at >= %(since)s AND c.decided_at < %(until)s
  AND (%(regions)s::text[] IS NULL OR c.region = ANY(%(regions)s))
"""
