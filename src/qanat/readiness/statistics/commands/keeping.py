"""Keep what was counted of the months that are over, so that no page counts them again."""

import time
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from django.db import connection, transaction

from qanat.foundation.days import national_day
from qanat.foundation.periodic import every
from qanat.foundation.periods import Period, months_of
from qanat.readiness.statistics.models import KeptCounts
from qanat.readiness.statistics.queries.kept import MEANING, TOUCHED, find_horizon, touched_params
from qanat.readiness.statistics.queries.kinds import KINDS

YEARS: Final = 5
"""Months before are counted at each look: hardly anybody looks there."""
MOST_NEWS: Final = 50_000
LONGEST_S: Final = 3.0
"""How long one turn counts; the next one goes on."""
_LOCK: Final = 0x51_4B_45_50_54
_ENCODER: Final = msgspec.json.Encoder()


@every(seconds=10, lane="figures")
def keep_months(now: datetime) -> int:
    """Forget the months whose records changed, count what is missing; return how many were counted.

    All of it in one snapshot of the database, which is noted: what readers hold changes against.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        months = _months(national_day(now))
        _forget_touched(months)
        kept = set(KeptCounts.objects.filter(by="", region="").values_list("month", flat=True))
        begun, count = time.monotonic(), 0
        for month in reversed(months):
            if time.monotonic() - begun > LONGEST_S:
                break
            if month.first not in kept:
                _keep(month)
                count += 1
        _note(now)
    return count


def _months(today: date) -> list[Period]:
    """Return the months that are over, the newest last."""
    last = today.replace(day=1) - timedelta(days=1)
    period = Period(date(last.year - YEARS + 1, 1, 1), last)
    return [month for _name, month in months_of(period)]


def _forget_touched(months: list[Period]) -> None:
    horizon = find_horizon()
    if horizon is None:
        KeptCounts.objects.all().delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"{TOUCHED} DELETE FROM statistics_keptcounts"  # noqa: S608 (our own words)
            " WHERE month IN (SELECT month FROM touched) OR month <> ALL(%(months)s::date[])",
            touched_params(horizon, months, MOST_NEWS),
        )


def _keep(month: Period) -> None:
    KeptCounts.objects.bulk_create(
        KeptCounts(month=month.first, by=by, region=region, counts=_ENCODER.encode(told).decode())
        for by, count in KINDS.items()
        for region, told in count(month).items()
    )


def _note(now: datetime) -> None:
    """Note the state of the database which this transaction sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO statistics_kepthorizon (one, era, snapshot, meaning, at)"
            " SELECT true, coalesce((SELECT a.era FROM audit_horizon a), 1),"
            " pg_current_snapshot()::text, %s, %s"
            " ON CONFLICT (one) DO UPDATE"
            " SET era = excluded.era, snapshot = excluded.snapshot,"
            " meaning = excluded.meaning, at = excluded.at",
            [MEANING, now],
        )
