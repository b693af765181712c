"""Organisations which stand out by how soon their flights take off."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Final

from django.db import connection

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period
from qanat.readiness.statistics.parameters import SMALLEST_GROUP
from qanat.readiness.statistics.queries.counting import regions_of
from qanat.readiness.statistics.queries.families import FLIGHTS
from qanat.readiness.statistics.queries.kept import kept_parts
from qanat.readiness.statistics.queries.rows import Regions, params_of, where_of
from qanat.readiness.statistics.queries.tallies import NATION, Everywhere
from qanat.readiness.statistics.rules.counting.figures import Dimension
from qanat.readiness.statistics.rules.counting.tallies import Tallies
from qanat.readiness.statistics.rules.outliers import Fences, fences_of

WAYS: Final = (Dimension.REGION, Dimension.OPERATOR)
WAITED: Final = "waited"
_TIMES: Final = "array_agg(id || ':' || waited ORDER BY id)"
_FIRST: Final = "id, min(waited) AS waited"
"""A flight for two requests is measured from the later one."""


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
    kept = kept_parts(period, regions, [kept_under(by) for by in WAYS])
    found = []
    for by in WAYS:
        live = (_waited(days, regions, by) for days in kept.rest)
        found.append(_compared(by, (*kept.parts(kept_under(by)), *live), least))
    return found


def kept_under(by: Dimension) -> str:
    """Return under which word the times are kept."""
    return f"waited {by.value}"


def waited_everywhere(month: Period, by: Dimension) -> Everywhere:
    """Return the times of a month's flights by key, of the nation and of every region."""
    found: Everywhere = {NATION: {}}
    rows = (
        f"SELECT grouping(region) = 1 AS is_nation, region, key, {_FIRST}"
        f" {_flights(by, is_limited=False)} GROUP BY GROUPING SETS ((id, key), (id, region, key))"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT is_nation, region, key, {_TIMES} FROM ({rows}) told GROUP BY 1, 2, 3",  # noqa: S608 (our own words)
            params_of(month, None),
        )
        for is_nation, region, key, times in cursor.fetchall():
            if is_nation or region:
                found.setdefault(NATION if is_nation else region, {})[key] = {WAITED: times}
    return found


def _waited(period: Period, regions: Regions, by: Dimension) -> Tallies:
    flights = _flights(by, is_limited=regions is not None)
    rows = f"SELECT key, {_FIRST} {flights} GROUP BY id, key"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, {_TIMES} FROM ({rows}) told GROUP BY key",  # noqa: S608 (our own words)
            params_of(period, regions),
        )
        return {key: {WAITED: times} for key, times in cursor.fetchall()}


def _flights(by: Dimension, *, is_limited: bool) -> str:
    """Return from where flights come, with their keys and times."""
    where = where_of(FLIGHTS, is_limited=is_limited)
    return (
        f"FROM (SELECT m.id, {FLIGHTS.region} AS region, {FLIGHTS.keys[by]} AS key,"  # noqa: S608 (our own words)
        " extract(epoch FROM m.took_off_at - r.received_at) AS waited"
        f" FROM {FLIGHTS.tables} WHERE {where} AND m.took_off_at >= r.received_at) flights"
        " WHERE key <> ''"
    )


def _compared(by: Dimension, parts: Iterable[Tallies], least: float) -> Compared:
    times: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for part in parts:
        for key, tally in part.items():
            waited = tally[WAITED]
            for flight in waited if isinstance(waited, list) else ():
                pk, _, seconds = flight.partition(":")
                times[key][pk] = min(float(seconds), times[key].get(pk, inf))
    told = [(key, len(flights), median(flights.values())) for key, flights in times.items()]
    fences = fences_of([half for _key, flights, half in told if flights >= least])
    groups = [
        GroupRow(
            key, flights, half,
            is_outside=flights >= least and fences is not None and fences.is_outside(half),
            is_small=flights < least,
        )
        for key, flights, half in told
    ]  # fmt: skip
    return Compared(by, tuple(sorted(groups, key=lambda g: (-g.median_s, g.key))), fences)
