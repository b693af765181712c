"""Counts which are no figures: what probes find, and what identities need besides the figures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import connection

from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period
from qanat.readiness.statistics.parameters import LATE_ENTRY, LONGEST_FLIGHT
from qanat.readiness.statistics.queries.families import REMOTE, REQUESTS, SERVICES, Family
from qanat.readiness.statistics.queries.faults import IDS, PROBES
from qanat.readiness.statistics.queries.kept import kept_parts
from qanat.readiness.statistics.queries.rows import Param, Regions, params_of, where_of
from qanat.readiness.statistics.queries.tallies import NATION, TOGETHER, Everywhere, add_shared
from qanat.readiness.statistics.rules.counting.tallies import Tallies, added_up

SUMS: Final = "sums"
"""Under which word they are kept."""
LIMITS: Final = "limits"
"""The key under which the norms stand that they were counted with."""
FLOWN: Final = "flown"
AIR_PAIRS: Final = "air_pairs"
REMOTE_PAIRS: Final = "remote_pairs"


@dataclass(frozen=True, slots=True)
class Sum:
    """Different things among the rows of a family which meet a condition."""

    family: Family
    thing: str
    condition: str = "true"


_SERVED: Final = f"{SERVICES.tables} JOIN dispatch_servicepatient x ON x.service_id = s.id"
_ADVISED: Final = f"{REMOTE.tables} JOIN telemedicine_orderpatient x ON x.order_id = o.id"
_PAIRS: Final = (replace(SERVICES, tables=_SERVED), replace(REMOTE, tables=_ADVISED))
_EVERY: Final[Mapping[str, Sum]] = {
    **{
        code: Sum(probe.family, IDS[probe.family.record], probe.condition)
        for code, probe in PROBES.items()
    },
    FLOWN: Sum(REQUESTS, "r.id", "m.id IS NOT NULL"),
    AIR_PAIRS: Sum(_PAIRS[0], "(x.patient_id, s.id)"),
    REMOTE_PAIRS: Sum(_PAIRS[1], "(x.patient_id, v.id)"),
}


def sums_of(period: Period, regions: Regions) -> dict[str, int]:
    """Return every sum of a period by its code: kept months as they are, the rest counted."""
    limits = limits_on(period.last)
    kept = kept_parts(period, regions, [SUMS])
    parts, rest = kept.parts(SUMS), kept.rest
    if any(part.get(LIMITS, limits) != limits for part in parts):
        parts, rest = [], (period,)
    live = (_summed(days, regions, limits) for days in rest)
    found = added_up((*parts, *live), _EVERY).get("", {})
    return dict.fromkeys(_EVERY, 0) | found


def summed_everywhere(month: Period) -> Everywhere:
    """Return every sum of a month, of the nation and of every region, as figures are tallied."""
    limits = limits_on(month.last)
    params: dict[str, Param | int] = {**params_of(month, None), **limits}
    found: Everywhere = {NATION: {"": {}}}
    for codes in _by_family():
        family, counts = _EVERY[codes[0]].family, _counts(codes)
        rows = f"FROM {family.tables} WHERE {where_of(family, is_limited=False)}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT grouping({family.region}) = 1, {family.region}, {counts}"
                f" {rows} GROUP BY GROUPING SETS ((), ({family.region}))",
                params,
            )
            for is_nation, region, *values in cursor.fetchall():
                if is_nation or region:
                    told = found.setdefault(NATION if is_nation else region, {"": {}})
                    told[""] |= dict(zip(codes, values, strict=True))
        things = (
            f"CASE WHEN {_EVERY[code].condition} THEN {_EVERY[code].thing} END AS {code}"
            for code in codes
        )
        told_rows = f"SELECT {family.region} AS region, '' AS key, {', '.join(things)} {rows}"
        add_shared(found, told_rows, codes, params)
    return {
        region: told if TOGETHER in region else {**told, LIMITS: limits}
        for region, told in found.items()
    }


def limits_on(on: date) -> dict[str, int]:
    """Return the norms of a day which the probes hold records against."""
    return {
        "late": int(parameter(LATE_ENTRY, on=on).number),
        "longest": int(parameter(LONGEST_FLIGHT, on=on).number),
    }


def _summed(period: Period, regions: Regions, limits: Mapping[str, int]) -> Tallies:
    params: dict[str, Param | int] = {**params_of(period, regions), **limits}
    found: dict[str, int] = {}
    for codes in _by_family():
        family = _EVERY[codes[0]].family
        where = where_of(family, is_limited=regions is not None)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_counts(codes)} FROM {family.tables} WHERE {where}", params)  # noqa: S608 (our own words)
            found |= dict(zip(codes, cursor.fetchone(), strict=True))
    return {"": found}


def _by_family() -> Iterable[list[str]]:
    """Return the codes that are counted together, one query a family."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for code, one in _EVERY.items():
        groups[id(one.family)].append(code)
    return groups.values()


def _counts(codes: Iterable[str]) -> str:
    return ", ".join(
        f"count(DISTINCT {_EVERY[code].thing}) FILTER (WHERE {_EVERY[code].condition})"
        for code in codes
    )
