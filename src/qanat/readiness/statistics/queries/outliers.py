"""Organisations which stand out by how soon their flights take off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period
from qanat.readiness.statistics.parameters import SMALLEST_GROUP
from qanat.readiness.statistics.queries.counting import params_of, regions_of, where_of
from qanat.readiness.statistics.queries.families import FLIGHTS
from qanat.readiness.statistics.rules.counting.figures import Dimension
from qanat.readiness.statistics.rules.outliers import Fences, fences_of

WAYS: Final = (Dimension.REGION, Dimension.OPERATOR)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The flights of an organisation, and in half of them how soon they took off.

    Attributes:
        median_s: from the request to the take-off, in the middle flight.
        is_outside: whether it stands out among those with enough flights.
        is_small: whether it has too few flights to be compared.
    """

    key: str
    flights: int
    median_s: float
    is_outside: bool
    is_small: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Organisations of one kind, the slowest first."""

    by: Dimension
    rows: tuple[GroupRow, ...]
    fences: Fences | None


def compared_groups(actor: Actor, period: Period, region: str = "") -> list[Compared]:
    """Compare regions, then operators, by the time from request to take-off.

    Raises:
        NotAllowed: as the report itself.
    """
    regions = regions_of(actor, region)
    least = parameter(SMALLEST_GROUP, on=period.last).number
    where = where_of(FLIGHTS, is_limited=regions is not None)
    found = []
    for by in WAYS:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT key, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY waited)"  # noqa: S608 (our own words)
                f" FROM (SELECT m.id, {FLIGHTS.keys[by]} AS key,"
                f" min(extract(epoch FROM m.took_off_at - r.received_at)) AS waited"
                f" FROM {FLIGHTS.tables} WHERE {where} AND m.took_off_at >= r.received_at"
                " GROUP BY 1, 2) told WHERE key <> '' GROUP BY key",
                params_of(period, regions),
            )
            found.append(_compared(by, cursor.fetchall(), least))
    return found


def _compared(by: Dimension, rows: Iterable[Sequence[str | int | float]], least: float) -> Compared:
    told = [(str(key), int(flights), float(median)) for key, flights, median in rows]
    fences = fences_of([median for _key, flights, median in told if flights >= least])
    groups = [
        GroupRow(
            key, flights, median,
            is_outside=flights >= least and fences is not None and fences.is_outside(median),
            is_small=flights < least,
        )
        for key, flights, median in told
    ]  # fmt: skip
    return Compared(by, tuple(sorted(groups, key=lambda g: (-g.median_s, g.key))), fences)
