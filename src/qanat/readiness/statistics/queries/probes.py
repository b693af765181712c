"""What is missing, impossible or late in the records behind the figures.

A probe is a condition on the rows of a family: those which meet it are counted and listed, as
the records behind a figure are.
"""

from dataclasses import dataclass

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.readiness.statistics.queries.counting import regions_of
from qanat.readiness.statistics.queries.drilling import RecordRow, Thing, described
from qanat.readiness.statistics.queries.faults import IDS, PROBES
from qanat.readiness.statistics.queries.rows import params_of, where_of
from qanat.readiness.statistics.queries.sums import limits_on, sums_of


def probe_counts(actor: Actor, period: Period, region: str = "") -> dict[str, int]:
    """Return how many records each probe finds.

    Raises:
        NotAllowed: as the report itself.
    """
    found = sums_of(period, regions_of(actor, region))
    return {code: found[code] for code in PROBES}


@dataclass(frozen=True, slots=True)
class Found:
    """Which records a probe found are asked for."""

    code: str
    period: Period
    region: str = ""


def probe_rows(actor: Actor, asked: Found, *, first: int = 0, count: int = 50) -> list[RecordRow]:
    """Return the records a probe finds, the newest first.

    Raises:
        NotAllowed: as the report itself.
    """
    probe, regions = PROBES[asked.code], regions_of(actor, asked.region)
    key, family = IDS[probe.family.record], probe.family
    where = where_of(family, is_limited=regions is not None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, min({family.at}) AS at FROM {family.tables}"  # noqa: S608 (our own words)
            f" WHERE {where} AND {probe.condition} GROUP BY {key}"
            f" ORDER BY at DESC, {key} LIMIT {int(count)} OFFSET {int(first)}",
            {**params_of(asked.period, regions), **limits_on(asked.period.last)},
        )
        return described([Thing(at, family.record, pk, None) for pk, at in cursor.fetchall()])
