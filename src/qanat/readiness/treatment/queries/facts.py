"""Treatment abroad as SQL over the records of cases and their money: one line a case.

A case counts as registered on the day of its registration, as decided on the day of the decision
that stands. Nothing here knows where the records come from.

Source:
    docs/counting.md#treatment-abroad
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from qanat.foundation.days import NATIONAL
from qanat.foundation.periods import Period
from qanat.readiness.treatment.rules.figures import (
    ADULT,
    AGES,
    CHAPTERS,
    CHILD,
    HOME,
    OF_AGE,
    OTHER,
    UNKNOWN,
    Dimension,
    Figure,
    age_key,
)

Regions = frozenset[str] | None
"""Codes of regions; ``None`` is the whole nation."""
Params = dict[str, "datetime | list[str] | list[int] | str | int | None"]
_ZONE: Final = NATIONAL.key
_HELPED: Final = "decision IN ('abroad', 'specialist')"
_OVER: Final = "state IN ('treated', 'invoiced', 'returning', 'follow_up', 'closed')"
_ON: Final = f"(c.registered_at AT TIME ZONE '{_ZONE}')::date"
_YEARS: Final = f"date_part('year', age({_ON}, p.birth_on))::int"


def _band() -> str:
    whens = " ".join(
        f"WHEN f.years BETWEEN {first} AND {last} THEN '{age_key(first)}'" for first, last in AGES
    )
    return f"CASE {whens} ELSE '{UNKNOWN}' END"


def _chapter() -> str:
    whens = " ".join(
        f"WHEN f.category BETWEEN '{first}' AND '{last}' THEN '{code}'"
        for code, first, last in CHAPTERS
    )
    return f"CASE WHEN f.icd10 = '' THEN '{UNKNOWN}' {whens} ELSE '{OTHER}' END"


KEYS: Final[Mapping[Dimension, str]] = {
    Dimension.COUNTRY: f"""CASE f.decision WHEN 'specialist' THEN '{HOME}'
      WHEN 'abroad' THEN coalesce(f.country, '{UNKNOWN}') ELSE '' END""",
    Dimension.DIAGNOSIS: _chapter(),
    Dimension.METHOD: f"coalesce(nullif(f.disease, ''), '{UNKNOWN}')",
    Dimension.AGE: _band(),
    Dimension.SEX: f"CASE WHEN f.sex IN ('male', 'female') THEN f.sex ELSE '{UNKNOWN}' END",
    Dimension.REGION: "f.region",
    Dimension.RESULT: f"CASE WHEN f.decision IN ('abroad', 'specialist') THEN"
    f" coalesce(nullif(f.result, ''), '{UNKNOWN}') ELSE '' END",
    Dimension.MONTH: f"to_char(f.at AT TIME ZONE '{_ZONE}', 'YYYY-MM')",
}
"""What stands in each dimension; a country is of those who are helped alone."""

# OFFSET 0 keeps what is told of a case a step of its own: else its age is counted at every use.
FACTS: Final = f"""
WITH money AS (
  SELECT o.matter,
    sum(o.committed_tiyn + o.advanced_tiyn + o.spent_tiyn)
      FILTER (WHERE o.purpose IN ('treatment', 'specialist')) AS cost,
    sum(o.committed_tiyn + o.advanced_tiyn + o.spent_tiyn)
      FILTER (WHERE o.purpose NOT IN ('treatment', 'specialist')) AS journey,
    max(l.country_id) FILTER (WHERE o.purpose = 'treatment') AS country,
    max(l.name) FILTER (WHERE o.purpose = 'treatment') AS clinic
  FROM funding_obligation o LEFT JOIN clinics_clinic l ON l.id = o.clinic_id
  GROUP BY o.matter),
told AS (
  SELECT c.id, c.number, c.state, c.region, c.decision, c.icd10, c.disease, c.is_urgent,
    c.registered_at, c.decided_at, c.decide_by, c.is_self_arranged, c.diagnosis, c.act,
    coalesce(p.resolved_id, p.id) AS person, p.sex, {_YEARS} AS years,
    left(c.icd10, 3) COLLATE "C" AS category, s.result, m.country, m.clinic,
    coalesce(m.cost, 0) AS cost, coalesce(m.journey, 0) AS journey,
    c.registered_at >= %(since)s AND c.registered_at < %(until)s AS is_registered,
    coalesce(c.decided_at >= %(since)s AND c.decided_at < %(until)s, false) AS is_decided,
    CASE WHEN c.decided_at >= %(since)s AND c.decided_at < %(until)s THEN c.decided_at
      ELSE c.registered_at END AS at
  FROM abroad_case c JOIN patients_patient p ON p.id = c.patient_id
  LEFT JOIN money m ON m.matter = c.matter LEFT JOIN abroad_stay s ON s.case_id = c.id
  WHERE c.registered_at IS NOT NULL AND (%(regions)s::text[] IS NULL OR c.region = ANY(%(regions)s))
    AND (c.registered_at >= %(since)s AND c.registered_at < %(until)s
      OR c.decided_at >= %(since)s AND c.decided_at < %(until)s)
  OFFSET 0),
facts AS (
  SELECT f.*, {", ".join(f"{sql} AS by_{one.value}" for one, sql in KEYS.items())},
    CASE WHEN f.years < {OF_AGE} THEN '{CHILD}' ELSE '{ADULT}' END AS by_grown,
    f.id IN (SELECT k.case_id FROM abroad_casedecision k JOIN abroad_appeal a
      ON a.decision_id = k.id) AS is_appealed,
    row_number() OVER (PARTITION BY f.person
      ORDER BY f.is_decided AND f.{_HELPED} DESC, f.id DESC) = 1 AS is_last
  FROM told f)
"""  # noqa: S608 (our own words)

CONDITIONS: Final[Mapping[Figure, str]] = {
    Figure.REGISTERED: "is_registered",
    Figure.URGENT: "is_registered AND is_urgent",
    Figure.DECIDED: "is_decided",
    Figure.IN_TIME: "is_decided AND decided_at <= decide_by",
    Figure.APPEALED: "is_decided AND is_appealed",
    Figure.ABROAD: "is_decided AND decision = 'abroad'",
    Figure.SPECIALIST: "is_decided AND decision = 'specialist'",
    Figure.AT_HOME: "is_decided AND decision = 'home'",
    Figure.REFUSED: "is_decided AND decision = 'refuse'",
    Figure.DEFERRED: "is_decided AND decision = 'defer'",
    Figure.HELPED: f"is_decided AND {_HELPED}",
    Figure.PERSONS: f"is_decided AND {_HELPED} AND is_last",
    Figure.CHILDREN: f"is_decided AND {_HELPED} AND years < {OF_AGE}",
    Figure.TREATED: f"is_decided AND {_HELPED} AND {_OVER}",
    Figure.DIED: f"is_decided AND {_HELPED} AND state = 'died'",
    Figure.PRICED: f"is_decided AND {_HELPED} AND cost > 0",
    Figure.COST: f"is_decided AND {_HELPED} AND cost > 0",
    Figure.JOURNEY: f"is_decided AND {_HELPED} AND journey > 0",
    Figure.SELF_PAID: "is_registered AND is_self_arranged AND cost + journey > 0",
}
"""Which cases stand behind each figure; those of money sum up what their cases cost."""
_SUMMED: Final = {
    Figure.COST: "coalesce(sum(cost)",
    Figure.JOURNEY: "coalesce(sum(journey)",
}


def column(figure: Figure) -> str:
    """Return how a figure is counted."""
    counted = _SUMMED.get(figure, "(count(*)")
    end = ", 0)" if counted.startswith("coalesce") else ")"
    return f"{counted} FILTER (WHERE {CONDITIONS[figure]}){end}::bigint AS {figure.value}"


def params_of(period: Period, regions: Regions) -> Params:
    """Return the values of a statement."""
    return {
        "since": period.starts_at,
        "until": period.ends_before,
        "regions": None if regions is None else sorted(regions),
    }
